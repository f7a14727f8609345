// Time for policies: it never runs back, and sums and waits cannot overflow.
#pragma once

#include <chrono>

#include "base/time_point.h"
#include "base/units.h"

namespace uslkit {

// The longest wait a policy names: for all that a run can see, never. Short enough that adding it
// to any moment of the first 190 years stays in range.
inline constexpr Duration kLongestWait = std::chrono::hours(24 * 365 * 100);

// The latest moment seen. A moment before it, or before the start of the run, counts as the latest:
// so a clock that is set back never refills a bucket twice, and no difference of two such moments
// can overflow, as none of them is negative.
class LatestTime {
 public:
  TimePoint advance(TimePoint now) {
    if (now > latest_) latest_ = now;
    return latest_;
  }
  // What advance(now) would return.
  [[nodiscard]] TimePoint peek(TimePoint now) const { return now > latest_ ? now : latest_; }
  [[nodiscard]] TimePoint current() const { return latest_; }

 private:
  TimePoint latest_{};
};

// from + wait, but not past the end of time. Both are not negative.
[[nodiscard]] constexpr TimePoint later_by(TimePoint from, Duration wait) {
  return wait > TimePoint::max() - from ? TimePoint::max() : from + wait;
}

// The first whole nanosecond by which `seconds` have passed, from 0 to kLongestWait. What is not a
// number is kLongestWait.
[[nodiscard]] constexpr Duration wait_of_seconds(double seconds) {
  if (seconds <= 0) return Duration{0};
  const double nanoseconds = seconds * 1e9;
  if (!(nanoseconds < static_cast<double>(kLongestWait.count()))) return kLongestWait;
  const Duration whole{static_cast<Duration::rep>(nanoseconds)};
  return static_cast<double>(whole.count()) < nanoseconds ? whole + Duration{1} : whole;
}

}  // namespace uslkit
