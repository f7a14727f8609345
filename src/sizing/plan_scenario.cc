#include "sizing/plan_scenario.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>

#include "sizing/cell_performance.h"
#include "sizing/load_summary.h"
#include "sizing/sizing_model.h"

namespace uslkit {
namespace {

constexpr Duration kSteadyWarmUp = std::chrono::seconds(5);
constexpr Duration kSteadyLength = std::chrono::seconds(25);

bool is_constant(const TrafficSpec& traffic) {
  return std::all_of(traffic.classes.begin(), traffic.classes.end(), [](const TrafficClass& each) {
    return std::holds_alternative<ConstantRate>(each.rate.shape);
  });
}

Duration of_seconds(double seconds) {
  return Duration(static_cast<std::int64_t>(std::llround(seconds * 1e9)));
}

// Nanoseconds are too coarse for the time of one event of a fast consumer: 1 / 200k/s = 5 us is
// well, but 20 ns would not be. The batch's overhead takes what rounding leaves, so that a full
// batch takes what the capacity says.
BatchLaw batch_law(const SizingModel& model, const CellCounts& counts) {
  const World& world = model.likely;
  const double slowdown = consumer_slowdown(world, counts);
  const double full = slowdown * model.batch_size / world.consumer.gamma;
  const double overhead = slowdown * world.batch_overhead;
  const Duration per_event = of_seconds((full - overhead) / model.batch_size);
  const Duration rest = of_seconds(full) - per_event * static_cast<std::int64_t>(model.batch_size);
  return {.t0 = std::max(Duration{0}, rest), .t1 = per_event};
}

LogSpec log_of(const SizingRequest& request, const CellCounts& counts) {
  LogSpec log;
  log.partitions = counts.partitions;
  log.brokers = counts.brokers;
  log.replication = request.log.replication;
  log.replication_latency = ConstantLaw{request.ingress.replication};
  return log;
}

ConsumersSpec consumers_of(const SizingRequest& request, const SizingModel& model,
                           const CellCounts& counts) {
  ConsumersSpec consumers;
  consumers.count = counts.consumers;
  consumers.workers_per_partition = request.consumers.workers_per_partition;
  consumers.batch_size = request.consumers.batch_size;
  consumers.batch = batch_law(model, counts);
  consumers.pull = request.consumers.pull;
  consumers.rebalance.pause = request.consumers.rebalance_pause;
  return consumers;
}

// A consumer's capacity was measured with its writes: so it waits for them here only where the
// database does not take the peak and would pile work up behind its back.
DatabaseSpec database_of(const SizingModel& model, const CellCounts& counts, double peak) {
  DatabaseSpec database;
  const double limit = database_capacity(model, model.likely, counts);
  database.shards = counts.database_shards;
  database.servers = std::max<std::int64_t>(1, counts.pool);
  database.write_limit = Rate{limit};
  database.consumer_waits = limit < std::min(peak, consumer_capacity(model, model.likely, counts));
  return database;
}

void add_objectives(const SizingRequest& request, const SizingModel& model, Scenario& scenario) {
  const SizingSlo& slo = request.slo;
  if (slo.ack_p99) {
    scenario.slo.push_back(
        {.objective = LatencyObjective{.of = LatencyKind::ack, .at_most = *slo.ack_p99}});
  }
  if (slo.end_to_end_p99) {
    scenario.slo.push_back({.objective = LatencyObjective{.of = LatencyKind::end_to_end,
                                                          .at_most = *slo.end_to_end_p99}});
  }
  if (slo.max_lag) {
    scenario.slo.push_back({.objective = LagObjective{.at_most = *slo.max_lag}});
  }
  if (slo.availability) {
    scenario.slo.push_back({.objective = AvailabilityObjective{.at_least = *slo.availability}});
  }
  const bool has_surge = !is_constant(request.traffic);
  if (slo.recovery && has_surge) {
    const Duration after = of_seconds(model.load.peak_reached_s);
    scenario.slo.push_back(
        {.objective = RecoveryObjective{
             .after = after, .at_most = std::min(*slo.recovery, scenario.duration - after)}});
  }
}

}  // namespace

Scenario plan_scenario(const SizingRequest& request, const SizingPlan& plan,
                       const PlanScenarioOptions& options) {
  const SizingModel model = make_sizing_model(request);
  const PlanCounts& counts = options.counts.cells > 0 ? options.counts : plan.counts;
  const double share =
      options.one_cell ? largest_cell_share(model, static_cast<double>(counts.cells)) : 1;
  Scenario scenario;
  scenario.name = fmt::format("{}: the plan", request.name);
  scenario.note = fmt::format("Written by uslkit size. {}", request.note);
  scenario.seed = request.seed;
  const bool constant = is_constant(request.traffic);
  scenario.duration = constant ? kSteadyLength : request.profile_length;
  scenario.warm_up = constant ? kSteadyWarmUp : Duration{0};
  scenario.traffic = scaled_traffic(request.traffic, share * model.likely.load_factor);
  scenario.ingress.nodes = counts.cell.ingress_nodes;
  scenario.ingress.validation = ConstantLaw{of_seconds(model.likely.validation)};
  if (model.likely.validation > 0) scenario.ingress.servers = request.ingress.servers;
  scenario.ingress.append = ConstantLaw{request.ingress.append};
  scenario.log = log_of(request, counts.cell);
  scenario.consumers = consumers_of(request, model, counts.cell);
  if (model.database && model.database->operations_per_event > 0) {
    const double cell_share = largest_cell_share(model, static_cast<double>(counts.cells));
    scenario.database = database_of(model, counts.cell,
                                    cell_share * model.likely.load_factor * model.load.peak_rate);
  }
  scenario.cells.count = options.one_cell ? 1 : counts.cells;
  add_objectives(request, model, scenario);
  return scenario;
}

}  // namespace uslkit
