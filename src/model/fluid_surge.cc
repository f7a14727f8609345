#include "model/fluid_surge.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void check_amount(double amount) {
  USLKIT_CHECK(std::isfinite(amount));
  USLKIT_CHECK(amount >= 0.0);
}

void check(const FluidQueue& queue) {
  check_amount(queue.backlog);
  check_amount(queue.arrival_rate);
  check_amount(queue.service_rate);
}

void check(const Surge& surge) {
  check_amount(surge.base_rate);
  check_amount(surge.peak_rate);
  check_amount(surge.ramp_time);
  check_amount(surge.capacity_before);
  check_amount(surge.capacity_after);
  check_amount(surge.scaling_done);
  USLKIT_CHECK(surge.base_rate <= surge.capacity_before);
  USLKIT_CHECK(surge.base_rate <= surge.peak_rate);
}

void check(const Pause& pause) {
  check_amount(pause.arrival_rate);
  check_amount(pause.service_rate);
  check_amount(pause.duration);
}

double ramp_slope(const Surge& surge) {
  return surge.ramp_time == 0.0 ? 0.0 : (surge.peak_rate - surge.base_rate) / surge.ramp_time;
}

double load_at(const Surge& surge, double time) {
  if (time >= surge.ramp_time) return surge.peak_rate;
  return surge.base_rate + ramp_slope(surge) * time;
}

// The backlog at the end of the ramp, where it has grown with the square of the excess.
double backlog_after_ramp(const Surge& surge) { return surge_backlog(surge, surge.ramp_time); }

// How long a backlog found at t2 takes to drain while the load still ramps up. The spare capacity
// falls from `spare` at the rate of the slope s: spare x - s x^2 / 2 = backlog, smaller root.
double drain_time_during_ramp(const Surge& surge, double backlog) {
  const double slope = ramp_slope(surge);
  const double ramp_left = surge.ramp_time - surge.scaling_done;
  const double spare = surge.capacity_after - load_at(surge, surge.scaling_done);
  const double drained_in_ramp = ramp_left * (spare - 0.5 * slope * ramp_left);
  if (backlog > drained_in_ramp) {
    const double left = backlog - drained_in_ramp;
    return ramp_left + left / (surge.capacity_after - surge.peak_rate);
  }
  const double root = std::sqrt(std::max(0.0, spare * spare - 2.0 * slope * backlog));
  return 2.0 * backlog / (spare + root);
}

}  // namespace

double work_lag(const FluidQueue& queue) {
  check(queue);
  return queue.backlog == 0.0 ? 0.0 : queue.backlog / queue.service_rate;
}

double drain_time(const FluidQueue& queue) {
  check(queue);
  if (queue.backlog == 0.0) return 0.0;
  if (queue.service_rate <= queue.arrival_rate) return kInfinity;
  return queue.backlog / (queue.service_rate - queue.arrival_rate);
}

double age_lag(double now, std::optional<double> oldest_unread_timestamp) {
  if (!oldest_unread_timestamp.has_value()) return 0.0;
  USLKIT_CHECK(*oldest_unread_timestamp <= now);
  return now - *oldest_unread_timestamp;
}

double surge_backlog(const Surge& surge, double time) {
  check(surge);
  USLKIT_CHECK(time >= 0.0);
  const double excess = load_at(surge, time) - surge.capacity_before;
  if (excess <= 0.0) return 0.0;
  const double slope = ramp_slope(surge);
  const double while_ramping = slope == 0.0 ? 0.0 : excess * excess / (2.0 * slope);
  return while_ramping + excess * std::max(0.0, time - surge.ramp_time);
}

SurgeCourse surge_course(const Surge& surge) {
  SurgeCourse course;
  course.drained_at = surge.scaling_done;
  course.backlog_at_scaling = surge_backlog(surge, surge.scaling_done);
  if (course.backlog_at_scaling > 0.0) {
    course.largest_work_lag = course.backlog_at_scaling / surge.capacity_before;
  }
  const bool overtakes = surge.capacity_after > surge.peak_rate;
  const bool stays_ahead =
      course.backlog_at_scaling == 0.0 && surge.capacity_after >= surge.peak_rate;
  if (stays_ahead) return course;
  if (!overtakes) {
    course.drained_at = kInfinity;
    return course;
  }
  course.drained_at += surge.scaling_done < surge.ramp_time
                           ? drain_time_during_ramp(surge, course.backlog_at_scaling)
                           : course.backlog_at_scaling / (surge.capacity_after - surge.peak_rate);
  return course;
}

std::optional<double> work_lag_reached(const Surge& surge, double threshold) {
  check(surge);
  USLKIT_CHECK(threshold > 0.0);
  const double excess = surge.peak_rate - surge.capacity_before;
  if (excess <= 0.0) return std::nullopt;
  const double backlog = threshold * surge.capacity_before;
  const double after_ramp = backlog_after_ramp(surge);
  if (backlog > after_ramp) return surge.ramp_time + (backlog - after_ramp) / excess;
  // Within the ramp: (L(t) - c0)^2 = 2 s Q.
  const double slope = ramp_slope(surge);
  if (slope == 0.0) return surge.ramp_time;
  const double load = surge.capacity_before + std::sqrt(2.0 * slope * backlog);
  return (load - surge.base_rate) / slope;
}

double pause_backlog(const Pause& pause) {
  check(pause);
  return pause.arrival_rate * pause.duration;
}

double pause_drain_time(const Pause& pause) {
  return drain_time({.backlog = pause_backlog(pause),
                     .arrival_rate = pause.arrival_rate,
                     .service_rate = pause.service_rate});
}

double pause_disturbance(const Pause& pause) { return pause.duration + pause_drain_time(pause); }

double catch_up_capacity(const CatchUp& question) {
  check_amount(question.backlog);
  check_amount(question.arrival_rate);
  check_amount(question.restart_time);
  USLKIT_CHECK(question.catch_up_time > 0.0);
  USLKIT_CHECK(question.target_utilisation > 0.0);
  USLKIT_CHECK(question.target_utilisation <= 1.0);
  const double missed = question.arrival_rate * question.restart_time;
  return question.arrival_rate / question.target_utilisation +
         (question.backlog + missed) / question.catch_up_time;
}

}  // namespace uslkit
