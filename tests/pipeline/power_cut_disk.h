// PowerCutDisk: what of a process's writes would be on the disk if the power went now.
//
// Every write to a regular file is remembered with what stood there before, until a sync of that
// file. cut() takes back what was written since, sector by sector as `seed` draws it:
//   seed % 3 == 0   nothing unsynced survives
//   seed % 3 == 1   any subset of its 512-byte sectors survives, in any order
//   seed % 3 == 2   writes survive up to a moment, the last of them torn
// A file whose sync failed keeps what it held for good: a later sync does not bring it to the disk,
// as on Linux, where the failed pages are marked clean. The caller holds a lock.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uslkit::test {

inline ssize_t real_pwrite(int descriptor, const void* bytes, std::size_t size, off_t position) {
  using Call = ssize_t (*)(int, const void*, std::size_t, off_t);
  static const Call call = reinterpret_cast<Call>(::dlsym(RTLD_NEXT, "pwrite64"));
  return call(descriptor, bytes, size, position);
}

class PowerCutDisk {
 public:
  // To be called before the bytes are written.
  void hold(int descriptor, const struct stat& status, const void* bytes, std::size_t size,
            off_t position) {
    File& file = files_[{status.st_dev, status.st_ino}];
    if (file.descriptor < 0) {
      // Opened anew, because the program's may be write-only or closed.
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

  // All of the file is on the disk.
  void sync(const struct stat& status) {
    const auto found = files_.find({status.st_dev, status.st_ino});
    if (found == files_.end() || found->second.is_lost) return;
    ::close(found->second.descriptor);
    files_.erase(found);
  }

  // The sync failed.
  void lose(const struct stat& status) { files_[{status.st_dev, status.st_ino}].is_lost = true; }

  // The last write that was held is on the disk, whatever else of the file is not.
  void settle_last(const struct stat& status) {
    File& file = files_[{status.st_dev, status.st_ino}];
    if (file.held.empty() || file.is_lost) return;
    const Held durable = std::move(file.held.back());
    file.held.pop_back();
    for (Held& held : file.held) patch(held, durable);
  }

  void cut(std::uint64_t seed) {
    std::size_t number = 0;
    for (auto& [id, file] : files_) {
      take_back(file);
      let_survive(file, seed, number);
    }
  }

 private:
  static constexpr std::int64_t kSector = 512;

  struct Held {
    std::int64_t position = 0;
    std::int64_t size_before = 0;  // of the file
    std::vector<char> before;      // may be shorter, at the file's end
    std::vector<char> after;
  };
  using FileId = std::pair<dev_t, ino_t>;
  struct File {
    int descriptor = -1;
    bool is_lost = false;
    std::vector<Held> held;
  };

  static std::uint64_t draw(std::uint64_t seed, std::uint64_t index) {  // splitmix64
    std::uint64_t z = seed * 0x9E3779B97F4A7C15ULL + index * 0xBF58476D1CE4E5B9ULL + 1;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  // Neither what an earlier write found nor what it left may stand over newer, durable bytes.
  static void patch(Held& held, const Held& durable) {
    const std::int64_t durable_end = durable.position + std::ssize(durable.after);
    held.size_before = std::max(held.size_before, durable_end);
    const std::int64_t begin = std::max(held.position, durable.position);
    const std::int64_t end = std::min(held.position + std::ssize(held.after), durable_end);
    if (begin >= end) return;
    const char* from = durable.after.data() + (begin - durable.position);
    const std::size_t size = static_cast<std::size_t>(end - begin);
    const std::size_t at = static_cast<std::size_t>(begin - held.position);
    if (held.before.size() < at + size) held.before.resize(at + size);
    std::memcpy(held.before.data() + at, from, size);
    std::memcpy(held.after.data() + at, from, size);
  }

  static void take_back(const File& file) {
    for (auto held = file.held.rbegin(); held != file.held.rend(); ++held) {
      if (!held->before.empty()) {
        (void)real_pwrite(file.descriptor, held->before.data(), held->before.size(),
                          held->position);
      }
      (void)!::ftruncate(file.descriptor, held->size_before);
    }
  }

  // Sectors are those of the disk: a piece ends where position is a multiple of 512.
  static void let_survive(const File& file, std::uint64_t seed, std::size_t& number) {
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
        const std::int64_t size =
            std::min(kSector - position % kSector, std::ssize(held.after) - at);
        const bool survives =
            mode == 1 ? draw(seed, 3 + number) % 2 == 0 : k < moment || sector < torn_after;
        if (survives) {
          (void)real_pwrite(file.descriptor, held.after.data() + at, static_cast<std::size_t>(size),
                            position);
        }
        at += size;
        ++number;
      }
    }
  }

  std::map<FileId, File> files_;
};

}  // namespace uslkit::test
