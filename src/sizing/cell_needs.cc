#include "sizing/cell_needs.h"

#include <algorithm>
#include <cmath>

#include "model/database_sizing.h"
#include "sizing/cell_performance.h"

namespace uslkit {
namespace {

constexpr double kMostPartitions = 1e9;

ProcessingNeeds processing_needs(const SizingModel& model, const World& world, double share) {
  const double factor = world.load_factor * share;
  const double mean = factor * model.load.mean_rate;
  ProcessingNeeds needs{.sustained = mean / model.utilization,
                        .surge = factor * model.surge_capacity()};
  needs.carried = mean;
  if (model.serves_peak()) {
    needs.carried = factor * model.load.peak_rate;
    needs.peak = needs.carried / model.utilization;
  }
  if (model.rebalance_pause > 0 && model.recovery < kNoLimit) {
    needs.catch_up = mean * (1 + model.rebalance_pause / model.recovery);
  }
  return needs;
}

IngressNeeds ingress_needs(const SizingModel& model, const World& world, const CellNeeds& cell) {
  const double bytes = cell.cell_share * world.load_factor * model.load.peak_bytes_per_s;
  return {.work = cell.rate * world.validation / (model.ingress_servers * model.utilization),
          .network = bytes / (model.ingress_network * model.utilization),
          .domains = static_cast<double>(model.domains)};
}

BrokerNeeds broker_needs(const SizingModel& model, const World& world, const CellNeeds& cell) {
  const double share = cell.cell_share * world.load_factor;
  const double of_one = model.utilization * aws_largest_ingress(model.log_traffic, model.broker, 1);
  const double domains = static_cast<double>(model.domains);
  const double copies = static_cast<double>(model.log_traffic.replication);
  return {.throughput = share * model.log_traffic.ingress / of_one,
          .storage = share * model.stored_bytes / model.broker_storage,
          .domains = std::ceil(copies / domains) * domains};
}

double consumers_needed(const UslParameters& usl, double rate) {
  if (rate <= 0) return 1;
  const ConcurrencyRoots roots = usl_concurrency_at_throughput(usl, rate);
  return roots.before_peak ? std::max(1.0, *roots.before_peak)
                           : (usl_throughput(usl, 1) >= rate ? 1.0 : kNoLimit);
}

PartitionNeeds partition_needs(const SizingModel& model, const World& world,
                               const CellNeeds& cell) {
  const double target = model.partition_factor * cell.rate;
  return {.producer = target / model.partition_write_rate,
          .consumer = target / (world.consumer.gamma * model.workers_per_partition),
          .hot = partitions_for_hot_key(model, world, cell)};
}

ShardNeeds shard_needs(const SizingModel& model, const World& world, double processing) {
  if (!model.database) return {};
  const DatabaseModel& database = *model.database;
  const double operations = processing * database.operations_per_event;
  ShardNeeds needs{.operations = operations / shard_capacity(database, world)};
  if (!database.by_connections) {
    needs.connections =
        operations * database.hold_time / static_cast<double>(database.most_connections);
  }
  return needs;
}

}  // namespace

double ProcessingNeeds::most() const { return std::max({sustained, peak, surge, catch_up}); }
double IngressNeeds::most() const { return std::max({work, network, domains}); }
double BrokerNeeds::most() const { return std::max({throughput, storage, domains}); }
double PartitionNeeds::most() const { return std::max({producer, consumer, hot}); }
double ShardNeeds::most() const { return std::max(operations, connections); }

double partitions_for_hot_key(const SizingModel& model, const World& world, const CellNeeds& cell) {
  if (model.load.top_share == 0 || cell.rate == 0) return 0;
  const double room = world.consumer.gamma * model.workers_per_partition / cell.rate;
  const auto fits = [&](double partitions) {
    return largest_partition_share(model, cell.cell_share, partitions) <= room;
  };
  // The largest tenant alone: what no number of partitions makes smaller.
  if (std::min(1.0, model.load.top_share / cell.cell_share) > room) return kNoLimit;
  double high = 1;
  while (!fits(high)) {
    high *= 2;
    if (high > kMostPartitions) return kNoLimit;
  }
  double low = high / 2;
  constexpr int kSteps = 30;
  for (int step = 0; high > 1 && step < kSteps; ++step) {
    const double middle = (low + high) / 2;
    (fits(middle) ? high : low) = middle;
  }
  return high;
}

double pool_needed(const DatabaseModel& database, const World& world, double operations_per_s) {
  if (database.by_connections) return consumers_needed(world.database, operations_per_s);
  return static_cast<double>(connections_needed({.request_rate = operations_per_s,
                                                 .hold_time = database.hold_time,
                                                 .wait_probability = database.wait_probability}));
}

CellNeeds cell_needs(const SizingModel& model, const World& world, double cells) {
  CellNeeds needs;
  needs.cell_share = largest_cell_share(model, cells);
  needs.rate = needs.cell_share * world.load_factor * model.load.peak_rate;
  needs.processing = processing_needs(model, world, needs.cell_share);
  needs.ingress = ingress_needs(model, world, needs);
  needs.brokers = broker_needs(model, world, needs);
  needs.consumers = consumers_needed(world.consumer, needs.processing.most());
  needs.partitions = partition_needs(model, world, needs);
  needs.shards = shard_needs(model, world, needs.processing.most());
  return needs;
}

}  // namespace uslkit
