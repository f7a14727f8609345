#include "pipeline/log/checkpoint.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>

#include "pipeline/log/crc32c.h"

namespace uslkit {
namespace {

constexpr std::uint64_t kMagic = 0x31544B4348434B55ULL;
constexpr std::int64_t kCopyBytes = 512;  // a sector: written whole or not at all

struct Copy {
  std::uint64_t magic = kMagic;
  std::uint32_t crc = 0;  // of everything behind it
  std::uint32_t version = 1;
  Checkpoint checkpoint{};
};
static_assert(sizeof(Copy) == 56);

std::uint32_t crc_of(const Copy& copy) {
  const char* bytes = reinterpret_cast<const char*>(&copy);
  return crc32c(0, bytes + offsetof(Copy, version), sizeof copy - offsetof(Copy, version));
}

std::optional<Checkpoint> read_copy(int descriptor, std::int64_t position) {
  Copy copy;
  char bytes[sizeof copy];
  if (read_fully(descriptor, bytes, position) != std::int64_t{sizeof copy}) return std::nullopt;
  std::memcpy(&copy, bytes, sizeof copy);
  if (copy.magic != kMagic || copy.version != 1 || copy.crc != crc_of(copy)) return std::nullopt;
  return copy.checkpoint;
}

}  // namespace

CheckpointFile::CheckpointFile(std::string path, const DiskCalls& calls)
    : path_(std::move(path)),
      calls_(calls),
      file_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (!file_.is_open()) throw_disk_error(path_, "open", errno);
}

std::optional<Checkpoint> CheckpointFile::read() const {
  const std::optional<Checkpoint> first = read_copy(file_.number(), 0);
  const std::optional<Checkpoint> second = read_copy(file_.number(), kCopyBytes);
  if (!first || !second) return first ? first : second;
  return first->counter >= second->counter ? first : second;
}

int CheckpointFile::write(Checkpoint checkpoint) {
  Copy copy{.checkpoint = checkpoint};
  copy.crc = crc_of(copy);
  char bytes[kCopyBytes] = {};
  std::memcpy(bytes, &copy, sizeof copy);
  for (const std::int64_t position : {std::int64_t{0}, kCopyBytes}) {
    if (const int error = write_fully(calls_.write_durably_at, file_.number(), bytes, position)) {
      return error;
    }
  }
  return 0;
}

}  // namespace uslkit
