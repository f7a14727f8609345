// Theory of surges and pauses: the fluid backlog beside the simulated one.
#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>

#include "base/number_text.h"
#include "model/fluid_course.h"
#include "run/rate_curve.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostKnots = 4096;
constexpr std::size_t kMostStops = 64;
constexpr double kLeastGrowth = 0.01;  // finer steps would be no fluid either

std::int64_t useful(const Scenario& scenario, std::int64_t consumers) {
  return std::min(consumers, scenario.log->partitions * scenario.consumers->workers_per_partition);
}

// Events per second of all cells at full batches, with so many consumers in each; and no more than
// the database takes. A write limit is a server on each batch's way, so that it costs time below
// the limit too.
double capacity(const Scenario& scenario, std::int64_t consumers) {
  const ConsumersSpec& spec = *scenario.consumers;
  const double batch = static_cast<double>(spec.batch_size);
  double seconds = in_seconds(spec.batch.t0) + batch * in_seconds(spec.batch.t1);
  const std::optional<DatabaseSpec>& database = scenario.database;
  if (database && database->consumer_waits && database->mode == WriteMode::per_batch) {
    double write = in_seconds(database->batch.t0) + batch * in_seconds(database->batch.t1);
    if (database->write_limit) write = std::max(write, batch / database->write_limit->per_second);
    seconds += write;
  }
  double rate = static_cast<double>(useful(scenario, consumers)) * batch / seconds;
  if (database && database->write_limit) rate = std::min(rate, database->write_limit->per_second);
  return static_cast<double>(scenario.cells.count) * rate;
}

// The sum of all classes' rates, knot by knot.
std::vector<LoadKnot> load_of(const Scenario& scenario) {
  std::vector<RateCurve> curves;
  std::vector<std::int64_t> times;
  for (const TrafficClass& each : scenario.traffic.classes) {
    curves.emplace_back(each.rate, 1.0, scenario.duration);
    for (const RateCurve::Segment& segment : curves.back().segments()) {
      times.push_back(segment.start_ns);
    }
  }
  times.push_back(scenario.duration.count());
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  std::vector<LoadKnot> knots;
  if (times.size() > kMostKnots) return knots;
  const auto rate_at = [&curves](std::int64_t time_ns) {
    double sum = 0;
    for (const RateCurve& curve : curves)
      sum += curve.rate_at(TimePoint(Duration(time_ns))).per_second;
    return sum;
  };
  // A rate may jump at a knot: it is read just after it and just before the next.
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    if (times[i + 1] - times[i] < 2) continue;
    const double first = rate_at(times[i]);
    const double last = rate_at(times[i + 1] - 1);
    knots.push_back({in_seconds(Duration(times[i])), first});
    knots.push_back({in_seconds(Duration(times[i + 1])), last});
  }
  return knots;
}

struct Fluid {
  FluidQuestion question;
  double stop_s = 0;  // of everybody, at each step of scaling
  bool scaled = false;
  bool paused = false;
};

// Only faults that are pauses, and only an autoscaler by work-lag, have a fluid form here.
std::optional<Fluid> fluid_of(const Scenario& scenario) {
  const ConsumersSpec& consumers = *scenario.consumers;
  if (!scenario.runbook.empty() || scenario.log->resharding || scenario.log->capacity) {
    return std::nullopt;
  }
  Fluid fluid;
  for (const Fault& fault : scenario.faults) {
    if (!std::holds_alternative<ConsumerPauseFault>(fault.fault) || fault.cell || !fault.length) {
      return std::nullopt;
    }
    fluid.question.pauses.push_back({in_seconds(fault.at), in_seconds(fault.at + *fault.length)});
    fluid.paused = true;
  }
  fluid.question.capacity = capacity(scenario, consumers.count);
  fluid.question.end = in_seconds(scenario.duration);
  fluid.question.load = load_of(scenario);
  if (fluid.question.load.empty() || !(fluid.question.capacity > 0)) return std::nullopt;
  if (!std::isfinite(fluid.question.capacity)) return std::nullopt;
  if (!consumers.autoscaler) return fluid;
  const LagAutoscalerSpec* scaler = std::get_if<LagAutoscalerSpec>(&*consumers.autoscaler);
  if (scaler == nullptr || scaler->lag != LagKind::work_lag || scaler->growth < kLeastGrowth ||
      scaler->scale_in_after || scaler->trigger <= Duration(0)) {
    return std::nullopt;
  }
  if (consumers.rebalance.protocol == RebalanceProtocol::eager) {
    fluid.stop_s = in_seconds(consumers.rebalance.pause);
  }
  fluid.question.scaler = FluidScaler{.trigger = in_seconds(scaler->trigger),
                                      .growth = scaler->growth,
                                      .delay = in_seconds(scaler->delay),
                                      .cooldown = in_seconds(scaler->cooldown),
                                      .highest = capacity(scenario, scaler->highest)};
  fluid.scaled = true;
  return fluid;
}

