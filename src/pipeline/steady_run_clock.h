// SteadyRunClock: the pipeline's time: the steady clock, counted from the run's start.
//
// Below the pipeline time is an argument (base/time_point.h); here it is asked for, once per turn
// of an event loop rather than once per decision. Events carry the wall clock's time, because other
// programs write and read it; it is looked at once, so that a clock that is set meanwhile moves
// nothing: within a run both are one clock.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/time_point.h"

namespace uslkit {

class SteadyRunClock {
 public:
  SteadyRunClock()
      : start_(std::chrono::steady_clock::now()),
        wall_start_us_(std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count()) {}

  [[nodiscard]] TimePoint now() const {
    return TimePoint(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - start_));
  }

  // When a moment of the run is on the steady clock, to wait for it.
  [[nodiscard]] std::chrono::steady_clock::time_point steady(TimePoint at) const {
    return start_ + at.time_since_epoch();
  }

  // A moment of the run as microseconds since the Unix epoch, rounded down; and the way back.
  [[nodiscard]] std::int64_t wall_us(TimePoint at) const {
    return wall_start_us_ +
           std::chrono::floor<std::chrono::microseconds>(at.time_since_epoch()).count();
  }
  [[nodiscard]] TimePoint of_wall_us(std::int64_t microseconds) const {
    return TimePoint(std::chrono::microseconds(microseconds - wall_start_us_));
  }

 private:
  std::chrono::steady_clock::time_point start_;
  std::int64_t wall_start_us_;
};

}  // namespace uslkit
