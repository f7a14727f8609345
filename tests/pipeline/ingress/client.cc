#include "tests/pipeline/ingress/client.h"

#include <array>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace uslkit {

Client::Client(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    ::close(socket_);
    socket_ = -1;
    return;
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      unread_(std::move(other.unread_)),
      ended_(other.ended_) {}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Client::fill(std::chrono::milliseconds limit) {
  pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
  if (ended_ || ::poll(&wait, 1, static_cast<int>(limit.count())) <= 0) return false;
  std::array<char, 65536> bytes;
  const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) {
    ended_ = true;
    return false;
  }
  unread_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

ClientReply Client::receive(std::chrono::milliseconds limit) {
  ClientReply reply;
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(limit)) return {};
  }
  reply.head = unread_.substr(0, end + 2);
  const std::string length = reply.header("Content-Length");
  const std::size_t body = length.empty() ? 0 : std::stoul(length);
  while (unread_.size() < end + 4 + body) {
    if (!fill(limit)) return {};
  }
  reply.body = unread_.substr(end + 4, body);
  reply.status = std::stoi(reply.head.substr(9, 3));
  unread_.erase(0, end + 4 + body);
  return reply;
}

bool Client::at_end(std::chrono::milliseconds limit) {
  while (fill(limit)) {
  }
  return ended_;
}

void Client::finish_sending() { ::shutdown(socket_, SHUT_WR); }

std::string ClientReply::header(std::string_view name) const {
  const std::string start = fmt::format("\r\n{}: ", name);
  const std::size_t at = head.find(start);
  if (at == std::string::npos) return {};
  const std::size_t value = at + start.size();
  return head.substr(value, head.find("\r\n", value) - value);
}

std::string event_json(std::int64_t number, std::string_view tenant, std::string_view type) {
  return fmt::format(
      R"({{"id":"evt-{:012}","tenant":"{}","ts":1767225600000000,"type":"{}","key":"user-{}",)"
      R"("payload":{{"amount":1999,"currency":"EUR","items":[{{"sku":"A-17","n":2}},)"
      R"({{"sku":"B-4","n":1}}],"note":"left at the door","ok":true}}}})",
      number, tenant, type, number % 1000);
}

std::string post(std::string_view body, std::string_view content_type,
                 std::string_view more_headers) {
  return fmt::format(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\n{}Content-Length: {}\r\n\r\n"
      "{}",
      content_type, more_headers, body.size(), body);
}

Scenario ingress_scenario(std::vector<AdmissionSpec> admission) {
  Scenario scenario;
  scenario.control_interval = std::chrono::milliseconds(50);
  TrafficClass orders;
  orders.name = "orders";
  orders.tenants = UniformTenants{.count = 100};
  TrafficClass clicks;
  clicks.name = "clicks";
  clicks.priority = 2;
  clicks.durability = Durability::leader;
  scenario.traffic.classes = {orders, clicks};
  scenario.log = LogSpec{.partitions = 4};
  scenario.ingress.admission = std::move(admission);
  return scenario;
}

}  // namespace uslkit
