#include "policy/fixed_window.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "tests/policy/admission_schedule.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("a fixed window never admits more than 2 limit + rate x time in any interval") {
  Random random(31, "fixed window");
  for (int schedule = 0; schedule < 1000; ++schedule) {
    const double rate = 10 + 1000 * random.uniform();
    FixedWindow limiter({.rate = {rate}, .window = milliseconds(100)});
    std::vector<Admitted> record;
    TimePoint now{};
    for (int i = 0; i < 300; ++i) {
      now += random_gap(random, 0.5 / rate);
      if (limiter.admit(now).admitted) record.push_back({now, 1});
    }
    REQUIRE(needed_burst(record, rate) <= 2 * limiter.limit() + 1e-9);
  }
}

TEST_CASE("two full quotas may pass within a nanosecond of a border: the price of its simplicity") {
  FixedWindow limiter({.rate = {100}, .window = seconds(1)});
  for (int i = 0; i < 100; ++i) CHECK(limiter.admit(TimePoint{seconds(1) - Duration{1}}).admitted);
  CHECK_FALSE(limiter.admit(TimePoint{seconds(1) - Duration{1}}).admitted);
  for (int i = 0; i < 100; ++i) CHECK(limiter.admit(TimePoint{seconds(1)}).admitted);
  CHECK_FALSE(limiter.admit(TimePoint{seconds(1)}).admitted);
}

TEST_CASE("under overload every window admits exactly its limit") {
  FixedWindow limiter({.rate = {1000}, .window = milliseconds(10)});
  CHECK(limiter.limit() == 10);
  std::int64_t admitted = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    if (limiter.admit(TimePoint{std::chrono::microseconds(10 * i)}).admitted) ++admitted;
  }
  CHECK(admitted == 10'000);
}

TEST_CASE("retry_after is the time to the next window, or for ever if the cost exceeds a window") {
  FixedWindow limiter({.rate = {2}, .window = seconds(1)});
  CHECK(limiter.admit(TimePoint{milliseconds(5300)}, 2).admitted);
  CHECK(limiter.admit(TimePoint{milliseconds(5300)}).retry_after == milliseconds(700));
  CHECK(limiter.admit(TimePoint{seconds(6)}, 2.5).retry_after == kLongestWait);
}

TEST_CASE("a fixed window neither reopens when time runs back nor overflows at its end") {
  FixedWindow limiter({.rate = {1}, .window = seconds(1)});
  CHECK(limiter.admit(TimePoint{seconds(9)}).admitted);
  CHECK_FALSE(limiter.admit(TimePoint{seconds(3)}).admitted);
  CHECK_FALSE(limiter.admit(kNever).admitted);
  CHECK(limiter.admit(TimePoint::max()).admitted);
  CHECK_FALSE(limiter.admit(TimePoint::max()).admitted);
}

}  // namespace
}  // namespace uslkit
