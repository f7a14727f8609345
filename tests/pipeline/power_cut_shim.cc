// A power cut for any program: LD_PRELOAD=libpower_cut_shim.so.
//
// Every write to a regular file is remembered with what stood there before, until a sync of that
// file. At disk operation POWER_CUT_AT (writes and syncs count, from 1) the power goes: what was
// written since the last sync is taken back, sector by sector as POWER_CUT_SEED draws it, and the
// process exits with 77 in the middle of the call.
//   seed % 3 == 0   nothing unsynced survives
//   seed % 3 == 1   any subset of its 512-byte sectors survives, in any order
//   seed % 3 == 2   writes survive up to a moment, the last of them torn
// Real syncs are left out, since only this process's view counts: a campaign runs as fast as
// memory. Creation, renaming and removal of files count as durable at once; file systems may be
// worse, so the programs under test sync their directories all the same.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

constexpr std::int64_t kSector = 512;
constexpr int kPowerCutExit = 77;

using WriteAt = ssize_t (*)(int, const void*, std::size_t, off_t);
using Write = ssize_t (*)(int, const void*, std::size_t);

template <typename F>
F real(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

ssize_t real_write_at(int descriptor, const void* bytes, std::size_t size, off_t position) {
  static const WriteAt call = real<WriteAt>("pwrite64");
  return call(descriptor, bytes, size, position);
}

struct Held {
  std::int64_t position = 0;
  std::int64_t size_before = 0;  // of the file
  std::vector<char> before;      // may be shorter, at the file's end
  std::vector<char> after;
};
using FileId = std::pair<dev_t, ino_t>;
struct File {
  int descriptor = -1;  // our own, in case the program closes its
  std::vector<Held> held;
};

struct Shim {
  std::mutex mutex;
  std::map<FileId, File> files;
  std::int64_t operations = 0;
  std::int64_t cut_at = 0;
  std::uint64_t seed = 0;
};

std::int64_t number_from(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::strtoll(text, nullptr, 10);
}

Shim& shim() {
  static Shim* const only = [] {  // never destroyed: threads may write until the end
    auto* made = new Shim;
    made->cut_at = number_from("POWER_CUT_AT");
    made->seed = static_cast<std::uint64_t>(number_from("POWER_CUT_SEED"));
    return made;
  }();
  return *only;
}

std::uint64_t draw(std::uint64_t seed, std::uint64_t index) {  // splitmix64
  std::uint64_t z = seed * 0x9E3779B97F4A7C15ULL + index * 0xBF58476D1CE4E5B9ULL + 1;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

bool is_regular(int descriptor, struct stat& status) {
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

void take_back(const File& file) {
  for (auto held = file.held.rbegin(); held != file.held.rend(); ++held) {
    if (!held->before.empty()) {
      (void)real_write_at(file.descriptor, held->before.data(), held->before.size(),
                          held->position);
    }
    (void)!::ftruncate(file.descriptor, held->size_before);
  }
}

// Sectors are those of the disk: a piece ends where position is a multiple of 512.
void let_survive(const File& file, std::uint64_t seed, std::size_t& number) {
  const std::uint64_t mode = seed % 3;
  if (mode == 0) return;
  const std::uint64_t moment = draw(seed, 1) % (file.held.size() + 1);
  for (std::size_t k = 0; k < file.held.size(); ++k) {
    const Held& held = file.held[k];
    if (mode == 2 && k > moment) return;
    const std::uint64_t sectors = held.after.size() / kSector + 2;
    const std::uint64_t torn_after = draw(seed, 2) % sectors;
    std::uint64_t sector = 0;
    for (std::int64_t at = 0; at < std::ssize(held.after); ++sector) {
      const std::int64_t position = held.position + at;
      const std::int64_t size = std::min(kSector - position % kSector, std::ssize(held.after) - at);
      const bool survives =
          mode == 1 ? draw(seed, 3 + number) % 2 == 0 : k < moment || sector < torn_after;
      if (survives) {
        (void)real_write_at(file.descriptor, held.after.data() + at, static_cast<std::size_t>(size),
                            position);
      }
      at += size;
      ++number;
    }
  }
}

[[noreturn]] void cut_power(Shim& all) {
  std::size_t number = 0;
  for (auto& [id, file] : all.files) {
    take_back(file);
    let_survive(file, all.seed, number);
  }
  ::_exit(kPowerCutExit);
}

void hold(Shim& all, int descriptor, const struct stat& status, const void* bytes, std::size_t size,
          off_t position) {
  File& file = all.files[{status.st_dev, status.st_ino}];
  if (file.descriptor < 0) {
    // Opened anew, because the program's may be write-only.
    const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
    file.descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  }
  Held held{.position = position, .size_before = status.st_size, .before = {}, .after = {}};
  held.before.resize(size);
  const ssize_t got = ::pread(file.descriptor, held.before.data(), size, position);
  held.before.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto* from = static_cast<const char*>(bytes);
  held.after.assign(from, from + size);
  file.held.push_back(std::move(held));
}

ssize_t write_held(int descriptor, const void* bytes, std::size_t size, off_t position) {
  Shim& all = shim();
  const std::lock_guard lock(all.mutex);
  struct stat status {};
  if (!is_regular(descriptor, status)) return real_write_at(descriptor, bytes, size, position);
  hold(all, descriptor, status, bytes, size, position);
  const ssize_t written = real_write_at(descriptor, bytes, size, position);
  if (++all.operations == all.cut_at) cut_power(all);
  return written;
}

int sync_file(int descriptor) {
  Shim& all = shim();
  const std::lock_guard lock(all.mutex);
  if (++all.operations == all.cut_at) cut_power(all);
  struct stat status {};
  if (!is_regular(descriptor, status)) return 0;
  const auto found = all.files.find({status.st_dev, status.st_ino});
  if (found != all.files.end()) {
    ::close(found->second.descriptor);
    all.files.erase(found);
  }
  return 0;
}

}  // namespace

extern "C" {

ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t position) {
  return write_held(descriptor, bytes, size, position);
}
ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off_t position) {
  return write_held(descriptor, bytes, size, position);
}

// Durable when it returns, whatever else of the file is not; torn when the power goes before.
ssize_t pwritev2(int descriptor, const struct iovec* parts, int count, off_t position, int flags) {
  static const auto call = real<ssize_t (*)(int, const struct iovec*, int, off_t, int)>("pwritev2");
  if (count != 1 || (flags & RWF_DSYNC) == 0) {
    return call(descriptor, parts, count, position, flags);
  }
  const ssize_t written = write_held(descriptor, parts->iov_base, parts->iov_len, position);
  Shim& all = shim();
  const std::lock_guard lock(all.mutex);
  if (++all.operations == all.cut_at) cut_power(all);
  struct stat status {};
  if (written < 0 || !is_regular(descriptor, status)) return written;
  File& file = all.files[{status.st_dev, status.st_ino}];
  if (!file.held.empty()) file.held.pop_back();
  return written;
}

ssize_t write(int descriptor, const void* bytes, std::size_t size) {
  static const Write call = real<Write>("write");
  struct stat status {};
  if (!is_regular(descriptor, status)) return call(descriptor, bytes, size);
  const bool appends = (::fcntl(descriptor, F_GETFL) & O_APPEND) != 0;
  const off_t position = appends ? status.st_size : ::lseek(descriptor, 0, SEEK_CUR);
  const ssize_t written = write_held(descriptor, bytes, size, position);
  if (written > 0) ::lseek(descriptor, position + written, SEEK_SET);
  return written;
}

int fsync(int descriptor) { return sync_file(descriptor); }
int fdatasync(int descriptor) { return sync_file(descriptor); }

}  // extern "C"
