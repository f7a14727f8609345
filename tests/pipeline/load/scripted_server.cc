#include "tests/pipeline/load/scripted_server.h"

#include <array>

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

namespace uslkit {
namespace {

SeenPost seen(std::string_view head, std::string_view body) {
  SeenPost post;
  constexpr std::string_view kType = "Content-Type: ";
  const std::size_t at = head.find(kType) + kType.size();
  post.content_type = head.substr(at, head.find("\r\n", at) - at);
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    post.events.emplace_back(body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return post;
}

}  // namespace

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  USLKIT_CHECK(::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
  USLKIT_CHECK(::listen(listener_, 512) == 0);
  socklen_t size = sizeof at;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
  port_ = ntohs(at.sin_port);
  thread_ = std::jthread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  ends_ = true;
  thread_.join();
  ::close(listener_);
}

std::vector<SeenPost> ScriptedServer::posts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return posts_;
}

void ScriptedServer::run() {
  std::vector<Peer> peers;
  while (!ends_) {
    std::vector<pollfd> polls{{.fd = listener_, .events = POLLIN, .revents = 0}};
    for (const Peer& peer : peers)
      polls.push_back({.fd = peer.socket, .events = POLLIN, .revents = 0});
    if (::poll(polls.data(), polls.size(), 20) <= 0) continue;
    for (std::size_t i = peers.size(); i > 0; --i) {
      if (polls[i].revents == 0 || serve(peers[i - 1])) continue;
      ::close(peers[i - 1].socket);
      peers.erase(peers.begin() + static_cast<std::ptrdiff_t>(i - 1));
    }
    if (polls[0].revents != 0) peers.push_back({.socket = ::accept(listener_, nullptr, nullptr)});
  }
  for (const Peer& peer : peers) ::close(peer.socket);
}

bool ScriptedServer::serve(Peer& peer) {
  std::array<char, 65536> bytes;
  const ssize_t count = ::recv(peer.socket, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  peer.unread.append(bytes.data(), static_cast<std::size_t>(count));
  const std::size_t end = peer.unread.find("\r\n\r\n");
  if (end == std::string::npos) return true;
  const std::string_view head = std::string_view(peer.unread).substr(0, end);
  const std::size_t body = std::stoul(std::string(head.substr(head.find("Content-Length: ") + 16)));
  if (peer.unread.size() < end + 4 + body) return true;
  const SeenPost post = seen(head, std::string_view(peer.unread).substr(end + 4, body));
  peer.unread.erase(0, end + 4 + body);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    posts_.push_back(post);
  }
  const Deed deed = script_(served_++, post);
  if (deed.wait.count() > 0) std::this_thread::sleep_for(deed.wait);
  if (deed.close) return false;
  if (deed.status == 0) return true;
  std::string reply = fmt::format("HTTP/1.1 {} Whatever\r\n", deed.status);
  if (deed.retry_after_s > 0) reply += fmt::format("Retry-After: {}\r\n", deed.retry_after_s);
  reply += fmt::format("Content-Length: {}\r\n\r\n{}", deed.body.size(), deed.body);
  return ::send(peer.socket, reply.data(), reply.size(), MSG_NOSIGNAL) == std::ssize(reply);
}

std::string text_field(std::string_view event, std::string_view name) {
  const std::string start = fmt::format("\"{}\":\"", name);
  const std::size_t at = event.find(start);
  if (at == std::string_view::npos) return {};
  const std::size_t value = at + start.size();
  return std::string(event.substr(value, event.find('"', value) - value));
}

}  // namespace uslkit
