// Segment: one file of a partition: a header block, then batches up to its end.
//
//     SEQUENCE.log                                             SEQUENCE.index, once sealed
//     +------------------+---------+---------+-- - --+- - - - - - - - - - - - - - - -+
//     | header, 2 copies | batch   | batch   | batch | zeros, or an earlier life's   |
//     +------------------+---------+---------+-- - --+- - - - - - - - - - - - - - - -+
//     0                4096                          bytes                   segment_bytes
//
// The header (magic, version, partition, sequence, salt, crc) is durable before the file gets its
// name, so that a name always stands for a whole header: a bad one is damage, not a torn write.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "pipeline/log/file_io.h"
#include "pipeline/log/log.h"
#include "pipeline/log/sparse_index.h"

namespace uslkit {

inline constexpr std::int64_t kSegmentHeaderBytes = 4096;
inline constexpr std::uint32_t kSegmentVersion = 1;

// Owned by its partition, whose state lock guards every field that changes; readers keep a
// reference, so that a segment they are in is not given a new life.
struct Segment {
  std::string path{};
  FileDescriptor file{};
  std::int64_t sequence = 0;
  std::uint64_t salt = 0;
  LogOffset base = 0;  // of the first batch; meaningless while bytes == kSegmentHeaderBytes
  LogOffset end = 0;
  LogOffset witness = 0;                     // the highest durable end that its batches testify
  bool begins_with_skip = false;             // offsets may jump up to its base
  std::int64_t bytes = kSegmentHeaderBytes;  // position behind the last batch
  std::int64_t newest_timestamp_ns = 0;
  bool durable = false;  // sealed, and all of it synced
  bool indexed = false;  // its index file is written
  SparseIndex index;

  [[nodiscard]] bool empty() const { return bytes == kSegmentHeaderBytes; }
};
using SegmentPtr = std::shared_ptr<Segment>;

[[nodiscard]] std::string segment_path(const std::string& directory, std::int64_t sequence);
[[nodiscard]] std::string index_path(const std::string& directory, std::int64_t sequence);

struct SegmentPlan {
  std::string directory{};
  int partition = 0;
  std::int64_t sequence = 0;
  std::int64_t segment_bytes = 0;
  bool prewrite = false;  // fill a new file with zeros, so that a sync has no blocks to convert
  std::string recycle{};  // a file to give a new life; empty: a new file
};

// Makes an empty segment durable under its final name. Returns 0 or an errno; after a failure a new
// file is gone again, a recycled one is where it was.
[[nodiscard]] int create_segment(const SegmentPlan& plan, const DiskCalls& calls, SegmentPtr& made);

// Opens an existing file and checks its header. Throws InputError naming the file: not a segment, a
// damaged header, another version, partition or sequence than its place says.
[[nodiscard]] SegmentPtr open_segment(const std::string& directory, int partition,
                                      std::int64_t sequence, std::int64_t segment_bytes,
                                      std::int64_t& healed_headers);

// Gives a segment a new salt, so that nothing in it counts any more. Returns 0 or an errno.
[[nodiscard]] int empty_segment(Segment& segment, int partition, const DiskCalls& calls);

}  // namespace uslkit
