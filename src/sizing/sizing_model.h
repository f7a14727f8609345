// SizingModel: a request as plain numbers in SI units, so that a hundred thousand worlds can be
// planned without touching text, and World: one possible truth of what the request leaves open.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/stop_request.h"
#include "model/broker_rules.h"
#include "model/usl.h"
#include "sizing/load_summary.h"
#include "sizing/sizing_request.h"

namespace uslkit {

inline constexpr double kNoLimit = std::numeric_limits<double>::infinity();
inline constexpr std::int64_t kNoCountLimit = std::numeric_limits<std::int64_t>::max();
inline constexpr double kHoursPerMonth = 730;
inline constexpr double kSecondsPerYear = 365.25 * 86400;

// What can turn out differently. Everything else of a plan is a decision or a stated limit.
struct World {
  double load_factor = 1;
  UslParameters consumer{};   // events per second of N consumers with full batches
  double batch_overhead = 0;  // t0, seconds
  UslParameters database{};   // operations per second; of N connections, or of a shard at N = 1
  double validation = 0;      // seconds of one server of the ingress
};

struct DatabaseModel {
  bool by_connections = false;  // `World::database` is a curve over connections
  double operations_per_event = 1;
  double hold_time = 0;  // seconds
  double wait_probability = 0.1;
  std::int64_t most_connections = 1;
};

struct UnitPrices {  // per month
  double ingress_node = 1;
  double broker = 1;
  double consumer = 1;
  double database_shard = 1;
  double storage_byte = 0;
  double cell = 0;
};

struct SizingModel {
  StopRequest stop = nullptr;  // who may ask for an end, while many worlds are looked at
  LoadSummary load{};          // at a load factor of 1
  World likely{};
  World planned{};  // what the counts are for: the likely world, with more load for confidence

  double utilization = 0.65;  // (z-1)/z considered
  bool absorbs_one_loss = true;
  double partition_factor = 2;
  std::int64_t domains = 3;

  double ingress_servers = 1;
  double ingress_delay = 0;  // append and replication, seconds
  double ingress_network = kNoLimit;

  LogTraffic log_traffic{};  // of a load factor of 1, all cells, compressed
  BrokerLimits broker{};
  double broker_storage = kNoLimit;
  std::int64_t partitions_per_broker = 1000;
  std::int64_t most_partitions = 100'000;
  double partition_write_rate = kNoLimit;
  double stored_bytes = 0;  // at a load factor of 1: retention, replication, compression, fill

  double workers_per_partition = 1;
  double batch_size = 1000;
  double pull = 0;
  double rebalance_pause = 0;
  double start_delay = 0;
  double scale_trigger = 0;

  std::optional<DatabaseModel> database{};

  // Promises in seconds; infinite where there are none.
  double ack_p99 = kNoLimit;
  double end_to_end_p99 = kNoLimit;
  double max_lag = kNoLimit;
  double recovery = kNoLimit;
  double availability = 0;
  double confidence = 0;  // 0: plan for the likely world
  // Lowest capacities, in events per second at a load factor of 1, with which the surge's work-lag
  // and recovery keep their promises; 0 where nothing is promised. They scale with the load.
  double lag_capacity = 0;
  double recovery_capacity = 0;

  std::int64_t most_cells = 1000;
  std::int64_t fewest_cells = 1;  // by blast radius and availability
  CellPreference prefer = CellPreference::cheapest;
  std::int64_t largest_consumers = kNoCountLimit;
  std::int64_t largest_brokers = kNoCountLimit;
  std::int64_t largest_shards = kNoCountLimit;
  std::int64_t largest_ingress = kNoCountLimit;
  double incident_share_of_year = 0;  // incidents per year x detection / year: of one cell

  bool has_prices = false;
  UnitPrices prices{};
  double penalty_per_minute = 0;
  double exposed_minutes = 0;  // per month

  [[nodiscard]] bool promises_lag() const { return max_lag < kNoLimit || recovery < kNoLimit; }
  [[nodiscard]] double surge_capacity() const { return std::max(lag_capacity, recovery_capacity); }
  [[nodiscard]] bool promises_end_to_end() const { return end_to_end_p99 < kNoLimit; }
  // Whether the peak itself must be served, with headroom, rather than absorbed by the log.
  [[nodiscard]] bool serves_peak() const { return promises_end_to_end() || !promises_lag(); }
};

// The request must have passed its rules.
[[nodiscard]] SizingModel make_sizing_model(const SizingRequest& request);

// Largest work-lag and time from reaching the peak to recovery of the surge, when `capacity` events
// per second serve a load of factor 1. Infinite where it never recovers.
struct SurgeLag {
  double max_lag = 0;
  double recovery = 0;
  double backlog = 0;
};
[[nodiscard]] SurgeLag surge_lag(const LoadSummary& load, double capacity);

}  // namespace uslkit
