// TimePoint: a moment of somebody's time, virtual or real, and never asked for: it is an argument.
//
// The clock behind it has no now(), so that no policy can look at a clock by accident. The
// simulator passes its virtual time; the pipeline passes the steady clock's, counted from the run's
// start.
#pragma once

#include <chrono>

#include "base/units.h"

namespace uslkit {

struct RunClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<RunClock>;
  static constexpr bool is_steady = true;
};

// Nanoseconds since the start of the run.
using TimePoint = std::chrono::time_point<RunClock, Duration>;

// Before every event: "has never happened".
inline constexpr TimePoint kNever = TimePoint::min();

[[nodiscard]] constexpr double in_seconds(TimePoint time) {
  return in_seconds(time.time_since_epoch());
}

}  // namespace uslkit
