// Random schedules for limiters, and the most that passed in any interval of a record.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "base/time_point.h"

namespace uslkit {

struct Admitted {
  TimePoint at;
  double cost;
};

// The largest of (admitted cost in [a, b]) - rate (b - a) over all moments a <= b of the record:
// the burst that a bucket would need to explain it. One pass: with S the running sum of costs less
// rate x time, the answer is the largest rise of S.
inline double needed_burst(const std::vector<Admitted>& record, double rate) {
  double sum = 0;
  double lowest_before = 0;
  double needed = 0;
  for (const Admitted& event : record) {
    const double drained = rate * in_seconds(event.at);
    lowest_before = std::min(lowest_before, sum - drained);
    sum += event.cost;
    needed = std::max(needed, sum - drained - lowest_before);
  }
  return needed;
}

// The next gap of a schedule that mixes bursts at one moment, dense traffic and long silence.
inline Duration random_gap(Random& random, double mean_seconds) {
  const double kind = random.uniform();
  if (kind < 0.3) return Duration{0};
  const double scale = kind < 0.95 ? 1 : 20;
  return Duration{static_cast<std::int64_t>(random.uniform() * 2 * scale * mean_seconds * 1e9)};
}

}  // namespace uslkit