// A stop begins with a step of scaling and does not move that step, only later ones.
FluidCourse course_of(Fluid fluid) {
  FluidCourse course = fluid_course(fluid.question);
  if (!(fluid.stop_s > 0)) return course;
  for (std::size_t i = 0; i < course.scaled_at.size() && i < kMostStops; ++i) {
    const double from = course.scaled_at[i];
    fluid.question.pauses.push_back({from, from + fluid.stop_s});
    course = fluid_course(fluid.question);
  }
  return course;
}

std::string formula_of(const Fluid& fluid) {
  if (fluid.scaled && fluid.stop_s > 0) {
    return "fluid surge with a stop at each step of scaling: Q' = lambda(t) - c(t) (Newell 1982, "
           "chapter 2)";
  }
  if (fluid.paused) {
    return "fluid: backlog lambda P, drain P rho / (1 - rho) (Newell 1982, chapter 2)";
  }
  if (fluid.scaled) {
    return "fluid surge: Q = (Lp - c0)^2 / (2 s) + (Lp - c0) (t2 - tr), drain Q / (c1 - lambda) "
           "(Newell 1982, chapter 2)";
  }
  return "fluid: Q' = lambda(t) - c (Newell 1982, chapter 2)";
}

// Skewed keys fill one partition while the mean one is fine.
bool keys_are_even(const Scenario& scenario) {
  for (const TrafficClass& each : scenario.traffic.classes) {
    if (!std::holds_alternative<NoTenants>(each.tenants)) return false;
  }
  return true;
}

}  // namespace

void add_fluid_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  if (!scenario.log || !scenario.consumers) return;
  if (result.totals.rejected_total() > result.totals.arrived / 1000) return;
  const std::optional<Fluid> fluid = fluid_of(scenario);
  if (!fluid) return;
  const FluidCourse course = course_of(*fluid);
  if (course.largest_work_lag < 1) return;  // below it chance decides, which a fluid has none of
  const std::string formula = formula_of(*fluid);
  const bool even = keys_are_even(scenario);
  const std::string assumption =
      std::string("rates without chance, partitions evenly loaded and full batches: ") +
      (even ? "holds here while the backlog is large" : "not so here, keys are uneven");
  const auto add = [&](const char* quantity, const char* unit, double theory,
                       const RunEstimate& simulated) {
    rows.push_back(theory_row({.quantity = quantity,
                               .formula = formula,
                               .assumption = assumption,
                               .unit = unit,
                               .theory = theory,
                               .holds = even},
                              simulated));
  };
  add("largest backlog", "events", course.largest_backlog,
      estimate_or(result, "lag.max_backlog_events", result.lag.max_backlog_events));
  add("largest work-lag", "s", course.largest_work_lag,
      estimate_or(result, "lag.max_work_lag_s", result.lag.max_work_lag_s));
  if (course.recovered_at && result.lag.recovered_at_s) {
    add("recovered at", "s", *course.recovered_at,
        estimate_or(result, "lag.recovered_at_s", *result.lag.recovered_at_s));
  }
}

}  // namespace uslkit
