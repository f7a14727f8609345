#include "pipeline/load/load_connection.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr std::size_t kHeadBytes = 192;

}  // namespace

LoadConnection::Step LoadConnection::connect(const sockaddr_in& to) {
  close();
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return Step::failed;
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return Step::done;
  return errno == EINPROGRESS ? Step::waits : Step::failed;
}

LoadConnection::Step LoadConnection::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  const bool known = ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) == 0;
  return known && error == 0 ? Step::done : Step::failed;
}

void LoadConnection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  in_used_ = 0;
  connecting = busy = gone = wants_out = false;
}

void LoadConnection::format(const EventFormat& format, std::string_view host,
                            const SteadyRunClock& clock) {
  const std::size_t count = batch_.attempts.size();
  const std::size_t most = kHeadBytes + count * (format.most_bytes() + 1);
  if (out_.size() < most) out_.resize(most);
  char* to = out_.data() + kHeadBytes;
  for (const Attempt& attempt : batch_.attempts) {
    to = format.write(to, attempt, clock.wall_us(attempt.birth));
    if (count > 1) *to++ = '\n';
  }
  out_end_ = static_cast<std::size_t>(to - out_.data());
  USLKIT_CHECK(out_end_ <= most);
  char head[kHeadBytes];
  const fmt::format_to_n_result<char*> written = fmt::format_to_n(
      head, kHeadBytes,
      "POST /events HTTP/1.1\r\nHost: {}\r\nContent-Type: application/{}\r\nContent-Length: "
      "{}\r\n\r\n",
      host, count > 1 ? "x-ndjson" : "json", out_end_ - kHeadBytes);
  USLKIT_CHECK(written.size <= kHeadBytes);
  out_start_ = out_at_ = kHeadBytes - written.size;
  std::memcpy(out_.data() + out_start_, head, written.size);
}

LoadConnection::Step LoadConnection::write() {
  while (out_at_ < out_end_) {
    const ssize_t sent =
        ::send(socket_, out_.data() + out_at_, out_end_ - out_at_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN ? Step::waits : Step::failed;
    out_at_ += static_cast<std::size_t>(sent);
  }
  return Step::done;
}

// A bounded answer: more than its reader takes is refused there.
LoadConnection::Step LoadConnection::read() {
  if (in_.size() < in_used_ + kReadBytes) in_.resize(in_used_ + kReadBytes);
  for (;;) {
    const ssize_t count = ::recv(socket_, in_.data() + in_used_, in_.size() - in_used_, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return Step::waits;
    if (count <= 0) return Step::failed;
    in_used_ += static_cast<std::size_t>(count);
    return Step::done;
  }
}

}  // namespace uslkit
