#include "pipeline/log/segment.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/check.h"
#include "pipeline/log/crc32c.h"

namespace uslkit {
namespace {

constexpr std::uint64_t kMagic = 0x0A474F4C4B4C5355ULL;  // "USLKLOG\n"
constexpr std::int64_t kCopyPositions[] = {0, 2048};

struct Header {
  std::uint64_t magic = kMagic;
  std::uint32_t crc = 0;  // of everything behind it
  std::uint32_t version = kSegmentVersion;
  std::uint64_t salt = 0;
  std::int64_t sequence = 0;
  std::uint32_t partition = 0;
  std::uint32_t reserved = 0;
};
static_assert(sizeof(Header) == 40);

std::uint32_t crc_of(const Header& header) {
  const char* bytes = reinterpret_cast<const char*>(&header);
  return crc32c(0, bytes + offsetof(Header, version), sizeof header - offsetof(Header, version));
}

// Unguessable, so that no payload can pose as a batch; zero is left out as "none".
std::uint64_t new_salt() {
  std::uint64_t salt = 0;
  while (salt == 0) {
    const ssize_t got = ::getrandom(&salt, sizeof salt, 0);
    USLKIT_CHECK(got == ssize_t{sizeof salt} || errno == EINTR);
  }
  return salt;
}

int write_header(const Segment& segment, int partition, const DiskCalls& calls) {
  Header header{.salt = segment.salt,
                .sequence = segment.sequence,
                .partition = static_cast<std::uint32_t>(partition)};
  header.crc = crc_of(header);
  std::array<char, kSegmentHeaderBytes> block{};
  for (const std::int64_t position : kCopyPositions) {
    std::memcpy(block.data() + position, &header, sizeof header);
  }
  return write_fully(calls.write_durably_at, segment.file.number(), block, 0);
}

int write_zeros(int descriptor, std::int64_t bytes, const DiskCalls& calls) {
  constexpr std::int64_t kChunk = 1 << 20;
  const std::vector<char> zeros(static_cast<std::size_t>(std::min(bytes, kChunk)));
  for (std::int64_t position = 0; position < bytes; position += kChunk) {
    const auto size = static_cast<std::size_t>(std::min(kChunk, bytes - position));
    if (const int error = write_fully(calls.write_at, descriptor, {zeros.data(), size}, position)) {
      return error;
    }
  }
  return calls.sync(descriptor) == 0 ? 0 : errno;
}

std::optional<Header> read_header(int descriptor, std::int64_t position) {
  Header header;
  char bytes[sizeof header];
  if (read_fully(descriptor, bytes, position) != std::int64_t{sizeof header}) return std::nullopt;
  std::memcpy(&header, bytes, sizeof header);
  if (header.magic != kMagic || header.crc != crc_of(header)) return std::nullopt;
  return header;
}

void check_header(const Header& header, const std::string& path, int partition,
                  std::int64_t sequence) {
  if (header.version != kSegmentVersion) {
    refuse_file(path, fmt::format("a log segment of version {}", header.version),
                fmt::format("version {}", kSegmentVersion),
                "read it with the version of uslkit that wrote it");
  }
  if (header.partition != static_cast<std::uint32_t>(partition)) {
    refuse_file(path, fmt::format("a segment of partition {}", header.partition),
                fmt::format("segments of partition {} in this directory", partition),
                "the file was moved here: put it back where it belongs");
  }
  if (header.sequence != sequence) {
    refuse_file(path, fmt::format("segment number {}", header.sequence),
                fmt::format("number {}, which is the file's name", sequence),
                "the file was renamed or copied: undo it");
  }
}

}  // namespace

std::string segment_path(const std::string& directory, std::int64_t sequence) {
  return fmt::format("{}/{:012}.log", directory, sequence);
}

std::string index_path(const std::string& directory, std::int64_t sequence) {
  return fmt::format("{}/{:012}.index", directory, sequence);
}

int create_segment(const SegmentPlan& plan, const DiskCalls& calls, SegmentPtr& made) {
  auto segment = std::make_shared<Segment>(Segment{.index = SparseIndex(plan.segment_bytes)});
  segment->path = segment_path(plan.directory, plan.sequence);
  segment->sequence = plan.sequence;
  segment->salt = new_salt();
  const bool fresh = plan.recycle.empty();
  const std::string working = fresh ? segment->path + ".tmp" : plan.recycle;
  segment->file = FileDescriptor(
      ::open(working.c_str(), O_RDWR | O_CLOEXEC | (fresh ? O_CREAT | O_TRUNC : 0), 0666));
  if (!segment->file.is_open()) return errno;
  int error = 0;
  if (fresh && plan.prewrite)
    error = write_zeros(segment->file.number(), plan.segment_bytes, calls);
  if (error == 0) error = write_header(*segment, plan.partition, calls);
  if (error == 0 && std::rename(working.c_str(), segment->path.c_str()) != 0) error = errno;
  if (error == 0) error = sync_directory(plan.directory);
  if (error != 0) {
    if (fresh) ::unlink(working.c_str());
    return error;
  }
  made = std::move(segment);
  return 0;
}

SegmentPtr open_segment(const std::string& directory, int partition, std::int64_t sequence,
                        std::int64_t segment_bytes, std::int64_t& healed_headers) {
  auto segment = std::make_shared<Segment>(Segment{.index = SparseIndex(segment_bytes)});
  segment->path = segment_path(directory, sequence);
  segment->sequence = sequence;
  segment->file = FileDescriptor(::open(segment->path.c_str(), O_RDWR | O_CLOEXEC));
  if (!segment->file.is_open()) throw_disk_error(segment->path, "open", errno);
  const std::optional<Header> first = read_header(segment->file.number(), kCopyPositions[0]);
  const std::optional<Header> second = read_header(segment->file.number(), kCopyPositions[1]);
  if (!first && !second) {
    refuse_file(segment->path, "no whole segment header at byte 0 nor at byte 2048",
                "a log segment written by uslkit", "restore the file from a copy");
  }
  if (!first || !second) ++healed_headers;
  const Header& header = first ? *first : *second;
  check_header(header, segment->path, partition, sequence);
  segment->salt = header.salt;
  return segment;
}

int empty_segment(Segment& segment, int partition, const DiskCalls& calls) {
  segment.salt = new_salt();
  segment.bytes = kSegmentHeaderBytes;
  segment.index.clear();
  return write_header(segment, partition, calls);
}

}  // namespace uslkit
