#include "sizing/fluid_log.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"
#include "model/fluid_course.h"
#include "model/fluid_surge.h"

namespace uslkit {
namespace {

constexpr double kObjective = 10;

// Black Friday before anybody scales.
const std::vector<LoadPoint> kBlackFriday{{0, 70833}, {120, 850000}, {700, 850000}};
const Surge kSurge{.base_rate = 70833,
                   .peak_rate = 850000,
                   .ramp_time = 120,
                   .capacity_before = 600000,
                   .capacity_after = 1200000,
                   .scaling_done = 389};

TEST_CASE("a surge has the backlog and the drain of the closed form") {
  const LoadCurve load(kBlackFriday);
  FluidLog log(load, kObjective);
  for (int t = 1; t <= 389; ++t) {
    log.advance(t, {.serving = 600000, .nominal = 600000});
    CHECK(log.backlog() == doctest::Approx(surge_backlog(kSurge, t)).epsilon(1e-9));
  }
  const SurgeCourse course = surge_course(kSurge);
  CHECK(log.work().greatest == doctest::Approx(course.largest_work_lag).epsilon(1e-9));
  log.advance(700, {.serving = 1200000, .nominal = 1200000});
  CHECK(log.drained_at_s() == doctest::Approx(course.drained_at).epsilon(1e-9));
  CHECK(log.greatest_backlog_at_s() == 389);
}

TEST_CASE("steps of any length lead to the same course") {
  const LoadCurve load({{0, 5}, {10, 40}, {30, 0}, {40, 0}, {50, 60}, {90, 10}, {100, 10}});
  FluidLog whole(load, kObjective);
  FluidLog split(load, kObjective);
  whole.advance(100, {.serving = 20, .nominal = 20});
  for (int i = 1; i <= 10000; ++i) split.advance(0.01 * i, {.serving = 20, .nominal = 20});
  CHECK(split.backlog() == doctest::Approx(whole.backlog()));
  CHECK(split.work().greatest == doctest::Approx(whole.work().greatest));
  CHECK(split.work().integral == doctest::Approx(whole.work().integral));
  CHECK(split.work().above_s == doctest::Approx(whole.work().above_s));
  CHECK(split.age().greatest == doctest::Approx(whole.age().greatest));
  CHECK(split.age().integral == doctest::Approx(whole.age().integral));
  CHECK(split.age().above_s == doctest::Approx(whole.age().above_s));
  CHECK(whole.work().greatest > 0);
}

TEST_CASE("at a constant capacity the greatest age is the greatest work-lag, a while later") {
  // The farthest the two cumulative curves are apart, up or across, both where the load falls
  // through the capacity: (100 - 40) x 60 / 2 / 40 = 45 s.
  const LoadCurve load({{0, 100}, {100, 0}, {200, 0}});
  FluidLog log(load, 44.9);
  log.advance(200, {.serving = 40, .nominal = 40});
  CHECK(log.work().greatest == doctest::Approx(45).epsilon(1e-12));
  CHECK(log.work().greatest_at_s == doctest::Approx(60));
  CHECK(log.age().greatest == doctest::Approx(45).epsilon(1e-12));
  CHECK(log.age().greatest_at_s == doctest::Approx(60 + 45));
  // The age of the event that arrived at s is 45 - (s - 60)^2 / 80; the odd part of t(s) cancels.
  const double reach = std::sqrt(80 * 0.1);
  CHECK(log.age().above_s == doctest::Approx(2 * reach).epsilon(1e-6));
}

TEST_CASE("after a pause P every event is P old, and age and drain are those of the closed form") {
  // rho = 450/800: P = 52.5 s gives an age-lag of 52.5 s and drains in 67.5 s (capacity.md 4.3).
  const LoadCurve load({{0, 450}, {1000, 450}});
  FluidLog log(load, kObjective);
  log.advance(100, {.serving = 800, .nominal = 800});
  CHECK(log.backlog() == 0);
  log.advance(152.5, {.serving = 0, .nominal = 800});
  CHECK(log.age_lag_s() == doctest::Approx(52.5));
  CHECK(log.backlog() == doctest::Approx(450 * 52.5));
  log.advance(1000, {.serving = 800, .nominal = 800});
  CHECK(log.age().greatest == doctest::Approx(52.5));
  CHECK(log.work().greatest == doctest::Approx(52.5 * 450 / 800));
  const Pause pause{.arrival_rate = 450, .service_rate = 800, .duration = 52.5};
  CHECK(log.drained_at_s() == doctest::Approx(152.5 + pause_drain_time(pause)));
  // The age is a triangle: it rises for P and falls while it drains.
  const double drain = pause_drain_time(pause);
  CHECK(log.age().integral == doctest::Approx(52.5 * (52.5 + drain) / 2));
  CHECK(log.age().above_s == doctest::Approx((52.5 + drain) * (1 - kObjective / 52.5)));
}

TEST_CASE("random loads: nothing is lost, and every figure is that of a fine scan") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Random random(seed, "fluid log");
    std::vector<LoadPoint> points{{0, 50 * random.uniform()}};
    for (int i = 0; i < 20; ++i) {
      const double rate = random.uniform() < 0.2 ? 0 : 100 * random.uniform();
      points.push_back({points.back().time_s + 1 + 30 * random.uniform(), rate});
    }
    const double waiting = seed % 2 == 0 ? 0 : 300 * random.uniform();
    const LoadCurve load(points, waiting);
    FluidLog log(load, kObjective);
    double greatest_age = 0;
    double greatest_work = 0;
    double age_integral = 0;
    double age_above = 0;
    double capacity = 40;
    double serving = 40;
    constexpr int kSteps = 20000;
    double at = 0;
    for (int i = 1; i <= kSteps; ++i) {
      const double next = load.end_s() * i / kSteps;
      log.advance(std::min(next, load.end_s()), {.serving = serving, .nominal = capacity});
      if (i % 1000 == 0) capacity = 20 + 60 * random.uniform();
      if (i % 1000 == 0) serving = random.uniform() < 0.3 ? 0 : capacity;
      // By definition: as many have been served as had arrived when the head did.
      const double age = log.age_lag_s();
      CHECK(
          load.cumulative_at(log.now_s() - age) ==
          doctest::Approx(load.cumulative_at(log.now_s()) - log.backlog()).epsilon(1e-9).scale(1));
      greatest_age = std::max(greatest_age, age);
      greatest_work = std::max(greatest_work, log.backlog() / capacity);
      age_integral += age * (next - at);
      if (age > kObjective) age_above += next - at;
      at = next;
    }
    const double step = load.end_s() / kSteps;
    CHECK(log.arrived() == doctest::Approx(load.total()).epsilon(1e-12));
    CHECK(log.arrived() + waiting - log.served() - log.backlog() ==
          doctest::Approx(0).scale(load.total()).epsilon(1e-12));
    CHECK(log.age().greatest >= greatest_age - 1e-6);
    CHECK(log.age().greatest <= greatest_age + 2 * step);
    CHECK(log.age().integral == doctest::Approx(age_integral).epsilon(0.01));
    CHECK(std::abs(log.age().above_s - age_above) <= 20 * step);
  }
}

