#include "policy/sliding_window.h"

#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "tests/policy/admission_schedule.h"

namespace uslkit {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("a sliding window never admits more than limit + rate x time in any interval") {
  Random random(41, "sliding window");
  for (int schedule = 0; schedule < 3000; ++schedule) {
    const double rate = 10 + 1000 * random.uniform();
    SlidingWindow limiter({.rate = {rate}, .window = milliseconds(100)});
    std::vector<Admitted> record;
    TimePoint now{};
    for (int i = 0; i < 300; ++i) {
      now += random_gap(random, 0.5 / rate);
      if (limiter.admit(now).admitted) record.push_back({now, 1});
    }
    REQUIRE(needed_burst(record, rate) <= limiter.limit() + 1e-9);
  }
}

TEST_CASE("the estimate's worst case: just below two limits pass within one window's length") {
  SlidingWindow limiter({.rate = {1000}, .window = seconds(1)});
  const TimePoint border{seconds(5)};
  std::int64_t admitted = 0;
  for (int i = 0; i < 1000; ++i) {
    if (limiter.admit(border - Duration{1}).admitted) ++admitted;
  }
  CHECK(admitted == 1000);
  for (int i = 0; i < 99'999; ++i) {
    if (limiter.admit(border + microseconds(10 * i)).admitted) ++admitted;
  }
  CHECK(admitted >= 1990);
  CHECK(admitted < 2000);
}

TEST_CASE("under lasting overload a sliding window admits its rate, less at most one per window") {
  SlidingWindow limiter({.rate = {1000}, .window = milliseconds(100)});
  std::int64_t admitted = 0;
  for (int i = 0; i < 2'000'000; ++i) {
    if (limiter.admit(TimePoint{microseconds(10 * i)}).admitted) ++admitted;
  }
  // 200 windows of 100.
  CHECK(admitted >= 200 * 99);
  CHECK(admitted <= 20'000 + 100);
}

TEST_CASE("a request turned away is admitted after retry_after") {
  Random random(42, "sliding window");
  for (int i = 0; i < 3000; ++i) {
    SlidingWindow limiter({.rate = {10 + 1000 * random.uniform()}, .window = milliseconds(100)});
    TimePoint now{};
    Verdict verdict;
    const double cost = limiter.limit() * random.uniform() * random.uniform();
    for (int k = 0; k < 400 && verdict.admitted; ++k) {
      now += random_gap(random, 0.1 / limiter.limit());
      verdict = limiter.admit(now, cost);
    }
    if (verdict.admitted) continue;
    CHECK(verdict.reason == RejectReason::rate_limit);
    REQUIRE(verdict.retry_after > Duration{0});
    CHECK(limiter.admit(now + verdict.retry_after, cost).admitted);
  }
}

TEST_CASE("a silent window is forgotten, and a cost above the limit waits for ever") {
  SlidingWindow limiter({.rate = {10}, .window = seconds(1)});
  CHECK(limiter.admit(TimePoint{milliseconds(900)}, 10).admitted);
  CHECK_FALSE(limiter.admit(TimePoint{milliseconds(1000)}, 10).admitted);
  CHECK(limiter.admit(TimePoint{milliseconds(2000)}, 10).admitted);
  CHECK(limiter.admit(TimePoint{milliseconds(2000)}, 11).retry_after == kLongestWait);
}

TEST_CASE("a sliding window neither reopens when time runs back nor overflows at its end") {
  SlidingWindow limiter({.rate = {1}, .window = seconds(1)});
  CHECK(limiter.admit(TimePoint{seconds(9)}).admitted);
  CHECK_FALSE(limiter.admit(TimePoint{seconds(3)}).admitted);
  CHECK_FALSE(limiter.admit(kNever).admitted);
  CHECK(limiter.admit(TimePoint::max()).admitted);
  CHECK_FALSE(limiter.admit(TimePoint::max()).admitted);
}

}  // namespace
}  // namespace uslkit
