#include "pipeline/log/file_io.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

ssize_t write_durably(int descriptor, const void* bytes, std::size_t size, off_t position) {
  iovec part{.iov_base = const_cast<void*>(bytes), .iov_len = size};
  const ssize_t written = ::pwritev2(descriptor, &part, 1, position, RWF_DSYNC);
  if (written >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)) return written;
  const ssize_t plain = ::pwrite(descriptor, bytes, size, position);
  if (plain >= 0 && ::fdatasync(descriptor) != 0) return -1;
  return plain;
}

}  // namespace

DiskCalls real_disk_calls() {
  return {.write_at = ::pwrite, .sync = ::fdatasync, .write_durably_at = write_durably};
}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

int write_fully(WriteCall call, int descriptor, std::span<const char> bytes,
                std::int64_t position) {
  while (!bytes.empty()) {
    const ssize_t written = call(descriptor, bytes.data(), bytes.size(), position);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    position += written;
  }
  return 0;
}

std::int64_t read_fully(int descriptor, std::span<char> into, std::int64_t position) {
  std::int64_t total = 0;
  while (!into.empty()) {
    const ssize_t got = ::pread(descriptor, into.data(), into.size(), position + total);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -errno;
    if (got == 0) break;
    into = into.subspan(static_cast<std::size_t>(got));
    total += got;
  }
  return total;
}

int sync_directory(const std::string& path) {
  const FileDescriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return errno;
  return ::fsync(directory.number()) == 0 ? 0 : errno;
}

bool is_disk_full(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

void throw_disk_error(const std::string& path, const char* action, int error) {
  throw OutputError(fmt::format("{}: error: cannot {}: {}", without_controls(path), action,
                                std::strerror(error)));
}

void refuse_file(const std::string& path, std::string found, std::string allowed,
                 std::string hint) {
  throw InputError({.place = {.source = path},
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

}  // namespace uslkit
