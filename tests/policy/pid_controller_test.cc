#include "policy/pid_controller.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The gains of all tests below: a rate limit (about 1000/s) against a latency (1 s wanted).
PidOptions gains() {
  return {.kp = 500, .ki = 200, .set_point = 1, .initial = 100, .lowest = 0, .highest = 10'000};
}

// A service whose latency follows the admitted rate with a lag of five ticks.
struct Service {
  double latency = 0;
  double seconds_per_rate = 0.001;
  void step(double rate) { latency += 0.2 * (seconds_per_rate * rate - latency); }
};

// The papers' equation, as printed: whole terms are added to the last limit.
struct DoubleIntegrator {
  PidOptions options = gains();
  double setting = options.initial;
  double sum = 0;
  double update(double measured) {
    const double error = options.set_point - measured;
    sum += error;
    setting = std::clamp(setting + options.kp * error + options.ki * sum, options.lowest,
                         options.highest);
    return setting;
  }
};

double swing(const std::vector<double>& values, std::size_t from) {
  const auto [low, high] =
      std::minmax_element(values.begin() + static_cast<std::ptrdiff_t>(from), values.end());
  return *high - *low;
}

TEST_CASE("after a step the setting settles where the set point is met, without oscillation") {
  PidController pid(gains());
  Service service;
  std::vector<double> latency;
  double highest = 0;
  for (int tick = 0; tick < 400; ++tick) {
    if (tick == 200) service.seconds_per_rate = 0.002;  // the database slows down
    const double rate = pid.update(TimePoint{seconds(tick)}, service.latency);
    service.step(rate);
    latency.push_back(service.latency);
    if (tick < 200) highest = std::max(highest, service.latency);
    if (tick == 199) CHECK(rate == doctest::Approx(1000).epsilon(1e-9));
    if (tick == 260) CHECK(service.latency == doctest::Approx(1).epsilon(0.01));
  }
  CHECK(highest < 1.35);
  CHECK(pid.setting() == doctest::Approx(500).epsilon(1e-9));
  CHECK(swing(latency, 350) < 1e-6);
}

TEST_CASE("the papers' form integrates twice and never stops to oscillate on the same service") {
  DoubleIntegrator papers;
  Service service;
  std::vector<double> latency;
  for (int tick = 0; tick < 2000; ++tick) {
    service.step(papers.update(service.latency));
    latency.push_back(service.latency);
  }
  CHECK(swing(latency, 1000) > 1);
  CHECK(swing(latency, 1900) > 1);
}

TEST_CASE("long saturation winds nothing up: the setting leaves its clamp with the first update") {
  const auto after_saturation = [](double measured, double then) {
    PidController pid(gains());
    for (int tick = 0; tick < 100'000; ++tick) pid.update(TimePoint{seconds(tick)}, measured);
    CHECK(pid.setting() == (measured < 1 ? 10'000 : 0));
    return pid.update(TimePoint{seconds(100'000)}, then);
  };
  // kp x (change of the error) + ki x error, from the clamp.
  CHECK(after_saturation(0, 2) == doctest::Approx(10'000 - 500 * 2 - 200 * 1));
  CHECK(after_saturation(5, 0.5) == doctest::Approx(0 + 500 * 4.5 + 200 * 0.5));
}

TEST_CASE("halving the tick does not change what the integral adds over the same time") {
  PidOptions integral = gains();
  integral.kp = 0;
  PidController coarse(integral);
  PidController fine(integral);
  coarse.update(TimePoint{}, 0.9);
  fine.update(TimePoint{}, 0.9);
  for (int i = 1; i <= 20; ++i) fine.update(TimePoint{milliseconds(500 * i)}, 0.9);
  for (int i = 1; i <= 10; ++i) coarse.update(TimePoint{seconds(i)}, 0.9);
  CHECK(coarse.setting() == doctest::Approx(100 + 200 * 0.1 * 10));
  CHECK(fine.setting() == doctest::Approx(coarse.setting()));
}

TEST_CASE("each term acts as in the positional form while nothing is clamped") {
  PidOptions options = gains();
  options.kd = 300;
  options.initial = 5000;
  PidController pid(options);
  double sum = 0;
  double error = 0;
  double slope = 0;
  for (int tick = 0; tick <= 50; ++tick) {
    const double measured = 1 + 0.3 * ((tick * 7) % 5 - 2);
    pid.update(TimePoint{seconds(tick)}, measured);
    if (tick > 0) {
      slope = 1 - measured - error;
      sum += 1 - measured;
    }
    error = 1 - measured;
  }
  const double first_error = 0.6;
  CHECK(pid.setting() ==
        doctest::Approx(5000 + 500 * (error - first_error) + 200 * sum + 300 * slope));
}

TEST_CASE("the first update takes no step; one at the same or an earlier moment changes nothing") {
  PidController pid(gains());
  CHECK(pid.update(TimePoint{seconds(5)}, 100) == 100);
  CHECK(pid.update(TimePoint{seconds(5)}, 0) == 100);
  CHECK(pid.update(TimePoint{seconds(4)}, 0) == 100);
  CHECK(pid.update(kNever, 0) == 100);
  CHECK(pid.update(TimePoint{seconds(6)}, 0.5) != 100);
}

TEST_CASE("a gap in the measurements counts as the longest step, also up to the end of time") {
  PidOptions options = gains();
  options.kp = 0;
  options.longest_step = seconds(2);
  PidController pid(options);
  pid.update(TimePoint{seconds(1)}, 0.5);
  CHECK(pid.update(TimePoint{seconds(1000)}, 0.5) == doctest::Approx(100 + 200 * 0.5 * 2));
  CHECK(pid.update(TimePoint::max(), 0.5) == doctest::Approx(100 + 2 * 200 * 0.5 * 2));
}

}  // namespace
}  // namespace uslkit
