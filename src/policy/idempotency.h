// IdempotencyFilter: tells new events from repeated ones, with a Bloom filter in front of the
// store.
//
// The papers' listing skips an event when the filter says "perhaps": so it loses a share f of the
// new ones for ever (at 1 % and 850k/s, 8,500 a second). Here a hit only asks the authoritative
// store, and only the store's word drops an event; without a hit the store is not asked at all.
// Invariants:
//  1. An event that the store does not know is never called a repeat, however full the filter is.
//  2. The filter must know every id of the store: after a restart it is filled from the store
//     before the first event, or repeats pass as new.
// An event whose processing failed may come again: the store does not know it, so it is new. Not
// thread-safe.
#pragma once

#include <cstdint>

#include "policy/bloom_filter.h"

namespace uslkit {

struct IdempotencyCounts {
  std::int64_t asked = 0;            // calls of first_seen
  std::int64_t hits = 0;             // "perhaps" of the filter: look-ups in the store
  std::int64_t false_positives = 0;  // hits that the store did not confirm: new events saved

  [[nodiscard]] std::int64_t repeats() const { return hits - false_positives; }
};

class IdempotencyFilter {
 public:
  explicit IdempotencyFilter(const BloomFilterOptions& options) : filter_(options) {}

  // Whether the event is to be applied. `is_applied(id) -> bool` asks the store.
  template <typename IsApplied>
  [[nodiscard]] bool first_seen(std::uint64_t id, IsApplied&& is_applied) {
    ++counts_.asked;
    if (!filter_.might_contain(id)) {
      filter_.add(id);
      return true;
    }
    ++counts_.hits;
    if (is_applied(id)) return false;
    ++counts_.false_positives;
    return true;
  }

  // An id that the store knows already.
  void remember(std::uint64_t id) { filter_.add(id); }

  [[nodiscard]] const IdempotencyCounts& counts() const { return counts_; }
  [[nodiscard]] const BloomFilter& filter() const { return filter_; }

 private:
  BloomFilter filter_;
  IdempotencyCounts counts_;
};

}  // namespace uslkit
