#include "run/rate_curve.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct NamedProfile {
  std::string name;
  RateProfile profile;
  double total;    // requests in 100 s, by hand
  double allowed;  // relative error of what is rasterised
};

RateProfile spike() {
  return {SpikeRate{.base = Rate{100},
                    .peak = Rate{1100},
                    .start = seconds(20),
                    .rise = seconds(10),
                    .hold = seconds(30),
                    .fall = seconds(20)}};
}

RateProfile ramp(double from, double to) {
  return {
      RampRate{.from = Rate{from}, .to = Rate{to}, .start = seconds(10), .length = seconds(50)}};
}

std::vector<NamedProfile> profiles() {
  const StepsRate steps{{{seconds(10), Rate{50}}, {seconds(30), Rate{0}}, {seconds(90), Rate{7}}}};
  const DiurnalRate wave{
      .mean = Rate{1000}, .amplitude = 0.5, .period = seconds(50), .peak_at = seconds(20)};
  TraceRate trace;
  trace.scale = 2;
  trace.points = {{seconds(0), Rate{10}}, {seconds(40), Rate{30}}, {seconds(60), Rate{0}}};
  const ProductRate doubled{{spike()}, {{seconds(0), 2}}};
  const ProductRate parabola{{ramp(0, 500)}, {{seconds(10), 1}, {seconds(60), 0}}};
  return {{"constant", {ConstantRate{Rate{120'000}}}, 12e6, 1e-15},
          {"steps", {steps}, 20 * 50 + 10 * 7, 1e-15},
          {"ramp up", ramp(100, 300), 10 * 100 + 50 * 200 + 40 * 300, 1e-15},
          {"ramp to zero", ramp(300, 0), 10 * 300 + 50 * 150, 1e-15},
          {"spike", spike(), 100 * 100 + 1000 * (5 + 30 + 10), 1e-15},
          {"diurnal", {wave}, 100'000, 1e-12},  // two whole periods
          {"trace", {trace}, 2 * (40 * 20 + 20 * 15), 1e-15},
          {"sum", {SumRate{{spike(), ramp(100, 300), {steps}}}}, 55'000 + 23'000 + 1070, 1e-15},
          {"product with a constant", {doubled}, 2 * 55'000, 1e-15},
          // 500 s (1 - s) over 50 s: 50 x 500 / 6.
          {"product of two ramps", {parabola}, 25'000 / 6.0, 2e-5},
          {"nothing", {SumRate{}}, 0, 0}};
}

constexpr Duration kEnd = seconds(100);

TEST_CASE("the integral of every profile is the one found by hand, and scales with the share") {
  for (const NamedProfile& named : profiles()) {
    CAPTURE(named.name);
    const RateCurve curve(named.profile, 1, kEnd);
    CHECK(std::abs(curve.total() - named.total) <= named.allowed * named.total);
    CHECK(RateCurve(named.profile, 0.25, kEnd).total() == doctest::Approx(curve.total() / 4));
    CHECK(curve.cumulative_at(TimePoint(kEnd)) == curve.total());
    CHECK(curve.rate_at(TimePoint(kEnd)).per_second == 0);
  }
}

TEST_CASE("the rate is the derivative of the integral") {
  Random random(1, "derivative");
  for (const NamedProfile& named : profiles()) {
    CAPTURE(named.name);
    const RateCurve curve(named.profile, 1, kEnd);
    for (int i = 0; i < 200; ++i) {
      // Away from knots, which lie on whole seconds (but for the wave and the parabola).
      const Duration at = seconds(random.index(100)) + std::chrono::milliseconds(300);
      const Duration step = std::chrono::milliseconds(100);
      const double gained =
          curve.cumulative_at(TimePoint(at + step)) - curve.cumulative_at(TimePoint(at - step));
      const double rate = curve.rate_at(TimePoint(at)).per_second;
      CHECK(gained / 0.2 == doctest::Approx(rate).epsilon(1e-3).scale(1));
    }
  }
}

TEST_CASE("the inverse inverts: within the requests of one nanosecond") {
  for (const NamedProfile& named : profiles()) {
    CAPTURE(named.name);
    const RateCurve curve(named.profile, 1, kEnd);
    for (int i = 0; i < 1000; ++i) {
      const double target = curve.total() * i / 1000;
      const TimePoint time = curve.time_of(target);
      if (time == kEndOfTraffic) continue;
      CHECK(time < curve.end());
      CHECK(curve.cumulative_at(time) <= target * (1 + 1e-12));
      CHECK(curve.cumulative_at(time + Duration(1)) >= target * (1 - 1e-12));
    }
    CHECK(curve.time_of(curve.total()) == kEndOfTraffic);
    CHECK(curve.time_of(curve.total() + 1) == kEndOfTraffic);
  }
}

TEST_CASE("a cursor gives the bits of asking one by one, and never goes back in time") {
  for (const NamedProfile& named : profiles()) {
    CAPTURE(named.name);
    const RateCurve curve(named.profile, 1, kEnd);
    RateCursor cursor(curve);
    TimePoint last{Duration(0)};
    for (int i = 0; i < 3000; ++i) {
      const double target = curve.total() * i / 2990;
      const TimePoint time = cursor.time_of(target);
      CHECK(time == curve.time_of(target));
      CHECK(time >= last);
      last = time;
      const TimePoint moment{std::chrono::milliseconds(34 * i)};
      CHECK(cursor.cumulative_at(moment) == curve.cumulative_at(moment));
    }
  }
}

TEST_CASE("a cursor gives many at once the bits of asking one by one, however they are grouped") {
  for (const NamedProfile& each : profiles()) {
    CAPTURE(each.name);
    const RateCurve curve(each.profile, 1, seconds(100));
    RateCursor one_by_one(curve);
    RateCursor grouped(curve);
    Random random(7, "groups");
    double cumulative = 0;
    while (cumulative < 1.01 * curve.total()) {
      std::vector<double> counts(1 + static_cast<std::size_t>(300 * random.uniform()));
      for (double& count : counts) count = cumulative += 2 * random.uniform();
      std::vector<TimePoint> times(counts.size());
      grouped.times_of(counts, times);
      bool same = true;
      for (std::size_t i = 0; i < counts.size(); ++i) {
        same = same && times[i] == one_by_one.time_of(counts[i]);
      }
      CHECK(same);
    }
  }
}

TEST_CASE("no time of a stretch without traffic is ever given") {
  const RateProfile steps{
      StepsRate{{{seconds(10), Rate{50}}, {seconds(30), Rate{0}}, {seconds(90), Rate{1}}}}};
  const RateCurve curve(steps, 1, kEnd);
  CHECK(curve.time_of(0) == TimePoint(seconds(10)));
  CHECK(curve.time_of(999.9) < TimePoint(seconds(30)));
  CHECK(curve.time_of(1000) == TimePoint(seconds(90)));
  CHECK(curve.time_of(1009) == TimePoint(seconds(99)));
  CHECK(curve.time_of(1010) == kEndOfTraffic);
  CHECK(curve.rate_at(TimePoint(seconds(30) - Duration(1))).per_second == doctest::Approx(50));
  CHECK(curve.rate_at(TimePoint(seconds(30))).per_second == 0);
}

TEST_CASE("a day peaks and sinks when it says, with knots a minute apart") {
  const RateProfile day{DiurnalRate{.mean = Rate{1000}, .amplitude = 0.7, .peak_at = hours(20)}};
  const RateCurve curve(day, 1, hours(48));
  CHECK(curve.segments().size() == 2 * 24 * 60);
  CHECK(curve.rate_at(TimePoint(hours(20))).per_second == doctest::Approx(1700));
  CHECK(curve.rate_at(TimePoint(hours(44))).per_second == doctest::Approx(1700));
  CHECK(curve.rate_at(TimePoint(hours(8))).per_second == doctest::Approx(300));
  CHECK(curve.rate_at(TimePoint(hours(14))).per_second == doctest::Approx(1000));
  CHECK(curve.total() == doctest::Approx(1000.0 * 48 * 3600).epsilon(1e-12));
}

TEST_CASE("the run may end within a ramp, before a step and before a trace begins") {
  CHECK(RateCurve(ramp(100, 300), 1, seconds(35)).total() == doctest::Approx(1000 + 25 * 150));
  const RateProfile late{StepsRate{{{seconds(10), Rate{50}}}}};
  CHECK(RateCurve(late, 1, seconds(5)).total() == 0);
  TraceRate trace;
  trace.points = {{seconds(50), Rate{10}}};
  CHECK(RateCurve({trace}, 1, seconds(20)).total() == doctest::Approx(200));
}

TEST_CASE("a jump is a ramp of no length") {
  const RateProfile jump{RampRate{.from = Rate{1}, .to = Rate{5}, .start = seconds(10)}};
  const RateCurve curve(jump, 1, seconds(20));
  CHECK(curve.segments().size() == 2);
  CHECK(curve.total() == doctest::Approx(60));
}

}  // namespace
}  // namespace uslkit
