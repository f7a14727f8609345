// IdWindow: exactly the ids of the last while, at most so many.
//
// An id leaves when it is older than the window or when a newer one needs its place; a duplicate
// that comes later than that passes as new, which is counted where it could happen
// (`pushed_out`). Seeing an id again does not keep it longer. Not thread-safe. Cost: O(1), 24 to 32
// bytes per id, all of them allocated at construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time_point.h"
#include "policy/key_hash.h"

namespace uslkit {

struct IdWindowOptions {
  // Ids held at most, 1 .. 2^30. Below rate x window the window is shorter than it says.
  std::int64_t capacity = 1'000'000;
  Duration window = Duration::max();  // > 0: age at which an id is forgotten

  void check() const;
};

class IdWindow {
 public:
  explicit IdWindow(const IdWindowOptions& options);

  // Whether the id is new, as far as the window reaches; from now on it is not.
  [[nodiscard]] bool first_seen(TimePoint now, std::uint64_t id) {
    forget_before(now);
    if (slots_[slot_of(id)] != kEmpty) return false;
    insert(now, id);
    return true;
  }

  [[nodiscard]] std::int64_t size() const { return size_; }
  // Ids that had to go before their time, for want of capacity.
  [[nodiscard]] std::int64_t pushed_out() const { return pushed_out_; }

 private:
  struct Seen {
    std::uint64_t id = 0;
    TimePoint at{};
  };
  static constexpr std::int32_t kEmpty = -1;

  // Where the id stands in the table, or the empty slot where its search ends. The table is at most
  // half full, so the search is short and ends.
  [[nodiscard]] std::size_t slot_of(std::uint64_t id) const {
    std::size_t slot = key_hash(id) & mask_;
    while (slots_[slot] != kEmpty && ring_[static_cast<std::size_t>(slots_[slot])].id != id) {
      slot = (slot + 1) & mask_;
    }
    return slot;
  }
  void forget_before(TimePoint now) {
    while (size_ > 0 && now - ring_[oldest_].at > window_) forget_oldest();
  }
  void insert(TimePoint now, std::uint64_t id);
  void forget_oldest();

  Duration window_;
  std::vector<Seen> ring_;
  std::size_t oldest_ = 0;
  std::int64_t size_ = 0;
  std::int64_t pushed_out_ = 0;
  std::vector<std::int32_t> slots_;  // open addressing: places in the ring, or kEmpty
  std::size_t mask_;
};

}  // namespace uslkit
