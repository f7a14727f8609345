// RateMeter: events per second over a sliding window.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/check.h"
#include "base/time_point.h"
#include "base/units.h"
#include "policy/bucket_window.h"

namespace uslkit {

struct RateMeterOptions {
  // What the rate looks back on, at least ten nanoseconds. Longer is steadier and later.
  Duration window = std::chrono::seconds(10);

  void check() const {
    USLKIT_CHECK(window >= Duration{10});
    USLKIT_CHECK(window <= kLongestWait);
  }
};

// The window moves in steps of a tenth, so the rate is exact for steady traffic and at most a
// window late after a change. Not thread-safe.
class RateMeter {
 public:
  explicit RateMeter(const RateMeterOptions& options) : counts_(options.window) { options.check(); }

  void record(TimePoint now, std::int64_t events = 1) { counts_.add(now, events); }

  // In the first tenth of a run's first window the events are counted over that tenth: the first
  // event alone would otherwise be an infinite rate.
  [[nodiscard]] Rate rate(TimePoint now) {
    const Duration covered = std::max(counts_.covered(now), counts_.bucket_width());
    return {static_cast<double>(counts_.total(now)) / in_seconds(covered)};
  }

 private:
  BucketWindow<std::int64_t> counts_;
};

}  // namespace uslkit
