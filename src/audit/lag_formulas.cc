// Formulas of backlogs: surges, lags, pauses.
#include <limits>

#include "audit/delayed_events.h"
#include "audit/formula_registry.h"
#include "model/fluid_surge.h"

namespace uslkit {
namespace {

using Arguments = std::span<const double>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr const char* kFluid = "fluid limit, Newell (1982); model/fluid_surge.h";

// base, peak, ramp, capacity, and the capacity after scaling and its time where they matter.
Surge surge_of(Arguments a, double capacity_after, double scaling_done) {
  if (a[0] > a[1]) refuse_arguments("a base above the peak", "base <= peak");
  if (a[0] > a[3]) refuse_arguments("a base above the capacity", "base <= capacity");
  return {.base_rate = a[0],
          .peak_rate = a[1],
          .ramp_time = a[2],
          .capacity_before = a[3],
          .capacity_after = capacity_after,
          .scaling_done = scaling_done};
}

std::vector<FormulaArgument> surge_arguments(std::vector<FormulaArgument> more) {
  std::vector<FormulaArgument> arguments = {non_negative("base"), positive("peak"),
                                            non_negative("ramp"), positive("capacity")};
  for (FormulaArgument& argument : more) arguments.push_back(std::move(argument));
  return arguments;
}

std::vector<FormulaArgument> scaled_surge_arguments() {
  return surge_arguments({positive("capacity_after"), non_negative("scaled_at")});
}

Formula work_lag_formula() {
  return {.name = "work_lag",
          .arguments = {non_negative("backlog"), non_negative("service_rate")},
          .gives = "backlog / service rate",
          .source = kFluid,
          .call = [](Arguments a) { return work_lag({.backlog = a[0], .service_rate = a[1]}); }};
}

Formula drain() {
  return {.name = "drain_time",
          .arguments = {non_negative("backlog"), non_negative("arrival_rate"),
                        non_negative("service_rate")},
          .gives = "backlog / (service rate - arrival rate); infinite unless served faster",
          .source = kFluid,
          .call = [](Arguments a) {
            return drain_time({.backlog = a[0], .arrival_rate = a[1], .service_rate = a[2]});
          }};
}

Formula reached() {
  return {.name = "surge_lag_reached",
          .arguments = surge_arguments({positive("work_lag")}),
          .gives = "when the work-lag of a ramp from base to peak first reaches this; or never",
          .source = kFluid,
          .call = [](Arguments a) {
            return work_lag_reached(surge_of(a, a[3], 0), a[4]).value_or(kInfinity);
          }};
}

Formula backlog() {
  return {.name = "surge_backlog",
          .arguments = surge_arguments({non_negative("time")}),
          .gives = "(L - c)^2 / (2 s) on the ramp, then + (peak - c)(t - ramp)",
          .source = kFluid,
          .call = [](Arguments a) { return surge_backlog(surge_of(a, a[3], a[4]), a[4]); }};
}

Formula max_lag() {
  return {
      .name = "surge_max_work_lag",
      .arguments = scaled_surge_arguments(),
      .gives = "backlog when scaling is done / capacity before",
      .source = kFluid,
      .call = [](Arguments a) { return surge_course(surge_of(a, a[4], a[5])).largest_work_lag; }};
}

Formula max_age() {
  return {.name = "surge_max_age_lag",
          .arguments = scaled_surge_arguments(),
          .gives = "age of the oldest unread event when scaling is done",
          .source = "first come, first served, on the same fluid; audit/delayed_events.h",
          .call = [](Arguments a) { return longest_wait(surge_of(a, a[4], a[5])); }};
}

Formula drained() {
  return {.name = "surge_drained_at",
          .arguments = scaled_surge_arguments(),
          .gives = "when the backlog of the surge is gone; infinite unless capacity > peak",
          .source = kFluid,
          .call = [](Arguments a) { return surge_course(surge_of(a, a[4], a[5])).drained_at; }};
}

Formula delayed() {
  std::vector<FormulaArgument> arguments = scaled_surge_arguments();
  arguments.push_back(non_negative("delay"));
  return {.name = "surge_events_delayed",
          .arguments = std::move(arguments),
          .gives = "events of the surge that wait longer than the delay",
          .source = "first come, first served, on the same fluid; audit/delayed_events.h",
          .call = [](Arguments a) { return events_delayed(surge_of(a, a[4], a[5]), a[6]); }};
}

std::vector<FormulaArgument> pause_arguments() {
  return {non_negative("arrival_rate"), positive("service_rate"), non_negative("duration")};
}

Pause pause_of(Arguments a) {
  return {.arrival_rate = a[0], .service_rate = a[1], .duration = a[2]};
}

Formula paused_backlog() {
  return {.name = "pause_backlog",
          .arguments = pause_arguments(),
          .gives = "lambda P: events that wait when a pause ends",
          .source = kFluid,
          .call = [](Arguments a) { return pause_backlog(pause_of(a)); }};
}

Formula paused_drain() {
  return {.name = "pause_drain_time",
          .arguments = pause_arguments(),
          .gives = "P rho / (1 - rho): how long they take to drain",
          .source = kFluid,
          .call = [](Arguments a) { return pause_drain_time(pause_of(a)); }};
}

Formula disturbance() {
  return {.name = "pause_disturbance",
          .arguments = pause_arguments(),
          .gives = "P / (1 - rho): from the pause's beginning until all is normal",
          .source = kFluid,
          .call = [](Arguments a) { return pause_disturbance(pause_of(a)); }};
}

Formula catching_up() {
  return {.name = "catch_up_capacity",
          .arguments = {non_negative("backlog"),
                        non_negative("arrival_rate"),
                        positive("catch_up_time"),
                        non_negative("restart_time"),
                        {.name = "utilisation", .lowest = 1e-6, .highest = 1}},
          .gives = "lambda / u + (backlog + lambda restart) / catch-up time",
          .source = "Flink Kubernetes operator; model/fluid_surge.h",
          .call = [](Arguments a) {
            return catch_up_capacity({.backlog = a[0],
                                      .arrival_rate = a[1],
                                      .catch_up_time = a[2],
                                      .restart_time = a[3],
                                      .target_utilisation = a[4]});
          }};
}

}  // namespace

FormulaGroup lag_formulas() {
  return {.title = "Lag and recovery",
          .formulas = {work_lag_formula(), drain(), reached(), backlog(), max_lag(), max_age(),
                       drained(), delayed(), paused_backlog(), paused_drain(), disturbance(),
                       catching_up()}};
}

}  // namespace uslkit
