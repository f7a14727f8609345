#include "policy/rate_meter.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("steady traffic is measured exactly from the first tenth of a window on") {
  RateMeter meter({.window = seconds(10)});
  for (int i = 0; i < 60'000; ++i) {
    const TimePoint now{milliseconds(i)};
    meter.record(now);
    if (i >= 1000) CHECK(meter.rate(now).per_second == doctest::Approx(1000).epsilon(0.002));
  }
}

TEST_CASE("a change of rate is seen in full after one window") {
  RateMeter meter({.window = seconds(1)});
  for (int i = 0; i < 2000; ++i) meter.record(TimePoint{milliseconds(i)});
  for (int i = 2000; i < 3000; ++i) meter.record(TimePoint{milliseconds(i)}, 3);
  CHECK(meter.rate(TimePoint{milliseconds(2999)}).per_second ==
        doctest::Approx(3000).epsilon(0.01));
  CHECK(meter.rate(TimePoint{seconds(5)}).per_second == 0);
}

TEST_CASE("a rate is finite at the very start, at the end and when time runs back") {
  RateMeter meter({.window = seconds(10)});
  CHECK(meter.rate(TimePoint{}).per_second == 0);
  meter.record(kNever);
  CHECK(meter.rate(TimePoint{}).per_second == 1);
  CHECK(meter.rate(TimePoint::max()).per_second == 0);
}

}  // namespace
}  // namespace uslkit
