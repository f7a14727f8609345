#include "policy/pid_limiter.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "tests/policy/admission_schedule.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

PidLimiterOptions options() {
  return {
      .pid =
          {.kp = 500, .ki = 200, .set_point = 1, .initial = 1000, .lowest = 100, .highest = 2000},
      .burst = 50};
}

TEST_CASE("a PID limiter never admits more than burst + highest x time in any interval") {
  Random random(61, "pid limiter");
  for (int schedule = 0; schedule < 500; ++schedule) {
    PidLimiter limiter(options());
    std::vector<Admitted> record;
    TimePoint now{};
    for (int i = 0; i < 600; ++i) {
      now += random_gap(random, 0.0003);
      if (random.uniform() < 0.05) limiter.update(now, 4 * random.uniform());
      if (limiter.admit(now).admitted) record.push_back({now, 1});
    }
    REQUIRE(needed_burst(record, 2000) <= 50 + 1e-9);
  }
}

TEST_CASE("what a PID limiter admits is at most burst + the integral of its rate") {
  Random random(62, "pid limiter");
  PidLimiter limiter(options());
  double integral = 50;
  double admitted = 0;
  TimePoint now{};
  for (int tick = 0; tick < 1000; ++tick) {
    limiter.update(now, 2 * random.uniform());
    CHECK(limiter.rate().per_second >= 100);
    CHECK(limiter.rate().per_second <= 2000);
    for (int i = 0; i < 300; ++i) {
      now += milliseconds(1);
      integral += limiter.rate().per_second * 1e-3;
      if (limiter.admit(now).admitted) admitted += 1;
      REQUIRE(admitted <= integral + 1e-6);
    }
  }
}

TEST_CASE("a PID limiter brings a service that it overloads to its set point") {
  // Latency is 0.1 s up to 800/s and grows with the excess, as a bounded queue's would.
  PidLimiter limiter(options());
  double latency = 0.1;
  for (int tick = 0; tick < 300; ++tick) {
    const Rate rate = limiter.update(TimePoint{seconds(tick)}, latency);
    const double wanted = 0.1 + std::max(0.0, rate.per_second - 800) / 200;
    latency += 0.2 * (wanted - latency);
  }
  CHECK(latency == doctest::Approx(1).epsilon(0.01));
  CHECK(limiter.rate().per_second == doctest::Approx(980).epsilon(0.01));
}

TEST_CASE("a PID limiter creates no tokens when time runs back") {
  PidLimiter limiter(options());
  const TimePoint now{seconds(100)};
  CHECK(limiter.admit(now, 50).admitted);
  for (int i = 0; i < 100; ++i) {
    limiter.update(TimePoint{seconds(i)}, 0.5);
    CHECK_FALSE(limiter.admit(TimePoint{seconds(i)}).admitted);
  }
  CHECK_FALSE(limiter.admit(now).admitted);
}

}  // namespace
}  // namespace uslkit
