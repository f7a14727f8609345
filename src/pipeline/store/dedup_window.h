// DedupWindow: exactly the ids of a partition's last batches, oldest batch forgotten first.
//
// Memory holds fingerprints and places; the ids themselves stay in the store, which is asked
// whenever a fingerprint is known. One batch at a time is open: its ids are in the table at once,
// so that a batch finds its own repeats, and leave it again unless the batch is kept. Not
// thread-safe.
//
//   begin -> first_seen* -> kept   (after the commit)
//                        -> undone (after a failure: as if the batch had never come)
//
// Invariants:
//  1. An id is a repeat only if its bytes equal those stored at a place of its fingerprint.
//  2. The last `ids` ids kept are in the window, unless they are older than `age`.
//  3. The table holds at most `ids` + one old segment + the open batch.
// Cost: 21 to 43 bytes per id and 24 per batch; one or two cache misses per id.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/store/batch_record.h"
#include "pipeline/store/fingerprint.h"
#include "pipeline/store/fingerprint_table.h"
#include "pipeline/store/segment_list.h"

namespace uslkit {

class DedupWindow {
 public:
  DedupWindow(const DedupWindowOptions& options, FingerprintFunction hash, std::uint64_t seed);

  [[nodiscard]] std::uint64_t fingerprint_of(std::string_view id) const { return hash_(id, seed_); }
  [[gnu::always_inline]] void prefetch(std::uint64_t fingerprint) const {
    table_.prefetch(fingerprint);
  }

  // A stored segment, at start, in the order of the numbers.
  void restore(const StoredSegment& segment, std::string_view bytes);

  void begin(std::uint64_t segment);
  // Whether the id is new; from now on it is not. `read(segment) -> std::string_view` gives the
  // bytes of a stored record, named by the low 32 bits of its number.
  template <typename Read>
  [[nodiscard]] bool first_seen(EntryKind kind, const StoreEvent& event, std::uint64_t fingerprint,
                                Read&& read) {
    if (find(event.id, fingerprint, read).segment != 0) return false;
    add(kind, event, fingerprint);
    return true;
  }
  void add(EntryKind kind, const StoreEvent& event, std::uint64_t fingerprint) {
    const IdPlace place{static_cast<std::uint32_t>(open_), builder_.add(kind, event)};
    table_.add(fingerprint, place);
    added_.emplace_back(fingerprint, place);
  }
  // The record where the id is stored, as its low 32 bits; 0 if it is not in the window.
  template <typename Read>
  [[nodiscard]] std::uint32_t segment_of(std::string_view id, Read&& read) {
    return find(id, fingerprint_of(id), read).segment;
  }

  [[nodiscard]] BatchRecordBuilder& builder() { return builder_; }

  // What is to be forgotten once the open batch is kept: the oldest segments, in order.
  [[nodiscard]] std::vector<StoredSegment> expired(StoreTime now) const {
    return segments_.expired(now, builder_.entries());
  }
  // The fingerprints of a segment that is about to be forgotten, while it can still be read.
  void collect(const StoredSegment& segment, std::string_view bytes);

  // The batch is stored: its segment joins (if it has ids), what was collected leaves.
  void keep(StoreTime now);
  void undo();

  [[nodiscard]] StoreMeters meters() const;

 private:
  using Entry = std::pair<std::uint64_t, IdPlace>;

  template <typename Read>
  [[nodiscard]] IdPlace find(std::string_view id, std::uint64_t fingerprint, Read&& read) {
    IdPlace found{};
    (void)table_.contains(fingerprint, [&](IdPlace place) {
      ++confirmations_;
      const bool is_open = open_ != 0 && place.segment == static_cast<std::uint32_t>(open_);
      const std::string_view bytes = is_open ? builder_.bytes() : read(place.segment);
      if (id_at(bytes, place.byte) != id) {
        ++false_alarms_;
        return false;
      }
      found = place;
      return true;
    });
    return found;
  }

  FingerprintFunction hash_;
  std::uint64_t seed_;
  FingerprintTable table_;
  SegmentList segments_;
  std::uint64_t open_ = 0;
  BatchRecordBuilder builder_;
  std::vector<Entry> added_;      // by the open batch
  std::vector<Entry> forgotten_;  // once it is kept
  std::size_t forgotten_segments_ = 0;
  std::int64_t confirmations_ = 0;
  std::int64_t false_alarms_ = 0;
};

}  // namespace uslkit
