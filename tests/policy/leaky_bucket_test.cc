#include "policy/leaky_bucket.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "policy/token_bucket.h"
#include "tests/policy/admission_schedule.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("a leaky bucket never admits more than depth + rate x time in any interval") {
  Random random(21, "leaky bucket");
  for (int schedule = 0; schedule < 1000; ++schedule) {
    const double rate = 1 + 1000 * random.uniform();
    const double depth = 1 + 50 * random.uniform();
    LeakyBucket bucket({.rate = {rate}, .depth = depth});
    std::vector<Admitted> record;
    TimePoint now{};
    for (int i = 0; i < 300; ++i) {
      now += random_gap(random, 0.5 / rate);
      if (bucket.admit(now).admitted) record.push_back({now, 1});
    }
    REQUIRE(needed_burst(record, rate) <= depth + 1e-9);
  }
}

TEST_CASE("its level follows the recursion of a queue with constant service: max(0, L - rate t)") {
  Random random(22, "leaky bucket");
  LeakyBucket bucket({.rate = {100}, .depth = 20});
  TimePoint now{};
  double level = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Duration gap = random_gap(random, 0.01);
    now += gap;
    level = std::max(0.0, level - 100 * in_seconds(gap));
    CHECK(bucket.level(now) == doctest::Approx(level).epsilon(1e-9));
    const bool fits = level + 1 <= 20;
    CHECK(bucket.admit(now).admitted == fits);
    if (fits) level += 1;
  }
}

TEST_CASE("what a leaky bucket lets out is spaced by 1 / rate, however bursty it came in") {
  LeakyBucket bucket({.rate = {1000}, .depth = 50});
  std::vector<TimePoint> departures;
  for (int burst = 0; burst < 4; ++burst) {
    const TimePoint now{milliseconds(20 * burst)};
    for (int i = 0; i < 40; ++i) {
      if (bucket.admit(now).admitted) departures.push_back(now + bucket.queueing_delay(now));
    }
  }
  CHECK(departures.size() > 100);
  for (std::size_t i = 1; i < departures.size(); ++i) {
    CHECK(departures[i] - departures[i - 1] >= milliseconds(1) - Duration{1});
  }
}

TEST_CASE("nothing waits longer than depth / rate, and an empty bucket delays nothing") {
  LeakyBucket bucket({.rate = {10}, .depth = 5});
  const TimePoint now{seconds(1)};
  CHECK(bucket.queueing_delay(now) == Duration{0});
  for (int i = 0; i < 5; ++i) CHECK(bucket.admit(now).admitted);
  CHECK(bucket.queueing_delay(now) == milliseconds(500));
  const Verdict verdict = bucket.admit(now);
  CHECK(verdict.reason == RejectReason::rate_limit);
  CHECK(verdict.retry_after == milliseconds(100));
  // Time that runs back drains nothing twice.
  CHECK_FALSE(bucket.admit(TimePoint{}).admitted);
  CHECK(bucket.level(TimePoint::max()) == 0);
}

}  // namespace
}  // namespace uslkit
