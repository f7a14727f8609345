#include "pipeline/log/scan_segment.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <span>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "pipeline/log/batch_format.h"

namespace uslkit {
namespace {

// The whole file, read-only, for the time of a scan.
class MappedFile {
 public:
  explicit MappedFile(const Segment& segment) {
    struct stat status {};
    if (::fstat(segment.file.number(), &status) != 0) {
      throw_disk_error(segment.path, "look at", errno);
    }
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ == 0) return;
    void* address = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, segment.file.number(), 0);
    if (address == MAP_FAILED) throw_disk_error(segment.path, "map", errno);
    bytes_ = static_cast<const char*>(address);
  }
  ~MappedFile() {
    if (bytes_ != nullptr) ::munmap(const_cast<char*>(bytes_), size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const char> from(std::int64_t position) const {
    const auto start = static_cast<std::size_t>(position);
    if (start >= size_) return {};
    return {bytes_ + start, size_ - start};
  }

 private:
  const char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

bool continues(const Segment& segment, const BatchHeader& batch) {
  if (segment.empty()) return true;
  return batch.base == segment.end || ((batch.flags & kFlagSkip) != 0 && batch.base > segment.end);
}

void take_batch(Segment& segment, const BatchHeader& batch) {
  if (segment.empty()) {
    segment.base = batch.base;
    segment.begins_with_skip = (batch.flags & kFlagSkip) != 0;
    segment.newest_timestamp_ns = std::numeric_limits<std::int64_t>::min();
  }
  segment.index.add(batch.base, segment.bytes);
  segment.end = batch.end();
  segment.bytes += batch.bytes;
  segment.witness = std::max(segment.witness, batch.durable_end);
  segment.newest_timestamp_ns = std::max(segment.newest_timestamp_ns, batch.newest_timestamp_ns);
}

}  // namespace

std::int64_t scan_segment(Segment& segment) {
  // Pages that a failed sync left behind marked clean are dropped, so that the disk is what is
  // read.
  ::posix_fadvise(segment.file.number(), 0, 0, POSIX_FADV_DONTNEED);
  const MappedFile file(segment);
  std::int64_t batches = 0;
  while (const std::optional<BatchHeader> batch =
             valid_batch(file.from(segment.bytes), segment.salt)) {
    if (!continues(segment, *batch)) break;
    take_batch(segment, *batch);
    ++batches;
  }
  return batches;
}

LaterBatches find_later_batches(const Segment& segment) {
  const MappedFile file(segment);
  LaterBatches later;
  later.torn = claimed_batch_bytes(file.from(segment.bytes), segment.salt).has_value();
  std::int64_t position = segment.bytes;
  while (true) {
    const std::span<const char> rest = file.from(position);
    if (rest.size() < sizeof(BatchHeader)) return later;
    const std::optional<BatchHeader> batch = valid_batch(rest, segment.salt);
    if (batch) {
      ++later.count;
      later.witness = std::max(later.witness, batch->durable_end);
    }
    position += batch ? batch->bytes : kBatchAlignment;
  }
}

bool trust_index(Segment& segment, const IndexFile& index) {
  if (index.sequence != segment.sequence || index.salt != segment.salt) return false;
  if (index.entries.empty()) return false;
  const MappedFile file(segment);
  LogOffset offset = index.entries.back().offset;
  std::int64_t position = index.entries.back().position;
  while (position < index.bytes) {
    const std::optional<BatchHeader> batch = valid_batch(file.from(position), segment.salt);
    if (!batch || batch->base < offset) return false;
    offset = batch->end();
    position += batch->bytes;
  }
  if (position != index.bytes || offset != index.end) return false;
  segment.base = index.base;
  segment.end = index.end;
  segment.witness = index.witness;
  segment.bytes = index.bytes;
  segment.newest_timestamp_ns = index.newest_timestamp_ns;
  segment.begins_with_skip = index.begins_with_skip;
  for (const SparseIndex::Entry& entry : index.entries) {
    segment.index.add(entry.offset, entry.position);
  }
  return true;
}

IndexFile index_of(const Segment& segment) {
  return {.sequence = segment.sequence,
          .salt = segment.salt,
          .base = segment.base,
          .end = segment.end,
          .witness = segment.witness,
          .bytes = segment.bytes,
          .newest_timestamp_ns = segment.newest_timestamp_ns,
          .begins_with_skip = segment.begins_with_skip,
          .entries = segment.index.entries()};
}

}  // namespace uslkit
