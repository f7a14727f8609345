#include "model/fluid_course.h"

#include <doctest/doctest.h>

#include "model/fluid_surge.h"

namespace uslkit {
namespace {

// The case study: 70,833/s to 850,000/s in 120 s, 600k doubled to 1.2M.
constexpr double kBase = 850000.0 / 12;
constexpr double kPeak = 850000;

FluidQuestion black_friday() {
  return {.load = {{0, kBase}, {120, kPeak}}, .capacity = 600000, .end = 3600};
}

double trigger_to_recovery(double trigger) {
  FluidQuestion question = black_friday();
  question.scaler = FluidScaler{.trigger = trigger, .delay = 240, .highest = 1.2e6};
  return *fluid_course(question).recovered_at;
}

}  // namespace

TEST_CASE("a surge with one step of scaling is the closed form") {
  const Surge surge{.base_rate = kBase,
                    .peak_rate = kPeak,
                    .ramp_time = 120,
                    .capacity_before = 600000,
                    .capacity_after = 1.2e6};
  for (const double trigger : {0.5, 10.0, 15.0, 20.0, 30.0}) {
    Surge asked = surge;
    asked.scaling_done = *work_lag_reached(surge, trigger) + 240;
    const SurgeCourse closed = surge_course(asked);
    FluidQuestion question = black_friday();
    question.scaler = FluidScaler{.trigger = trigger, .delay = 240, .highest = 1.2e6};
    question.recovered_below = 1e-9;
    const FluidCourse course = fluid_course(question);
    CHECK(course.scaled_at.size() == 1);
    CHECK(course.scaled_at.front() == doctest::Approx(asked.scaling_done).epsilon(1e-12));
    CHECK(course.largest_backlog == doctest::Approx(closed.backlog_at_scaling).epsilon(1e-12));
    CHECK(course.largest_work_lag == doctest::Approx(closed.largest_work_lag).epsilon(1e-12));
    CHECK(course.largest_work_lag_at == doctest::Approx(asked.scaling_done).epsilon(1e-12));
    CHECK(*course.recovered_at == doctest::Approx(closed.drained_at).epsilon(1e-9));
    CHECK(course.backlog_at_end == 0);
  }
}

TEST_CASE("the case study's numbers: 120 s of work-lag, recovered about 8 minutes after the ramp") {
  CHECK(trigger_to_recovery(10) == doctest::Approx(553).epsilon(0.01));
  CHECK(trigger_to_recovery(20) == doctest::Approx(595).epsilon(0.01));
  CHECK(trigger_to_recovery(30) == doctest::Approx(636).epsilon(0.01));
}

TEST_CASE("a pause leaves lambda P behind, and is worked off after P rho / (1 - rho)") {
  const Pause pause{.arrival_rate = 450000, .service_rate = 800000, .duration = 52.5};
  const FluidCourse course = fluid_course({.load = {{0, 450000}},
                                           .capacity = 800000,
                                           .end = 600,
                                           .pauses = {{100, 152.5}},
                                           .recovered_below = 1e-9});
  CHECK(course.largest_backlog == doctest::Approx(pause_backlog(pause)).epsilon(1e-12));
  CHECK(course.largest_work_lag == doctest::Approx(29.53125).epsilon(1e-12));
  CHECK(*course.recovered_at == doctest::Approx(100 + pause_disturbance(pause)).epsilon(1e-9));
}

TEST_CASE("a load that falls again is served although capacity is below its peak") {
  // A trapezoid: 100/s over capacity for 10 s between two ramps of 10 s, on which it exceeds it for
  // 5 s each: 1000 + 2 x 250 events; afterwards 100/s drain it.
  FluidQuestion question{.load = {{0, 100}, {10, 300}, {20, 300}, {30, 100}},
                         .capacity = 200,
                         .end = 100,
                         .recovered_below = 1e-9};
  const FluidCourse course = fluid_course(question);
  CHECK(course.largest_backlog == doctest::Approx(1500));
  CHECK(course.largest_work_lag_at == doctest::Approx(25));
  // 250 of them go on the rest of the last ramp, 1250 at 100/s.
  CHECK(*course.recovered_at == doctest::Approx(30 + 12.5).epsilon(1e-9));
  question.recovered_below = 1;
  CHECK(*fluid_course(question).recovered_at == doctest::Approx(30 + 10.5).epsilon(1e-9));
  question.end = 40;
  CHECK_FALSE(fluid_course(question).recovered_at);
  CHECK(fluid_course(question).backlog_at_end == doctest::Approx(250));
}

TEST_CASE("below capacity there is no backlog, and a jump is two knots at one time") {
  const FluidCourse calm = fluid_course({.load = {{0, 100}}, .capacity = 100, .end = 10});
  CHECK(calm.largest_backlog == 0);
  CHECK(calm.recovered_at == 0.0);
  const FluidCourse jump =
      fluid_course({.load = {{0, 50}, {4, 50}, {4, 150}}, .capacity = 100, .end = 10});
  CHECK(jump.backlog_at_end == doctest::Approx(300));
}

TEST_CASE("a scaler grows step by step, not beyond its limit, and rests in between") {
  const FluidCourse course =
      fluid_course({.load = {{0, 1000}},
                    .capacity = 100,
                    .end = 1000,
                    .scaler = FluidScaler{
                        .trigger = 1, .growth = 1, .delay = 10, .cooldown = 20, .highest = 500}});
  // 900/s reach 100 events after 0.111 s.
  REQUIRE(course.scaled_at.size() == 3);
  CHECK(course.scaled_at[0] == doctest::Approx(10 + 1.0 / 9));
  CHECK(course.scaled_at[1] == doctest::Approx(40 + 1.0 / 9));
  CHECK(course.scaled_at[2] == doctest::Approx(70 + 1.0 / 9));
  CHECK_FALSE(course.recovered_at);
}

}  // namespace uslkit
