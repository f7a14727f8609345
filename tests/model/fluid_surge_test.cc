#include "model/fluid_surge.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The papers' Black Friday: 12x in two minutes, 600k/s doubled 240 s after the lag trigger.
Surge black_friday(double trigger) {
  Surge surge{.base_rate = 850'000.0 / 12.0,
              .peak_rate = 850'000.0,
              .ramp_time = 120.0,
              .capacity_before = 600'000.0,
              .capacity_after = 1'200'000.0};
  surge.scaling_done = work_lag_reached(surge, trigger).value() + 240.0;
  return surge;
}

TEST_CASE("Black Friday: trigger, backlog, work-lag and recovery of the published case study") {
  struct Row {
    double trigger, scaled_at, backlog_millions, work_lag, drained_at, minutes_after_ramp;
  };
  for (const Row& row : {Row{10, 365, 66, 110, 553, 7.2}, Row{15, 377, 69, 115, 574, 7.6},
                         Row{20, 389, 72, 120, 595, 7.9}, Row{30, 413, 78, 130, 636, 8.6}}) {
    CAPTURE(row.trigger);
    const Surge surge = black_friday(row.trigger);
    const SurgeCourse course = surge_course(surge);
    CHECK(std::abs(surge.scaling_done - row.scaled_at) < 0.51);
    CHECK(std::abs(course.backlog_at_scaling / 1e6 - row.backlog_millions) < 0.51);
    CHECK(std::abs(course.largest_work_lag - row.work_lag) < 0.51);
    CHECK(std::abs(course.drained_at - row.drained_at) < 1.0);
    CHECK(std::abs((course.drained_at - 120.0) / 60.0 - row.minutes_after_ramp) < 0.06);
  }
}

TEST_CASE("Black Friday with a database that stops at 900k/s takes some 27 minutes") {
  Surge surge = black_friday(10.0);
  surge.capacity_after = 900'000.0;
  const double minutes = (surge_course(surge).drained_at - surge.ramp_time) / 60.0;
  CHECK(minutes > 25.0);
  CHECK(minutes < 29.0);
  surge.capacity_after = 600'000.0;
  CHECK(surge_course(surge).drained_at == kInfinity);
}

// Integrates the same fluid in small steps, without any formula.
struct Integrated {
  double backlog_at_scaling = 0.0;
  double drained_at = 0.0;
};
Integrated integrate(const Surge& surge) {
  constexpr double kStep = 1e-3;
  Integrated result;
  double backlog = 0.0;
  for (int i = 0; i < 1'000'000; ++i) {
    const double time = (i + 0.5) * kStep;
    const double share = std::min(1.0, time / surge.ramp_time);
    const double load = surge.base_rate + share * (surge.peak_rate - surge.base_rate);
    const bool scaled = time >= surge.scaling_done;
    backlog += (load - (scaled ? surge.capacity_after : surge.capacity_before)) * kStep;
    backlog = std::max(0.0, backlog);
    if (!scaled) result.backlog_at_scaling = backlog;
    if (scaled && backlog == 0.0) {
      result.drained_at = time;
      return result;
    }
  }
  result.drained_at = kInfinity;
  return result;
}

TEST_CASE("the closed form is the integral of the fluid, scaled within the ramp or after it") {
  for (const double scaling_done : {30.0, 60.0, 90.0, 119.0, 150.0}) {
    CAPTURE(scaling_done);
    const Surge surge{.base_rate = 10.0,
                      .peak_rate = 100.0,
                      .ramp_time = 120.0,
                      .capacity_before = 40.0,
                      .capacity_after = 112.0,
                      .scaling_done = scaling_done};
    const SurgeCourse course = surge_course(surge);
    const Integrated integrated = integrate(surge);
    CHECK(std::abs(course.backlog_at_scaling - integrated.backlog_at_scaling) < 0.1);
    CHECK(std::abs(course.drained_at - integrated.drained_at) < 0.01);
  }
}

TEST_CASE("a step is the limit of ever steeper ramps") {
  Surge surge{.base_rate = 10.0,
              .peak_rate = 100.0,
              .ramp_time = 0.0,
              .capacity_before = 40.0,
              .capacity_after = 130.0,
              .scaling_done = 10.0};
  const SurgeCourse step = surge_course(surge);
  CHECK(step.backlog_at_scaling == 600.0);
  CHECK(step.largest_work_lag == 15.0);
  CHECK(step.drained_at == 30.0);
  CHECK(work_lag_reached(surge, 3.0).value() == 2.0);
  surge.ramp_time = 1e-9;
  CHECK(relative_error(surge_course(surge).drained_at, step.drained_at) < 1e-8);
}

