#include "sizing/cell_performance.h"

#include <algorithm>
#include <cmath>

#include "model/multi_server_queue.h"
#include "model/skew.h"

namespace uslkit {

double largest_cell_share(const SizingModel& model, double cells) {
  return std::max(1 / cells, model.load.top_share);
}

double effective_consumers(const SizingModel& model, const CellCounts& counts) {
  const double partitions = static_cast<double>(counts.partitions);
  const double consumers = static_cast<double>(counts.consumers);
  if (counts.consumers >= counts.partitions) {
    const double workers = std::floor(consumers / partitions);
    return partitions * std::min(workers, model.workers_per_partition);
  }
  return partitions / std::ceil(partitions / consumers);
}

double consumer_slowdown(const World& world, const CellCounts& counts) {
  return usl_denominator(world.consumer, static_cast<double>(counts.consumers));
}

double consumer_capacity(const SizingModel& model, const World& world, const CellCounts& counts) {
  return effective_consumers(model, counts) * world.consumer.gamma /
         consumer_slowdown(world, counts);
}

double effective_shards(const CellCounts& counts) {
  const double partitions = static_cast<double>(counts.partitions);
  const double shards = static_cast<double>(counts.database_shards);
  return shards > 0 ? partitions / std::ceil(partitions / shards) : 0;
}

double shard_capacity(const DatabaseModel& database, const World& world) {
  if (!database.by_connections) return world.database.gamma;
  const std::optional<UslPeak> peak = usl_peak(world.database);
  const double most = static_cast<double>(database.most_connections);
  const double best = peak ? static_cast<double>(peak->best_integer) : most;
  return usl_throughput(world.database, std::min(best, most));
}

double database_capacity(const SizingModel& model, const World& world, const CellCounts& counts) {
  if (!model.database || model.database->operations_per_event == 0) return kNoLimit;
  return effective_shards(counts) * shard_capacity(*model.database, world) /
         model.database->operations_per_event;
}

double broker_capacity(const SizingModel& model, const CellCounts& counts) {
  return aws_largest_ingress(model.log_traffic, model.broker, counts.brokers);
}

double largest_partition_share(const SizingModel& model, double cell_share, double partitions) {
  const LoadSummary& load = model.load;
  if (load.top_share == 0) return 1 / partitions;
  const double top = std::min(1.0, load.top_share / cell_share);
  const double of_its_tenant = top + (1 - top) / partitions;
  const double concentration = std::min(1.0, load.concentration / cell_share);
  const double by_hashing = concentrated_imbalance(concentration, partitions) / partitions;
  return std::min(1.0, std::max(of_its_tenant, by_hashing));
}

double largest_consumer_share(const SizingModel& model, double cell_share,
                              const CellCounts& counts) {
  const double partitions = static_cast<double>(counts.partitions);
  const double consumers = static_cast<double>(counts.consumers);
  const double deviation =
      std::sqrt(std::min(1.0, model.load.concentration / cell_share) / partitions);
  const double fullest = largest_partition_share(model, cell_share, partitions) + deviation;
  if (counts.consumers >= counts.partitions) {
    return fullest / std::min(std::floor(consumers / partitions), model.workers_per_partition);
  }
  return std::min(1.0, fullest + (std::ceil(partitions / consumers) - 1) / partitions);
}

double ack_p99(const SizingModel& model, const World& world, const CellCounts& counts,
               double rate) {
  const double service = world.validation;
  if (service == 0) return model.ingress_delay;
  const MMcQueue node{.arrival_rate = rate / static_cast<double>(counts.ingress_nodes),
                      .service_time = service,
                      .servers = static_cast<std::int64_t>(model.ingress_servers)};
  constexpr double kConstantService = 0.5;  // (1 + 0) / 2
  return kConstantService * node.wait_quantile(0.99) + service + model.ingress_delay;
}

namespace {

// The share of the load that a cell with this rate at the peak has.
double cell_share_at(const SizingModel& model, const World& world, double rate) {
  const double whole = world.load_factor * model.load.peak_rate;
  return whole > 0 ? std::min(1.0, rate / whole) : 1;
}

}  // namespace

std::optional<BatchTurns> consumer_turns(const SizingModel& model, const World& world,
                                         const CellCounts& counts, double rate) {
  const double slowdown = consumer_slowdown(world, counts);
  // What is left of 1 / c for each event when a full batch has paid its overhead.
  const double full_batch = model.batch_size / world.consumer.gamma;
  const double per_event = (full_batch - world.batch_overhead) / model.batch_size;
  const BatchTurns turns{
      .arrival_rate =
          rate * largest_consumer_share(model, cell_share_at(model, world, rate), counts),
      .batch_overhead = slowdown * world.batch_overhead,
      .time_per_event = slowdown * per_event,
      .partitions = std::max(1.0, std::ceil(static_cast<double>(counts.partitions) /
                                            static_cast<double>(counts.consumers)))};
  if (turns.arrival_rate * slowdown >= world.consumer.gamma) return std::nullopt;
  if (turns.arrival_rate * turns.time_per_event >= 1) return std::nullopt;
  return turns;
}

double delay_before_batch(const SizingModel& model, const World& world) {
  return world.validation + model.ingress_delay + model.pull;
}

double database_time(const SizingModel& model, const World& world, const CellCounts& counts,
                     const BatchTurns& turns, double rate) {
  const double capacity = database_capacity(model, world, counts);
  if (capacity == kNoLimit) return 0;
  if (rate >= capacity) return kNoLimit;
  const double consumers = static_cast<double>(counts.consumers);
  const double by_others = rate / capacity * (consumers - 1) / consumers;
  const double events = std::max(1.0, turns.arrival_rate * turns.cycle() / turns.partitions);
  return events / capacity * (1 + by_others / (2 * (1 - by_others)));
}

double end_to_end_p99(const SizingModel& model, const World& world, const CellCounts& counts,
                      double rate) {
  const std::optional<BatchTurns> turns = consumer_turns(model, world, counts, rate);
  if (!turns) return kNoLimit;
  const double other_delay =
      delay_before_batch(model, world) + database_time(model, world, counts, *turns, rate);
  return other_delay == kNoLimit
             ? kNoLimit
             : batch_turns_quantile(*turns, {.probability = 0.99, .other_delay = other_delay});
}

bool end_to_end_p99_within(const SizingModel& model, const World& world, const CellCounts& counts,
                           double rate, double promised) {
  if (promised == kNoLimit) return true;
  const std::optional<BatchTurns> turns = consumer_turns(model, world, counts, rate);
  if (!turns) return false;
  const double left = promised - delay_before_batch(model, world) -
                      database_time(model, world, counts, *turns, rate);
  return batch_turns_p99_within(*turns, left);
}

}  // namespace uslkit
