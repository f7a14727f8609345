// SteadyRunClock: the pipeline's time: the steady clock, counted from the run's start.
//
// Below the pipeline time is an argument (base/time_point.h); here it is asked for, once per turn
// of an event loop rather than once per decision.
#pragma once

#include <chrono>

#include "base/time_point.h"

namespace uslkit {

class SteadyRunClock {
 public:
  SteadyRunClock() : start_(std::chrono::steady_clock::now()) {}

  [[nodiscard]] TimePoint now() const {
    return TimePoint(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - start_));
  }

 private:
  std::chrono::steady_clock::time_point start_;
};

}  // namespace uslkit