TEST_CASE("the trigger time is where the backlog is worth that lag, in the ramp and after it") {
  const Surge surge = black_friday(20.0);
  for (const double threshold : {0.5, 5.0, 20.0, 60.0}) {
    const double time = work_lag_reached(surge, threshold).value();
    CHECK(relative_error(surge_backlog(surge, time) / surge.capacity_before, threshold) < 1e-12);
  }
}

TEST_CASE("a surge below capacity leaves no backlog and triggers nothing") {
  const Surge surge{.base_rate = 10.0,
                    .peak_rate = 40.0,
                    .ramp_time = 5.0,
                    .capacity_before = 40.0,
                    .capacity_after = 40.0,
                    .scaling_done = 7.0};
  const SurgeCourse course = surge_course(surge);
  CHECK(course.backlog_at_scaling == 0.0);
  CHECK(course.largest_work_lag == 0.0);
  CHECK(course.drained_at == 7.0);
  CHECK_FALSE(work_lag_reached(surge, 0.1).has_value());
}

TEST_CASE("scaling in time but not enough never drains, even though nothing waits at that moment") {
  const Surge surge{.base_rate = 10.0,
                    .peak_rate = 100.0,
                    .ramp_time = 90.0,
                    .capacity_before = 40.0,
                    .capacity_after = 60.0,
                    .scaling_done = 20.0};
  CHECK(surge_course(surge).backlog_at_scaling == 0.0);
  CHECK(surge_course(surge).drained_at == kInfinity);
}

TEST_CASE("the three lags of one moment are three different numbers") {
  // The Financial rebalance: 52.5 s without consumers at 450k/s, 800k/s afterwards.
  const Pause pause{.arrival_rate = 450'000.0, .service_rate = 800'000.0, .duration = 52.5};
  CHECK(std::abs(pause_backlog(pause) / 1e6 - 23.6) < 0.05);
  const FluidQueue queue{.backlog = pause_backlog(pause),
                         .arrival_rate = pause.arrival_rate,
                         .service_rate = pause.service_rate};
  CHECK(std::abs(work_lag(queue) - 29.5) < 0.05);
  CHECK(age_lag(1052.5, 1000.0) == 52.5);
  CHECK(relative_error(drain_time(queue), 67.5) < 1e-13);
  CHECK(relative_error(pause_disturbance(pause), 120.0) < 1e-13);
}

TEST_CASE("a pause drains in 1, 2, 3, 9 times its length at utilisation 1/2, 2/3, 3/4, 9/10") {
  struct Row {
    double utilisation, times;
  };
  for (const Row& row : {Row{0.5, 1.0}, Row{2.0 / 3.0, 2.0}, Row{0.75, 3.0}, Row{0.9, 9.0}}) {
    const Pause pause{
        .arrival_rate = 1000.0 * row.utilisation, .service_rate = 1000.0, .duration = 7.0};
    CHECK(relative_error(pause_drain_time(pause), 7.0 * row.times) < 1e-12);
    CHECK(relative_error(pause_disturbance(pause), 7.0 / (1.0 - row.utilisation)) < 1e-12);
  }
}

TEST_CASE("a 30 s pause at 850k/s adds 25.5 million events") {
  CHECK(pause_backlog({.arrival_rate = 850'000.0, .service_rate = 1e6, .duration = 30.0}) ==
        25.5e6);
}

TEST_CASE("lags are 0 without backlog and infinite without hope, never NaN") {
  CHECK(work_lag({}) == 0.0);
  CHECK(drain_time({}) == 0.0);
  CHECK(age_lag(5.0, std::nullopt) == 0.0);
  CHECK(work_lag({.backlog = 1.0}) == kInfinity);
  CHECK(drain_time({.backlog = 1.0, .arrival_rate = 2.0, .service_rate = 2.0}) == kInfinity);
  CHECK(pause_drain_time({.arrival_rate = 2.0, .service_rate = 1.0, .duration = 1.0}) == kInfinity);
  CHECK(pause_disturbance({.arrival_rate = 2.0, .service_rate = 1.0, .duration = 0.0}) == 0.0);
}

TEST_CASE(
    "catching up needs the steady load with its headroom, the backlog and what a restart adds") {
  // 1.8M events in 30 min is 1000/s; 700/s for 300 s of restart is 210k, 116.7/s over 30 min.
  const double capacity = catch_up_capacity({.backlog = 1.8e6, .arrival_rate = 700.0});
  CHECK(relative_error(capacity, 1000.0 + 1000.0 + 210'000.0 / 1800.0) < 1e-14);
  CHECK(catch_up_capacity({.restart_time = 0.0}) == 0.0);
  CHECK(relative_error(catch_up_capacity(
                           {.arrival_rate = 100.0, .restart_time = 0.0, .target_utilisation = 1.0}),
                       100.0) < 1e-15);
}

}  // namespace
}  // namespace uslkit
