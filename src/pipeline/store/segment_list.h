// SegmentList: which batches' ids are remembered, and which are next to be forgotten.
//
// Whole batches, oldest first: a batch goes when it is older than the window, or when the newer
// ones alone hold as many ids as the window promises. Not thread-safe. Cost: 24 bytes per batch.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "pipeline/store/state_store.h"

namespace uslkit {

struct StoredSegment {
  std::uint64_t number = 0;  // rises from batch to batch
  std::int64_t ids = 0;
  StoreTime time{};
};

class SegmentList {
 public:
  explicit SegmentList(const DedupWindowOptions& options);

  void add(const StoredSegment& segment);
  // What can be forgotten at `now`, once `new_ids` more are remembered: the oldest, in order.
  [[nodiscard]] std::vector<StoredSegment> expired(StoreTime now, std::int64_t new_ids) const;
  void drop_oldest(std::size_t segments, StoreTime now);

  [[nodiscard]] std::int64_t ids() const { return ids_; }
  [[nodiscard]] std::size_t size() const { return segments_.size(); }
  // Ids forgotten before their age, for want of room.
  [[nodiscard]] std::int64_t pushed_out() const { return pushed_out_; }

 private:
  DedupWindowOptions options_;
  std::deque<StoredSegment> segments_;
  std::int64_t ids_ = 0;
  std::int64_t pushed_out_ = 0;
};

// The number after `segment`; numbers whose low 32 bits are 0 are left out.
[[nodiscard]] std::uint64_t next_segment_number(std::uint64_t segment);

}  // namespace uslkit
