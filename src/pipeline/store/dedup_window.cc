#include "pipeline/store/dedup_window.h"

#include "base/check.h"

namespace uslkit {
namespace {

constexpr std::size_t kPrefetchAhead = 8;

}  // namespace

void DedupWindowOptions::check() const {
  USLKIT_CHECK(ids >= 1);
  USLKIT_CHECK(ids <= std::int64_t{1} << 32);
  USLKIT_CHECK(age > Duration{0});
}

std::uint64_t next_segment_number(std::uint64_t segment) {
  const std::uint64_t next = segment + 1;
  return static_cast<std::uint32_t>(next) == 0 ? next + 1 : next;
}

DedupWindow::DedupWindow(const DedupWindowOptions& options, FingerprintFunction hash,
                         std::uint64_t seed)
    : options_(options), hash_(hash), seed_(seed) {
  options.check();
  USLKIT_CHECK(hash != nullptr);
}

void DedupWindow::restore(const StoredSegment& segment, std::string_view bytes) {
  USLKIT_CHECK(open_ == 0);
  const std::uint32_t low = static_cast<std::uint32_t>(segment.number);
  visit_ids(bytes, [&](std::string_view id, std::uint32_t byte) {
    table_.add(fingerprint_of(id), {low, byte});
  });
  segments_.push_back(segment);
  ids_ += segment.ids;
}

void DedupWindow::begin(std::uint64_t segment) {
  USLKIT_CHECK(open_ == 0);
  USLKIT_CHECK(static_cast<std::uint32_t>(segment) != 0);
  open_ = segment;
  builder_.clear();
  added_.clear();
  forgotten_.clear();
  forgotten_segments_ = 0;
}

std::vector<StoredSegment> DedupWindow::expired(StoreTime now) const {
  std::vector<StoredSegment> oldest;
  std::int64_t left = ids_ + builder_.count();
  for (const StoredSegment& segment : segments_) {
    const bool is_old = now - segment.time > options_.age;
    if (!is_old && left - segment.ids < options_.ids) break;
    left -= segment.ids;
    oldest.push_back(segment);
  }
  return oldest;
}

void DedupWindow::collect(const StoredSegment& segment, std::string_view bytes) {
  const std::uint32_t low = static_cast<std::uint32_t>(segment.number);
  visit_ids(bytes, [&](std::string_view id, std::uint32_t byte) {
    forgotten_.emplace_back(fingerprint_of(id), IdPlace{low, byte});
  });
  ++forgotten_segments_;
}

void DedupWindow::keep(StoreTime now) {
  USLKIT_CHECK(open_ != 0);
  for (std::size_t i = 0; i < forgotten_.size(); ++i) {
    if (i + kPrefetchAhead < forgotten_.size())
      table_.prefetch(forgotten_[i + kPrefetchAhead].first);
    table_.remove(forgotten_[i].first, forgotten_[i].second);
  }
  for (std::size_t i = 0; i < forgotten_segments_; ++i) {
    const StoredSegment& oldest = segments_.front();
    if (now - oldest.time <= options_.age) pushed_out_ += oldest.ids;
    ids_ -= oldest.ids;
    segments_.pop_front();
  }
  if (builder_.count() > 0) {
    segments_.push_back({open_, static_cast<std::int64_t>(builder_.count()), now});
    ids_ += builder_.count();
  }
  open_ = 0;
}

void DedupWindow::undo() {
  for (const Entry& entry : added_) table_.remove(entry.first, entry.second);
  open_ = 0;
}

StoreMeters DedupWindow::meters() const {
  const std::size_t lists = (added_.capacity() + forgotten_.capacity()) * sizeof(Entry);
  return {.window_ids = ids_,
          .pushed_out = pushed_out_,
          .confirmations = confirmations_,
          .false_alarms = false_alarms_,
          .memory_bytes = static_cast<std::int64_t>(table_.bytes() + lists +
                                                    segments_.size() * sizeof(StoredSegment))};
}

}  // namespace uslkit
