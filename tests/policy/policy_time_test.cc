#include "policy/policy_time.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::seconds;

TEST_CASE("the latest time never runs back and never lies before the start of the run") {
  LatestTime latest;
  CHECK(latest.advance(kNever) == TimePoint{});
  CHECK(latest.advance(TimePoint{seconds(5)}) == TimePoint{seconds(5)});
  CHECK(latest.peek(TimePoint{seconds(6)}) == TimePoint{seconds(6)});
  CHECK(latest.advance(TimePoint{seconds(4)}) == TimePoint{seconds(5)});
  CHECK(latest.advance(TimePoint::max()) == TimePoint::max());
}

TEST_CASE("a sum of times stops at the end of time") {
  CHECK(later_by(TimePoint{seconds(1)}, seconds(2)) == TimePoint{seconds(3)});
  CHECK(later_by(TimePoint::max(), Duration{1}) == TimePoint::max());
  CHECK(later_by(TimePoint{Duration{1}}, Duration::max()) == TimePoint::max());
  CHECK(later_by(TimePoint{}, Duration::max()) == TimePoint::max());
}

TEST_CASE("a wait is rounded up to whole nanoseconds and ends at the longest wait") {
  CHECK(wait_of_seconds(0.5) == Duration{500'000'000});
  CHECK(wait_of_seconds(1e-10) == Duration{1});
  CHECK(wait_of_seconds(0) == Duration{0});
  CHECK(wait_of_seconds(-1) == Duration{0});
  CHECK(wait_of_seconds(1e300) == kLongestWait);
  CHECK(wait_of_seconds(std::numeric_limits<double>::infinity()) == kLongestWait);
  CHECK(wait_of_seconds(std::nan("")) == kLongestWait);
}

}  // namespace
}  // namespace uslkit
