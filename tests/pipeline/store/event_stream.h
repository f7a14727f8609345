// EventStream: a log that can be computed anew at any time, and what must have become of it.
//
// The same seed gives the same events in every process, so a harness that kills the store needs no
// record of what it sent: the state after offset n is a function of n.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/random.h"
#include "pipeline/store/state_store.h"

namespace uslkit::store_test {

struct StreamOptions {
  std::uint64_t seed = 1;
  std::int64_t events = 1000;
  std::uint64_t keys = 17;
  double duplicate_share = 0.1;  // events that repeat the id of an earlier one
  double poison_share = 0.01;
  // How far back a repeated event may lie: with a window of as many ids no repeat can pass as new.
  std::int64_t reach = 1'000'000'000;
};

struct Expected {
  std::map<std::string, KeyState> states;
  std::vector<std::string> letters;  // ids, in order
  ApplyCounts counts{};

  friend bool operator==(const Expected&, const Expected&) = default;
};

// A batch with the views in it.
struct OwnedBatch {
  std::vector<StoreEvent> events;
  std::vector<PoisonEvent> poison;
  StoreBatch batch;
};

class EventStream {
 public:
  explicit EventStream(const StreamOptions& options) {
    Random random(options.seed, "store test events");
    items_.reserve(static_cast<std::size_t>(options.events));
    for (std::int64_t offset = 0; offset < options.events; ++offset) {
      Item item;
      const Item* original = original_of(offset, options, random);
      item.id = original != nullptr ? original->id : "event-" + std::to_string(offset);
      item.is_repeat = original != nullptr;
      item.key = "key-" + std::to_string(random.index(options.keys));
      item.value = static_cast<std::int32_t>(random.index(2001)) - 1000;
      const bool is_poison = random.uniform() < options.poison_share;
      // What is sent again is as bad as it was before.
      item.is_poison = original != nullptr ? original->is_poison : is_poison;
      items_.push_back(item);
    }
  }

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(items_.size()); }

  // The events of [from, next). Sequences are offsets, so they rise within every key.
  [[nodiscard]] OwnedBatch batch(std::int64_t from, std::int64_t next, StoreTime time = {}) const {
    OwnedBatch owned;
    for (std::int64_t offset = from; offset < next; ++offset) {
      const Item& item = items_[static_cast<std::size_t>(offset)];
      const StoreEvent event{.offset = offset,
                             .id = item.id,
                             .key = item.key,
                             .sequence = offset,
                             .value = item.value};
      if (item.is_poison) {
        owned.poison.push_back(
            {.event = event, .payload = item.key, .reason = "cannot be", .attempts = 4});
      } else {
        owned.events.push_back(event);
      }
    }
    owned.batch = {.from_offset = from,
                   .next_offset = next,
                   .time = time,
                   .events = owned.events,
                   .poison = owned.poison};
    return owned;
  }

  // What [0, next) must have come to, in whatever batches it was delivered.
  [[nodiscard]] Expected expected(std::int64_t next) const {
    Expected expected;
    std::unordered_set<std::string> seen;
    for (std::int64_t offset = 0; offset < next; ++offset) {
      const Item& item = items_[static_cast<std::size_t>(offset)];
      if (!seen.insert(item.id).second) {
        ++expected.counts.duplicates;
      } else if (item.is_poison) {
        ++expected.counts.dead_lettered;
        expected.letters.push_back(item.id);
      } else {
        ++expected.counts.applied;
        KeyState& state = expected.states[item.key];
        state = state.followed_by(KeyState::of(offset, item.value));
      }
    }
    return expected;
  }

 private:
  struct Item {
    std::string id;
    std::string key;
    std::int32_t value = 0;
    bool is_poison = false;
    bool is_repeat = false;
  };

  // The event that the one at `offset` repeats; null if it is a new one.
  [[nodiscard]] const Item* original_of(std::int64_t offset, const StreamOptions& options,
                                        Random& random) const {
    if (random.uniform() >= options.duplicate_share || offset == 0) return nullptr;
    const std::uint64_t reach = static_cast<std::uint64_t>(std::min(offset, options.reach));
    const Item& item = items_[static_cast<std::size_t>(offset) - 1 - random.index(reach)];
    return item.is_repeat ? nullptr : &item;
  }

  std::vector<Item> items_;
};

// What a store says it holds; counts are for the caller, who has them from apply().
[[nodiscard]] inline Expected contents(StateStore& store, int partition) {
  Expected found;
  store.visit_states(partition, [&](std::string_view key, const KeyState& state) {
    found.states.emplace(key, state);
  });
  for (const DeadLetterEntry& letter : store.dead_letters(partition, 0, 1'000'000)) {
    found.letters.push_back(letter.id);
  }
  return found;
}

inline void add(ApplyCounts& sum, const ApplyCounts& more) {
  sum.applied += more.applied;
  sum.duplicates += more.duplicates;
  sum.redelivered += more.redelivered;
  sum.dead_lettered += more.dead_lettered;
}

}  // namespace uslkit::store_test
