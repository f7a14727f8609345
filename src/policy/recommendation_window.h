// RecommendationWindow: the largest recommendation of the last while, so that a dip takes nothing
// away.
//
// Kubernetes calls it the stabilisation window, Flink the scale-down interval. Holds a falling
// sequence of (time, value) in a ring of fixed size; when the ring is full the newest entry takes
// the place of the last but keeps the larger value: it may hold on for longer, never let go
// earlier. Not thread-safe. Cost: O(1) amortised, no allocation after construction.
#pragma once

#include <cstddef>
#include <vector>

#include "base/time_point.h"

namespace uslkit {

struct RecommendationWindowOptions {
  Duration window{0};  // >= 0; 0: only the newest counts
  Duration period{0};  // > 0: how often recommendations come, which sizes the ring

  void check() const;
};

class RecommendationWindow {
 public:
  explicit RecommendationWindow(const RecommendationWindowOptions& options);

  // Takes a recommendation of `now` and answers the largest that is not older than the window.
  int largest_with(TimePoint now, int recommendation);

 private:
  struct Entry {
    TimePoint at{};
    int value = 0;
  };
  [[nodiscard]] Entry& entry(std::size_t position) {
    return ring_[(first_ + position) % ring_.size()];
  }

  Duration window_;
  std::vector<Entry> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace uslkit
