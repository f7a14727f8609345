#include "sizing/plan_verification.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sizing/cell_performance.h"
#include "sizing/plan_objectives.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

// Below it a lag is a queue of a few batches, which a fluid has none of.
constexpr double kQueueOfBatches_s = 1;
constexpr double kNothing_ms = 0.1;

RunEstimate estimate_of(const RunResult& run, const char* name, double otherwise) {
  for (const NamedEstimate& each : run.estimates) {
    if (each.name == name) return each.estimate;
  }
  return {.value = otherwise};
}

double milliseconds(Duration duration) { return in_seconds(duration) * 1e3; }

// What the run found for a predicted objective; empty where it has nothing to say.
std::optional<RunEstimate> found_in(const RunResult& run, const SizingModel& model,
                                    const std::string& name) {
  if (name == "ack_p99_ms") {
    return estimate_of(run, "latency.ack.p99_ms", milliseconds(run.ack.quantile(0.99)));
  }
  if (name == "end_to_end_p99_ms") {
    return estimate_of(run, "latency.end_to_end.p99_ms",
                       milliseconds(run.end_to_end.quantile(0.99)));
  }
  if (name == "max_work_lag_s") {
    return estimate_of(run, "lag.max_work_lag_s", run.lag.max_work_lag_s);
  }
  if (name == "recovery_s") {
    if (run.lag.max_work_lag_s <= kQueueOfBatches_s) return RunEstimate{};
    if (!run.lag.recovered_at_s) return RunEstimate{.value = kNoLimit};
    return RunEstimate{.value = std::max(0.0, *run.lag.recovered_at_s - model.load.peak_reached_s)};
  }
  return std::nullopt;  // incidents of a year are not in a run of minutes
}

const StationResult* station(const RunResult& run, const char* name) {
  for (const StationResult& each : run.stations) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

double mean_batch(const RunResult& run) {
  double events = 0;
  for (const PartitionResult& each : run.partitions) events += each.mean_batch;
  return run.partitions.empty() ? 0 : events / static_cast<double>(run.partitions.size());
}

// Poisson counts scatter by their root, and the worst of all partitions is what a lag is.
std::string chance_text(const SizingModel& model, const RunResult& run) {
  const double partitions = static_cast<double>(std::max<std::size_t>(1, run.partitions.size()));
  const double events = static_cast<double>(run.totals.arrived) / partitions;
  const double rate = model.likely.consumer.gamma * model.workers_per_partition;
  return fmt::format(
      "rates without chance: the events of one partition scatter by {} of a "
      "consumer's work, and the worst of {} partitions counts",
      time_text(std::sqrt(events) / rate), short_number(partitions));
}

// Which assumption is the likeliest to have failed, by what the run shows.
std::string broken_assumption(const PlanCheck& check, const SizingModel& model,
                              const RunResult& run) {
  const StationResult* database = station(run, "database");
  const StationResult* consumers = station(run, "consumers");
  if (model.load.top_share > 0) {
    return fmt::format("partitions are not evenly filled: one tenant has {} of the load",
                       share_text(model.load.top_share));
  }
  if (database != nullptr && database->utilization > 0.9) {
    return fmt::format("consumers do not wait for the database: it was busy {} of the time",
                       share_text(database->utilization));
  }
  if (consumers != nullptr && consumers->load && *consumers->load > 0.95) {
    return fmt::format("the consumers are below saturation: they ran at {} of it",
                       share_text(*consumers->load));
  }
  if (check.name == "ack_p99_ms") {
    return "arrivals spread over the nodes at random: the balancer of the run spreads them evenly";
  }
  if (check.name == "end_to_end_p99_ms") {
    return fmt::format("typical batches are large: in the run they had {} events",
                       short_number(mean_batch(run)));
  }
  return chance_text(model, run);
}

PlanCheck check_of(const PlannedObjective& objective, const RunEstimate& found,
                   const SizingModel& model, const RunResult& run) {
  PlanCheck check{.name = objective.name,
                  .title = objective.title,
                  .unit = objective.unit,
                  .predicted = objective.predicted,
                  .simulated = found,
                  .tolerance = objective.tolerance,
                  .upper_limit = objective.upper_limit,
                  .promised = objective.promised};
  if (objective.promised) check.kept = found.value <= *objective.promised;
  if (objective.predicted == 0) {
    check.gap = found.value;
    check.tolerance = objective.unit == "s" ? kQueueOfBatches_s : kNothing_ms;
    check.agrees = found.value <= check.tolerance;
  } else if (std::isinf(objective.predicted)) {
    // Saturated while it lasts: what a run of some minutes then finds depends on its length.
    check.agrees = true;
  } else {
    check.gap = found.value / objective.predicted - 1;
    check.agrees =
        check.gap <= check.tolerance && (objective.upper_limit || check.gap >= -check.tolerance);
  }
  if (!check.agrees) check.broken_assumption = broken_assumption(check, model, run);
  return check;
}

// Events applied over what consumers and database could do: the law of utilisation, which holds
// whatever else.
void add_consumer_load(const SizingModel& model, const SizingPlan& plan, const RunResult& run,
                       double share, std::vector<PlanCheck>& checks) {
  const StationResult* consumers = station(run, "consumers");
  if (consumers == nullptr || !consumers->load) return;
  const CellCounts& cell = plan.counts.cell;
  const double all_of_them = static_cast<double>(cell.consumers) * model.likely.consumer.gamma /
                             consumer_slowdown(model.likely, cell);
  const double most = std::min(all_of_them, database_capacity(model, model.likely, cell));
  const double rate = share * model.likely.load_factor * model.load.mean_rate;
  PlanCheck check{.name = "consumer_load",
                  .title = "load of the consumers",
                  .predicted = std::min(1.0, rate / most),
                  .simulated = {.value = *consumers->load},
                  .tolerance = 0.05};
  check.gap = check.simulated.value / check.predicted - 1;
  check.agrees = std::abs(check.gap) <= check.tolerance;
  if (!check.agrees) check.broken_assumption = broken_assumption(check, model, run);
  checks.push_back(std::move(check));
}

}  // namespace

PlanVerification verify_plan(const SizingRequest& request, const SizingPlan& plan,
                             const RunResult& run) {
  const SizingModel model = make_sizing_model(request);
  const bool one_cell = run.cells.size() < static_cast<std::size_t>(plan.counts.cells);
  const double share = largest_cell_share(model, static_cast<double>(plan.counts.cells));
  PlanVerification result;
  result.scope = fmt::format(
      "{}{} requests in {}",
      one_cell ? fmt::format("one of {} alike cells: ", plan.counts.cells) : std::string(),
      short_number(static_cast<double>(run.totals.arrived)), time_text(run.duration_s));
  for (const PlannedObjective& objective : plan.objectives) {
    const std::optional<RunEstimate> found = found_in(run, model, objective.name);
    if (found) result.checks.push_back(check_of(objective, *found, model, run));
  }
  add_consumer_load(model, plan, run, share, result.checks);
  for (const PlanCheck& check : result.checks) result.agrees = result.agrees && check.agrees;
  for (const ObjectiveVerdict& verdict : run.slo) result.slo_met = result.slo_met && verdict.met;
  return result;
}

}  // namespace uslkit
