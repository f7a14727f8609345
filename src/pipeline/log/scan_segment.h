// Scan: which batches of a segment file are whole, from its first byte on.
#pragma once

#include <cstdint>
#include <optional>

#include "pipeline/log/segment.h"

namespace uslkit {

// Reads the unbroken run of whole batches and sets the segment's base, end, witness, bytes, newest
// timestamp and index. Returns the number of batches.
[[nodiscard]] std::int64_t scan_segment(Segment& segment);

// Whole batches of the segment's life behind its end.
struct LaterBatches {
  std::int64_t count = 0;
  bool torn = false;      // a batch begins right at the end, but is not whole
  LogOffset witness = 0;  // their highest durable end
};
[[nodiscard]] LaterBatches find_later_batches(const Segment& segment);

// Takes base, end and index from the segment's index file, after checking that it fits: the same
// life, and whole batches from its last entry exactly to its end. False when there is none or it
// does not fit, for instance because it is ahead of its segment.
[[nodiscard]] bool trust_index(Segment& segment, const IndexFile& index);

// The index file that belongs to the segment as it is.
[[nodiscard]] IndexFile index_of(const Segment& segment);

}  // namespace uslkit
