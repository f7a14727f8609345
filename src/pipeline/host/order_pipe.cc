#include "pipeline/host/order_pipe.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostLineBytes = 256;

[[noreturn]] void refuse(const std::string& path, const std::string& found) {
  throw InputError({.place = {.source = path},
                    .found = found,
                    .allowed = "a named pipe, or a path where one can be made",
                    .hint = "mkfifo makes one"});
}

}  // namespace

OrderPipe::OrderPipe(std::string path, Callbacks callbacks)
    : path_(std::move(path)), callbacks_(std::move(callbacks)) {
  is_made_ = ::mkfifo(path_.c_str(), 0600) == 0;
  if (!is_made_ && errno != EEXIST) refuse(path_, std::strerror(errno));
  // For writing too, so that it does not end when the last writer closes it.
  pipe_ = ::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
  if (pipe_ < 0) refuse(path_, std::strerror(errno));
  struct stat status {};
  if (::fstat(pipe_, &status) != 0 || !S_ISFIFO(status.st_mode)) {
    ::close(pipe_);
    refuse(path_, "something else");
  }
  end_ = ::eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([this] { run(); });
}

OrderPipe::~OrderPipe() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(end_, &one, sizeof one);
  thread_.join();
  ::close(pipe_);
  ::close(end_);
  if (is_made_) ::unlink(path_.c_str());
}

void OrderPipe::run() {
  std::array<char, 1024> buffer{};
  std::array<pollfd, 2> waits{{{.fd = pipe_, .events = POLLIN, .revents = 0},
                               {.fd = end_, .events = POLLIN, .revents = 0}}};
  while (true) {
    if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return;
    if (waits[1].revents != 0) return;
    const ssize_t got = ::read(pipe_, buffer.data(), buffer.size());
    if (got > 0) take({buffer.data(), static_cast<std::size_t>(got)});
  }
}

// Lines may come in pieces; of one that is too long only its end is waited for.
void OrderPipe::take(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n') {
      if (is_overlong_) callbacks_.on_bad_line(path_ + ": a line of more than 256 bytes");
      if (!is_overlong_ && !line_.empty()) obey(line_);
      line_.clear();
      is_overlong_ = false;
    } else if (line_.size() < kMostLineBytes) {
      line_.push_back(c);
    } else {
      is_overlong_ = true;
    }
  }
}

void OrderPipe::obey(std::string_view line) {
  try {
    callbacks_.on_order(parse_consumer_order(line, path_));
  } catch (const InputError& error) {
    callbacks_.on_bad_line(error.what());
  }
}

}  // namespace uslkit
