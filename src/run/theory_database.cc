// Theory of the database behind the consumers: its load, and its wait if writes came one by one.
#include <algorithm>

#include <fmt/format.h>

#include "base/number_text.h"
#include "model/multi_server_queue.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

double mean_batch(const RunResult& result) {
  double sum = 0;
  for (const PartitionResult& partition : result.partitions) sum += partition.mean_batch;
  return result.partitions.empty() ? 0 : sum / static_cast<double>(result.partitions.size());
}

// Seconds of one server per event.
double work_per_event(const DatabaseSpec& database, double batch) {
  if (database.mode == WriteMode::per_event) return moments_of(database.service).mean_s;
  return in_seconds(database.batch.t0) / batch + in_seconds(database.batch.t1);
}

}  // namespace

void add_database_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  const StationResult* station = find_station(result, "database");
  if (!scenario.database || !scenario.consumers || station == nullptr) return;
  const DatabaseSpec& database = *scenario.database;
  const std::optional<SteadyLoad> load = steady_load(scenario, result);
  const double batch = mean_batch(result);
  if (!load || database.load || !(batch > 0)) return;
  const double servers = static_cast<double>(database.shards * database.servers);
  const double rho = load->per_cell * work_per_event(database, batch) / servers;
  if (!(rho > 0)) return;
  rows.push_back(theory_row(
      {.quantity = "database utilization",
       .formula = "rho = lambda S / c (utilisation law, Denning and Buzen 1978)",
       .assumption = database.mode == WriteMode::per_event
                         ? fmt::format("every event is written, rho < 1: {}",
                                       rho < 1 ? "holds here" : "does not hold here")
                         : fmt::format("every event is written, in batches of {} as simulated: {}",
                                       format_number(batch, 4),
                                       rho < 1 ? "holds here" : "does not hold here"),
       .theory = std::min(1.0, rho),
       .holds = rho < 1},
      estimate_or(result, "stations.database.utilization", station->utilization)));
  if (database.mode != WriteMode::per_event || rho >= 1) return;
  const double per_shard = load->per_cell / static_cast<double>(database.shards);
  const LawMoments service = moments_of(database.service);
  rows.push_back(theory_row(
      {.quantity = "database mean time",
       .formula = "M/M/c: T = S + C(c, a) / (c mu - lambda) (Erlang 1917), times (1 + cs2) / 2 for "
                  "its wait (Allen 1990)",
       .assumption = fmt::format(
           "writes come one by one as Poisson arrivals: {}",
           batch < 1.05 ? "nearly so here"
                        : fmt::format("not so here, they come in clumps of {} and wait longer",
                                      format_number(batch, 3))),
       .unit = "ms",
       .theory = 1e3 * GGmQueue{.arrival_rate = per_shard,
                                .service_time = service.mean_s,
                                .service_cv2 = service.cv2,
                                .servers = database.servers}
                           .mean_latency(),
       .holds = batch < 1.05},
      estimate_or(result, "stations.database.mean_time_ms", station->mean_time_ms)));
}

}  // namespace uslkit
