// KeyState: what the applied events of one key have made of it.
//
// It is a monoid under `followed_by`: the state after two runs of events is the state after the
// first, followed by that of the second alone. So a batch is summed up per key in memory and meets
// the stored state once, in C++ or in SQL, with the same outcome. Cost: 56 bytes.
#pragma once

#include <cstdint>

namespace uslkit {

struct KeyState {
  std::int64_t count = 0;           // events applied
  std::int64_t sum = 0;             // of their values
  std::int64_t first_sequence = 0;  // of the first event applied
  std::int64_t last_sequence = 0;   // of the last one, in log order
  std::int64_t last_value = 0;
  std::int64_t order_breaks = 0;  // events whose sequence was not above the one before
  std::int64_t late = 0;          // events applied out of turn, from the dead-letter queue

  [[nodiscard]] static KeyState of(std::int64_t sequence, std::int64_t value) {
    return {.count = 1,
            .sum = value,
            .first_sequence = sequence,
            .last_sequence = sequence,
            .last_value = value};
  }

  [[nodiscard]] KeyState followed_by(const KeyState& next) const {
    if (count == 0) return next;
    if (next.count == 0) return *this;
    const std::int64_t break_between = next.first_sequence <= last_sequence ? 1 : 0;
    return {.count = count + next.count,
            .sum = sum + next.sum,
            .first_sequence = first_sequence,
            .last_sequence = next.last_sequence,
            .last_value = next.last_value,
            .order_breaks = order_breaks + next.order_breaks + break_between,
            .late = late + next.late};
  }

  // One more event, whose turn is over: it counts, but is the last one only if none came after it.
  [[nodiscard]] KeyState with_late(std::int64_t sequence, std::int64_t value) const {
    KeyState after = count == 0 ? KeyState::of(sequence, value) : *this;
    if (count > 0) {
      ++after.count;
      after.sum += value;
      if (sequence > last_sequence) {
        after.last_sequence = sequence;
        after.last_value = value;
      }
    }
    ++after.late;
    return after;
  }

  friend bool operator==(const KeyState&, const KeyState&) = default;
};
static_assert(sizeof(KeyState) == 56);

}  // namespace uslkit
