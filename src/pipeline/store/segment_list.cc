#include "pipeline/store/segment_list.h"

#include "base/check.h"

namespace uslkit {

void DedupWindowOptions::check() const {
  USLKIT_CHECK(ids >= 1);
  USLKIT_CHECK(ids <= std::int64_t{1} << 32);
  USLKIT_CHECK(age > Duration{0});
}

std::uint64_t next_segment_number(std::uint64_t segment) {
  const std::uint64_t next = segment + 1;
  return static_cast<std::uint32_t>(next) == 0 ? next + 1 : next;
}

SegmentList::SegmentList(const DedupWindowOptions& options) : options_(options) { options.check(); }

void SegmentList::add(const StoredSegment& segment) {
  USLKIT_CHECK(segments_.empty() || segments_.back().number < segment.number);
  segments_.push_back(segment);
  ids_ += segment.ids;
}

std::vector<StoredSegment> SegmentList::expired(StoreTime now, std::int64_t new_ids) const {
  std::vector<StoredSegment> oldest;
  std::int64_t left = ids_ + new_ids;
  for (const StoredSegment& segment : segments_) {
    const bool is_old = now - segment.time > options_.age;
    if (!is_old && left - segment.ids < options_.ids) break;
    left -= segment.ids;
    oldest.push_back(segment);
  }
  return oldest;
}

void SegmentList::drop_oldest(std::size_t segments, StoreTime now) {
  USLKIT_CHECK(segments <= segments_.size());
  for (std::size_t i = 0; i < segments; ++i) {
    const StoredSegment& oldest = segments_.front();
    if (now - oldest.time <= options_.age) pushed_out_ += oldest.ids;
    ids_ -= oldest.ids;
    segments_.pop_front();
  }
}

}  // namespace uslkit