TEST_CASE("after a silence the oldest unread event is the first one behind it") {
  const LoadCurve load({{0, 100}, {10, 100}, {10.001, 0}, {60, 0}, {60.001, 100}, {100, 100}});
  FluidLog log(load, kObjective);
  log.advance(61, {.serving = 0, .nominal = 50});
  CHECK(log.age_lag_s() == doctest::Approx(61));
  log.advance(80, {.serving = 50, .nominal = 50});  // 950 of the first 1,000
  CHECK(log.age_lag_s() == doctest::Approx(80 - 9.5).epsilon(0.001));
}

TEST_CASE("the head jumps over a silence when the last event before it is served") {
  const LoadCurve load({{0, 100}, {10, 100}, {10.001, 0}, {30, 0}, {30.001, 100}, {60, 100}});
  FluidLog log(load, kObjective);
  log.advance(35, {.serving = 0, .nominal = 400});
  log.advance(37.4, {.serving = 400, .nominal = 400});  // 960 of 1,000
  CHECK(log.age_lag_s() == doctest::Approx(37.4 - 9.6).epsilon(0.001));
  log.advance(37.6, {.serving = 400, .nominal = 400});
  CHECK(log.age_lag_s() < 37.6 - 30);
  CHECK(log.age().greatest == doctest::Approx(35).epsilon(1e-6));
}

TEST_CASE("the fluid course of any load is reproduced") {
  const std::vector<LoadPoint> points{{0, 20}, {50, 90}, {120, 90}, {200, 10}, {300, 70}, {400, 5}};
  FluidQuestion question{.capacity = 60, .end = 400, .pauses = {{220, 250}}};
  for (const LoadPoint& point : points) question.load.push_back({point.time_s, point.rate_per_s});
  const FluidCourse course = fluid_course(question);
  const LoadCurve load(points);
  FluidLog log(load, kObjective);
  log.advance(220, {.serving = 60, .nominal = 60});
  log.advance(250, {.serving = 0, .nominal = 60});
  log.advance(400, {.serving = 60, .nominal = 60});
  CHECK(log.greatest_backlog() == doctest::Approx(course.largest_backlog));
  CHECK(log.work().greatest == doctest::Approx(course.largest_work_lag));
  CHECK(log.work().greatest_at_s == doctest::Approx(course.largest_work_lag_at));
  CHECK(log.backlog() == doctest::Approx(course.backlog_at_end));
}

TEST_CASE("a load that only touches the capacity leaves nothing waiting, and ends") {
  const LoadCurve load({{0, 0}, {10, 60}, {20, 0}, {30, 60}, {40, 60}});
  FluidLog log(load, kObjective);
  for (int i = 1; i <= 40; ++i) log.advance(i, {.serving = 60, .nominal = 60});
  CHECK(log.backlog() == doctest::Approx(0).scale(1));
  CHECK(log.served() == doctest::Approx(load.total()));
}

}  // namespace
}  // namespace uslkit
