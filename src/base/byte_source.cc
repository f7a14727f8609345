#include "base/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

constexpr std::size_t kReadStep = 256u << 10;

struct Descriptor {
  explicit Descriptor(int opened) : number(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number > STDERR_FILENO) ::close(number);
  }
  int number;
};

InputError cannot_read(const std::string& name, int error) {
  const std::string why = std::generic_category().message(error);
  if (error == ENOENT) {
    return InputError(
        {{.source = name}, "no such file", "the name of a readable file, or - for stdin", ""});
  }
  return InputError({{.source = name},
                     fmt::format("a file that cannot be read ({})", why),
                     "the name of a readable file, or - for stdin",
                     ""});
}

int open_for_reading(const std::string& name) {
  if (name == "-") return STDIN_FILENO;
  if (name.empty()) {
    throw InputError({{}, "an empty file name", "the name of a readable file, or - for stdin", ""});
  }
  int number = -1;
  do {
    number = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  } while (number < 0 && errno == EINTR);
  if (number < 0) throw cannot_read(name, errno);
  return number;
}

std::size_t read_some(const Descriptor& descriptor, std::span<char> buffer,
                      const std::string& name) {
  for (;;) {  // ends: a signal cannot interrupt forever without the process being asked to stop
    const ssize_t count = ::read(descriptor.number, buffer.data(), buffer.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw cannot_read(name, errno);
  }
}

}  // namespace

ByteSource::ByteSource(Pull pull, std::string name, Limits limits)
    : pull_(std::move(pull)), name_(std::move(name)), limits_(limits) {}

ByteSource ByteSource::open(const std::string& name, Limits limits) {
  const std::shared_ptr<Descriptor> descriptor =
      std::make_shared<Descriptor>(open_for_reading(name));
  struct stat status = {};
  if (::fstat(descriptor->number, &status) == 0 && S_ISDIR(status.st_mode)) {
    throw InputError({{.source = name},
                      "a directory",
                      "a file, or - for stdin",
                      "name the files in it, such as dir/*.csv"});
  }
  Pull pull = [descriptor, name](std::span<char> buffer) {
    return read_some(*descriptor, buffer, name);
  };
  return ByteSource(std::move(pull), name, limits);
}

ByteSource ByteSource::from_text(std::string text, std::string name) {
  const std::shared_ptr<const std::string> shared =
      std::make_shared<const std::string>(std::move(text));
  Pull pull = [shared, at = std::size_t{0}](std::span<char> buffer) mutable {
    const std::size_t count = std::min(buffer.size(), shared->size() - at);
    std::memcpy(buffer.data(), shared->data() + at, count);
    at += count;
    return count;
  };
  return ByteSource(std::move(pull), std::move(name), Limits{});
}

ByteSource ByteSource::from_function(Pull pull, std::string name) {
  return ByteSource(std::move(pull), std::move(name), Limits{});
}

std::size_t ByteSource::pull(std::span<char> buffer) {
  if (ended_ || buffer.empty()) return 0;
  const std::size_t count = pull_(buffer);
  USLKIT_CHECK(count <= buffer.size());
  ended_ = count == 0;
  bytes_ += static_cast<std::int64_t>(count);
  if (bytes_ > limits_.max_bytes) {
    throw InputError({{.source = name_},
                      fmt::format("more than {} bytes", limits_.max_bytes),
                      fmt::format("at most {} bytes", limits_.max_bytes),
                      ""});
  }
  hash_.update({buffer.data(), count});
  if (watcher_) watcher_(bytes_);
  return count;
}

std::string_view ByteSource::head() {
  if (!head_filled_) {
    head_.resize(kHeadBytes);
    std::size_t filled = 0;
    while (filled < kHeadBytes && !ended_) filled += pull(std::span(head_).subspan(filled));
    head_.resize(filled);
    head_filled_ = true;
  }
  return {head_.data(), head_.size()};
}

std::size_t ByteSource::read(std::span<char> buffer) {
  const std::string_view rest = head().substr(head_used_);
  if (rest.empty()) return pull(buffer);
  const std::size_t count = std::min(buffer.size(), rest.size());
  std::memcpy(buffer.data(), rest.data(), count);
  head_used_ += count;
  return count;
}

std::string ByteSource::read_all(std::size_t max_bytes) {
  std::string text;
  std::size_t filled = 0;
  for (;;) {  // ends: every turn adds a byte or returns, and max_bytes bounds the sum
    text.resize(std::max(filled + kHeadBytes, std::min(2 * filled, filled + kReadStep * 16)));
    const std::size_t count = read(std::span(text).subspan(filled));
    filled += count;
    if (filled > max_bytes) {
      throw InputError(
          {{.source = name_},
           fmt::format("more than {} bytes", max_bytes),
           fmt::format("at most {} bytes in this format, which is read whole", max_bytes),
           ""});
    }
    if (count == 0) break;
  }
  text.resize(filled);
  return text;
}

void ByteSource::drain() {
  std::vector<char> buffer(kReadStep);
  head_used_ = head().size();
  while (read(buffer) > 0) {
  }
}

}  // namespace uslkit
