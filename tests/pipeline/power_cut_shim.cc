// Power cuts and disk faults for any program: LD_PRELOAD=libpower_cut_shim.so.
//
// Writes and syncs of regular files count as disk operations, from 1.
//   POWER_CUT_AT=k         at operation k the power goes (power_cut_disk.h) and the process exits
//                          with 77 in the middle of the call
//   POWER_CUT_SEED=n       what of the unsynced writes survives
//   POWER_CUT_NO_SYNC=part syncs of files with this in their path do nothing: a build without them
//   DISK_FAULT=eio         the first sync at or after operation DISK_FAULT_AT fails, and what it
//   was
//                          to bring to the disk is lost by the next power cut, synced again or not
//   DISK_FAULT=enospc      from operation DISK_FAULT_AT on DISK_FAULT_LENGTH writes find no room;
//                          the first of them writes half
// Real syncs are left out, since only this process's view counts: a campaign runs as fast as
// memory. Creation, renaming, truncation and removal of files count as durable at once; file
// systems may be worse, so the programs under test sync their directories all the same. Ways to the
// disk that are not modelled (msync, sync_file_range) end
// the process, so that no campaign passes because the shim did not look.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/pipeline/power_cut_disk.h"

namespace {

constexpr int kPowerCutExit = 77;
constexpr int kNotModelledExit = 78;

template <typename F>
F real(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

struct Shim {
  std::mutex mutex;
  uslkit::test::PowerCutDisk disk;
  std::int64_t operations = 0;
  std::int64_t cut_at = 0;
  std::uint64_t seed = 0;
  std::string without_sync;
  bool eio_to_come = false;
  std::int64_t enospc_left = 0;
  bool enospc_begun = false;
  std::int64_t fault_at = 0;
};

std::int64_t number_from(const char* name, std::int64_t otherwise = 0) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

std::string text_from(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

Shim& shim() {
  static Shim* const only = [] {  // never destroyed: threads may write until the end
    auto* made = new Shim;
    made->cut_at = number_from("POWER_CUT_AT");
    made->seed = static_cast<std::uint64_t>(number_from("POWER_CUT_SEED"));
    made->without_sync = text_from("POWER_CUT_NO_SYNC");
    made->eio_to_come = text_from("DISK_FAULT") == "eio";
    if (text_from("DISK_FAULT") == "enospc") {
      made->enospc_left = number_from("DISK_FAULT_LENGTH", 20);
    }
    made->fault_at = number_from("DISK_FAULT_AT", 1);
    return made;
  }();
  return *only;
}

// The lock is held wherever a Shim is an argument.

void count_operation(Shim& all) {
  if (++all.operations != all.cut_at) return;
  all.disk.cut(all.seed);
  ::_exit(kPowerCutExit);
}

bool is_regular(int descriptor, struct stat& status) {
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

bool has_no_sync(const Shim& all, int descriptor) {
  if (all.without_sync.empty()) return false;
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
  return size > 0 &&
         std::string_view(path, static_cast<std::size_t>(size)).find(all.without_sync) !=
             std::string_view::npos;
}

bool has_no_room(const Shim& all) {
  return all.enospc_left > 0 && all.operations + 1 >= all.fault_at;
}

// Bytes to write before the disk is full; negative: none.
std::int64_t room_for(Shim& all, std::size_t size) {
  if (!has_no_room(all)) return static_cast<std::int64_t>(size);
  --all.enospc_left;
  if (all.enospc_begun || size < 2) return -1;
  all.enospc_begun = true;
  return static_cast<std::int64_t>(size / 2);
}

bool sync_fails(Shim& all) {
  if (!all.eio_to_come || all.operations < all.fault_at) return false;
  all.eio_to_come = false;
  return true;
}

// `is_durable`: on the disk when it returns, as with O_DSYNC; torn when the power goes before.
ssize_t write_at(int descriptor, const void* bytes, std::size_t size, off_t position,
                 bool is_durable) {
  Shim& all = shim();
  const std::lock_guard lock(all.mutex);
  struct stat status {};
  if (!is_regular(descriptor, status)) {
    return uslkit::test::real_pwrite(descriptor, bytes, size, position);
  }
  const std::int64_t room = room_for(all, size);
  if (room < 0) {
    count_operation(all);
    errno = ENOSPC;
    return -1;
  }
  const std::size_t taken = static_cast<std::size_t>(room);
  all.disk.hold(descriptor, status, bytes, taken, position);
  const ssize_t written = uslkit::test::real_pwrite(descriptor, bytes, taken, position);
  count_operation(all);
  const bool durable = is_durable || (::fcntl(descriptor, F_GETFL) & O_DSYNC) != 0;
  if (!durable || has_no_sync(all, descriptor)) return written;
  count_operation(all);
  if (sync_fails(all)) {
    all.disk.lose(status);
    errno = EIO;
    return -1;
  }
  all.disk.settle_last(status);
  return written;
}

int sync_file(int descriptor) {
  Shim& all = shim();
  const std::lock_guard lock(all.mutex);
  count_operation(all);
  struct stat status {};
  if (!is_regular(descriptor, status) || has_no_sync(all, descriptor)) return 0;
  if (sync_fails(all)) {
    all.disk.lose(status);
    errno = EIO;
    return -1;
  }
  all.disk.sync(status);
  return 0;
}

// Where the file's own position is: at the end of what is written by it.
ssize_t write_on(int descriptor, const struct stat& status, const void* bytes, std::size_t size) {
  const bool appends = (::fcntl(descriptor, F_GETFL) & O_APPEND) != 0;
  const off_t position = appends ? status.st_size : ::lseek(descriptor, 0, SEEK_CUR);
  const ssize_t written = write_at(descriptor, bytes, size, position, false);
  if (written > 0) ::lseek(descriptor, position + written, SEEK_SET);
  return written;
}

std::vector<char> joined(const struct iovec* parts, int count) {
  std::vector<char> bytes;
  for (int i = 0; i < count; ++i) {
    const char* from = static_cast<const char*>(parts[i].iov_base);
    bytes.insert(bytes.end(), from, from + parts[i].iov_len);
  }
  return bytes;
}

ssize_t write_parts_at(int descriptor, const struct iovec* parts, int count, off_t position,
                       bool is_durable) {
  const std::vector<char> bytes = joined(parts, count);
  return write_at(descriptor, bytes.data(), bytes.size(), position, is_durable);
}

[[noreturn]] void not_modelled(const char* what) {
  const std::string text = std::string("power_cut_shim: not modelled: ") + what + "\n";
  (void)!::write(STDERR_FILENO, text.data(), text.size());
  ::_exit(kNotModelledExit);
}

}  // namespace

extern "C" {

ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t position) {
  return write_at(descriptor, bytes, size, position, false);
}
ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off_t position) {
  return write_at(descriptor, bytes, size, position, false);
}
ssize_t pwritev(int descriptor, const struct iovec* parts, int count, off_t position) {
  return write_parts_at(descriptor, parts, count, position, false);
}
ssize_t pwritev64(int descriptor, const struct iovec* parts, int count, off_t position) {
  return write_parts_at(descriptor, parts, count, position, false);
}
ssize_t pwritev2(int descriptor, const struct iovec* parts, int count, off_t position, int flags) {
  return write_parts_at(descriptor, parts, count, position, (flags & (RWF_DSYNC | RWF_SYNC)) != 0);
}
ssize_t pwritev64v2(int descriptor, const struct iovec* parts, int count, off_t position,
                    int flags) {
  return write_parts_at(descriptor, parts, count, position, (flags & (RWF_DSYNC | RWF_SYNC)) != 0);
}

ssize_t write(int descriptor, const void* bytes, std::size_t size) {
  static const auto call = real<ssize_t (*)(int, const void*, std::size_t)>("write");
  struct stat status {};
  if (!is_regular(descriptor, status)) return call(descriptor, bytes, size);
  return write_on(descriptor, status, bytes, size);
}
ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  static const auto call = real<ssize_t (*)(int, const struct iovec*, int)>("writev");
  struct stat status {};
  if (!is_regular(descriptor, status)) return call(descriptor, parts, count);
  const std::vector<char> bytes = joined(parts, count);
  return write_on(descriptor, status, bytes.data(), bytes.size());
}

int fsync(int descriptor) { return sync_file(descriptor); }
int fdatasync(int descriptor) { return sync_file(descriptor); }

// Programs ask so whether the disk is full.
int posix_fallocate(int descriptor, off_t offset, off_t length) {
  static const auto call = real<int (*)(int, off_t, off_t)>("posix_fallocate");
  {
    Shim& all = shim();
    const std::lock_guard lock(all.mutex);
    if (has_no_room(all)) return ENOSPC;
  }
  return call(descriptor, offset, length);
}

int msync(void*, std::size_t, int) { not_modelled("msync"); }
int sync_file_range(int, off64_t, off64_t, unsigned) { not_modelled("sync_file_range"); }

}  // extern "C"
