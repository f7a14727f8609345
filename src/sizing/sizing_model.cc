#include "sizing/sizing_model.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "model/cells.h"
#include "model/fluid_course.h"
#include "model/storage.h"

namespace uslkit {
namespace {

constexpr double kRecoveredBelow = 1.0;  // seconds of work-lag

double limit_of(const std::optional<Bandwidth>& bandwidth) {
  return bandwidth ? bandwidth->bytes_per_second : kNoLimit;
}

// Divided, so that 60 s are 60 and not 60.00000000000001.
double limit_of(const std::optional<Duration>& promise) {
  return promise ? static_cast<double>(promise->count()) / 1e9 : kNoLimit;
}

std::int64_t limit_of(const std::optional<std::int64_t>& count) {
  return count.value_or(kNoCountLimit);
}

void add_log(const SizingRequest& request, SizingModel& model) {
  const LogCapacity& log = request.log;
  model.log_traffic = {.ingress = model.load.peak_bytes_per_s / log.compression,
                       .consumer_groups = static_cast<double>(log.consumer_groups),
                       .replication = log.replication};
  model.broker = {.disk = limit_of(log.broker.disk),
                  .disk_network = limit_of(log.broker.disk_network),
                  .network = limit_of(log.broker.network)};
  if (log.broker.storage) model.broker_storage = static_cast<double>(log.broker.storage->count);
  model.partitions_per_broker = log.broker.partitions;
  model.most_partitions = log.most_partitions;
  if (log.partition_write_rate) model.partition_write_rate = log.partition_write_rate->per_second;
  const double rate = request.mean_rate ? request.mean_rate->per_second : model.load.mean_rate;
  const double bytes =
      model.load.mean_rate > 0 ? model.load.mean_bytes_per_s / model.load.mean_rate : 0;
  model.stored_bytes = retained_bytes({.event_rate = rate,
                                       .event_bytes = bytes,
                                       .retention_seconds = in_seconds(log.retention),
                                       .replication = static_cast<double>(log.replication),
                                       .compression_ratio = log.compression,
                                       .fill = log.fill});
}

void add_consumers(const SizingRequest& request, SizingModel& model) {
  const ConsumerCapacity& consumers = request.consumers;
  model.likely.consumer = likely_value(consumers.capacity);
  model.likely.batch_overhead = likely_value(consumers.batch_overhead);
  model.workers_per_partition = static_cast<double>(consumers.workers_per_partition);
  model.batch_size = static_cast<double>(consumers.batch_size);
  model.pull = in_seconds(consumers.pull);
  model.rebalance_pause = in_seconds(consumers.rebalance_pause);
  model.start_delay = in_seconds(consumers.start_delay);
  model.scale_trigger = in_seconds(consumers.scale_trigger);
}

void add_database(const DatabaseCapacity& database, SizingModel& model) {
  model.likely.database = likely_value(database.capacity);
  model.database = DatabaseModel{
      .by_connections = std::holds_alternative<UslCapacity>(database.capacity) ||
                        std::holds_alternative<FitCapacity>(database.capacity),
      .operations_per_event =
          (database.writes_per_event + database.lookups_per_event) / database.events_per_operation,
      .hold_time = in_seconds(database.hold_time),
      .wait_probability = database.wait_probability,
      .most_connections = database.most_connections};
}

void add_promises(const SizingSlo& slo, SizingModel& model) {
  model.ack_p99 = limit_of(slo.ack_p99);
  model.end_to_end_p99 = limit_of(slo.end_to_end_p99);
  model.max_lag = limit_of(slo.max_lag);
  model.recovery = limit_of(slo.recovery);
  model.availability = slo.availability.value_or(0);
  model.confidence = slo.confidence.value_or(0);
}

// Cells enough that one lost cell neither takes too much with it nor breaks the availability.
std::int64_t fewest_cells(const SizingRequest& request, double incident_share) {
  double cells = 1;
  if (request.cells.largest_blast_radius) cells = 1 / *request.cells.largest_blast_radius;
  if (request.slo.availability) {
    cells = std::max(cells, incident_share / (1 - *request.slo.availability));
  }
  constexpr double kMost = 1e9;  // beyond any number of cells that may be asked for
  return static_cast<std::int64_t>(std::ceil(std::min(cells, kMost) * (1 - 1e-12)));
}

void add_cells(const SizingRequest& request, SizingModel& model) {
  const CellsRequest& cells = request.cells;
  model.most_cells = cells.most;
  model.prefer = cells.prefer;
  model.incident_share_of_year =
      cells.incidents_per_year * in_seconds(cells.incident_detection) / kSecondsPerYear;
  model.fewest_cells =
      std::max<std::int64_t>(1, fewest_cells(request, model.incident_share_of_year));
  model.largest_consumers = limit_of(cells.largest.consumers);
  model.largest_brokers = limit_of(cells.largest.brokers);
  model.largest_shards = limit_of(cells.largest.database_shards);
  model.largest_ingress = limit_of(cells.largest.ingress_nodes);
}

void add_prices(const SizingRequest& request, SizingModel& model) {
  constexpr double kNearPeakDays = 30.4375;  // days of a month, each with the profile's peak
  model.exposed_minutes =
      model.load.seconds_near_peak / 60 * (kNearPeakDays * 86400 / model.load.length_s);
  if (!request.prices) return;
  const PricesSpec& prices = *request.prices;
  if (prices.exposed_minutes > 0) model.exposed_minutes = prices.exposed_minutes;
  model.penalty_per_minute = prices.penalty_per_minute.value_or(0);
  model.has_prices = true;
  model.prices = {.ingress_node = kHoursPerMonth * prices.ingress_node.value_or(0),
                  .broker = kHoursPerMonth * prices.broker.value_or(0),
                  .consumer = kHoursPerMonth * prices.consumer.value_or(0),
                  .database_shard = kHoursPerMonth * prices.database_shard.value_or(0),
                  .storage_byte = prices.storage_gb_month.value_or(0) / kBytesPerGigabyte,
                  .cell = prices.cell};
}

// The lowest capacity whose surge is within bounds, by bisection: lag and recovery fall with it.
template <class Keeps>
double lowest_capacity(const LoadSummary& load, const Keeps& keeps) {
  double low = 0;
  double high = load.peak_rate;  // never any backlog
  constexpr int kSteps = 60;
  for (int step = 0; step < kSteps; ++step) {
    const double middle = (low + high) / 2;
    (middle > 0 && keeps(surge_lag(load, middle)) ? high : low) = middle;
  }
  return high;
}

void add_surge(SizingModel& model) {
  if (model.max_lag < kNoLimit) {
    model.lag_capacity = lowest_capacity(
        model.load, [&model](const SurgeLag& lag) { return lag.max_lag <= model.max_lag; });
  }
  if (model.recovery < kNoLimit) {
    model.recovery_capacity = lowest_capacity(
        model.load, [&model](const SurgeLag& lag) { return lag.recovery <= model.recovery; });
  }
}

}  // namespace

SurgeLag surge_lag(const LoadSummary& load, double capacity) {
  if (capacity >= load.peak_rate) return {};
  const FluidCourse course = fluid_course({.load = load.knots,
                                           .capacity = capacity,
                                           .end = load.length_s,
                                           .recovered_below = kRecoveredBelow});
  return {.max_lag = course.largest_work_lag,
          .recovery = course.recovered_at
                          ? std::max(0.0, *course.recovered_at - load.peak_reached_s)
                          : kNoLimit,
          .backlog = course.largest_backlog};
}

SizingModel make_sizing_model(const SizingRequest& request) {
  SizingModel model;
  model.load = summarise_load(request.traffic, request.profile_length);
  model.likely.load_factor = likely_value(request.load_factor);
  model.likely.validation = likely_value(request.ingress.validation);
  model.domains = request.domains.count;
  model.utilization = request.headroom.utilization;
  model.absorbs_one_loss = request.domains.absorb_one_loss && request.domains.count > 1;
  if (model.absorbs_one_loss) {
    model.utilization =
        std::min(model.utilization, utilisation_surviving_one_loss(request.domains.count));
  }
  model.partition_factor = request.headroom.partition_factor;
  model.ingress_servers = static_cast<double>(request.ingress.servers);
  model.ingress_delay = in_seconds(request.ingress.append + request.ingress.replication);
  model.ingress_network = limit_of(request.ingress.network);
  add_log(request, model);
  add_consumers(request, model);
  if (request.database) add_database(*request.database, model);
  add_promises(request.slo, model);
  add_cells(request, model);
  add_prices(request, model);
  add_surge(model);
  model.planned = model.likely;
  return model;
}

}  // namespace uslkit
