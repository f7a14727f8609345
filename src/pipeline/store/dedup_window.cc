#include "pipeline/store/dedup_window.h"

#include "base/check.h"

namespace uslkit {
namespace {

constexpr std::size_t kPrefetchAhead = 24;

}  // namespace

DedupWindow::DedupWindow(const DedupWindowOptions& options, FingerprintFunction hash,
                         std::uint64_t seed)
    : hash_(hash), seed_(seed), segments_(options) {
  USLKIT_CHECK(hash != nullptr);
}

void DedupWindow::restore(const StoredSegment& segment, std::string_view bytes) {
  USLKIT_CHECK(open_ == 0);
  const std::uint32_t low = static_cast<std::uint32_t>(segment.number);
  visit_entries(bytes, [&](const RecordEntry& entry) {
    table_.add(fingerprint_of(entry.id), {low, entry.byte});
  });
  segments_.add(segment);
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

void DedupWindow::collect(const StoredSegment& segment, std::string_view bytes) {
  const std::uint32_t low = static_cast<std::uint32_t>(segment.number);
  visit_entries(bytes, [&](const RecordEntry& entry) {
    forgotten_.emplace_back(fingerprint_of(entry.id), IdPlace{low, entry.byte});
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
  segments_.drop_oldest(forgotten_segments_, now);
  if (builder_.entries() > 0) segments_.add({open_, builder_.entries(), now});
  open_ = 0;
}

void DedupWindow::undo() {
  for (const Entry& entry : added_) table_.remove(entry.first, entry.second);
  open_ = 0;
}

StoreMeters DedupWindow::meters() const {
  const std::size_t lists = (added_.capacity() + forgotten_.capacity()) * sizeof(Entry);
  return {.window_ids = segments_.ids(),
          .pushed_out = segments_.pushed_out(),
          .confirmations = confirmations_,
          .false_alarms = false_alarms_,
          .memory_bytes = static_cast<std::int64_t>(table_.bytes() + lists +
                                                    segments_.size() * sizeof(StoredSegment))};
}

}  // namespace uslkit
