// SizingRequest: what a planner asks: which load, which promises, what the parts can do.
//
// In JSON it looks like a scenario, and its `traffic` is the same section. Rates are those of the
// whole system; counts and limits are said where they belong (per node, per shard, per cell).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "scenario/traffic.h"
#include "sizing/uncertain.h"

namespace uslkit {

// The promises. What is not promised does not bind; what has no promise is still predicted.
struct SizingSlo {
  std::string note{};
  std::optional<Duration> ack_p99{};
  std::optional<Duration> end_to_end_p99{};  // also at the peak: no backlog may build up
  std::optional<Duration> max_lag{};         // work-lag in a surge: the log may absorb this much
  std::optional<Duration> recovery{};        // from reaching the peak to a work-lag below 1 s
  std::optional<double> availability{};      // of acks, over a year
  // Share of the drawn worlds in which all promises must hold: decides how much larger than for the
  // likely world the plan is built. Absent: for the likely world.
  std::optional<double> confidence{};
};

struct HeadroomSpec {
  std::string note{};
  double utilization = 0.65;  // planned share of a capacity, before the loss of a domain limits it
  double partition_factor = 2;  // F of the papers: partitions are hard to add, so plan with room
};

// Zones (or racks) over which every cell is spread; the others absorb the load of a lost one.
struct DomainsSpec {
  std::string note{};
  std::int64_t count = 3;
  bool absorb_one_loss = true;  // limits utilisation to (count - 1) / count
};

struct IngressCapacity {
  std::string note{};
  std::int64_t servers = 1;  // of one node: cores, or requests in work at once
  UncertainDuration validation{};
  Duration append{0};                  // from validated to written in the log
  Duration replication{0};             // from there to acknowledged by the replicas
  std::optional<Bandwidth> network{};  // of one node, in each direction
  std::optional<std::string> instance{};
};

struct BrokerCapacity {
  std::string note{};
  std::optional<Bandwidth> disk{};          // volume throughput of one broker
  std::optional<Bandwidth> disk_network{};  // between instance and volume
  std::optional<Bandwidth> network{};       // in each direction
  std::optional<Bytes> storage{};           // of one broker
  std::int64_t partitions = 1000;           // replicas that one broker may hold
  std::optional<std::string> instance{};
};

struct LogCapacity {
  std::string note{};
  std::optional<Rate> partition_write_rate{};  // p: what one partition accepts
  std::int64_t replication = 3;
  std::int64_t consumer_groups = 1;  // fan-out: each reads everything
  Duration retention = std::chrono::hours(24);
  double compression = 1;                  // original / compressed
  double fill = 0.6;                       // share of a disk that may be full
  std::int64_t most_partitions = 100'000;  // of one cell
  BrokerCapacity broker{};
};

struct ConsumerCapacity {
  std::string note{};
  WorkerCapacity capacity{};  // c: events per second of one consumer with full batches
  std::int64_t workers_per_partition = 1;
  std::int64_t batch_size = 1000;
  UncertainDuration batch_overhead{};  // t0: of a batch, whatever its size
  Duration pull{0};                    // from appended to visible
  Duration rebalance_pause{0};         // while partitions change hands nobody reads them
  Duration start_delay = std::chrono::minutes(4);     // of further consumers, from decision to work
  Duration scale_trigger = std::chrono::seconds(30);  // work-lag at which an autoscaler decides
  std::optional<std::string> instance{};
};

struct DatabaseCapacity {
  std::string note{};
  WorkerCapacity capacity{};  // operations per second of one shard; a fit's N are its connections
  double writes_per_event = 1;
  double lookups_per_event = 0;                       // of deduplication
  double events_per_operation = 1;                    // batched writes
  Duration hold_time = std::chrono::milliseconds(5);  // of a connection, per operation
  double wait_probability = 0.1;            // share of operations that may find no connection free
  std::int64_t most_connections = 100'000;  // of one shard
  std::optional<std::int64_t> cores{};      // of one shard, for HikariCP's starting point
  std::optional<std::string> instance{};
};

// The largest cell that is trusted: what was load-tested, or what a vendor supports.
struct LargestCell {
  std::optional<std::int64_t> consumers{};
  std::optional<std::int64_t> brokers{};
  std::optional<std::int64_t> database_shards{};
  std::optional<std::int64_t> ingress_nodes{};
};

enum class CellPreference : std::uint8_t { cheapest, fewest };

struct CellsRequest {
  std::string note{};
  CellPreference prefer = CellPreference::cheapest;
  std::int64_t most = 1000;
  std::optional<double> largest_blast_radius{};  // share of the load that one cell may take with it
  // Incidents that take one cell with them, wherever: a deployment, a corrupted database.
  double incidents_per_year = 1;
  Duration incident_detection = std::chrono::seconds(30);  // until the load goes elsewhere
  LargestCell largest{};
};

struct DeduplicationSpec {
  Duration window = std::chrono::hours(24);
  Bytes id_size{16};
  double bloom_false_positives = 0.01;
};

// Per hour of a machine; storage per gigabyte (1e9 bytes) and month. All of them or none.
struct PricesSpec {
  std::string note{};
  std::string currency = "USD";
  std::optional<double> ingress_node{};
  std::optional<double> broker{};
  std::optional<double> consumer{};
  std::optional<double> database_shard{};
  std::optional<double> storage_gb_month{};
  double cell = 0;  // what a cell costs beside its machines: operations, licences
  std::optional<double> penalty_per_minute{};  // of a broken promise
  double exposed_minutes = 0;  // per month in which load is at its peak; 0: what the profile says
};

struct GrowthSpec {
  std::string note{};
  double per_month = 0;                    // 0.06 is 6 % a month, compounded
  double uncertainty = 0;                  // standard deviation of `per_month`
  std::optional<Rate> linear_per_month{};  // instead: so much more of peak load every month
  std::optional<std::string> history{};    // CSV with month (YYYY-MM) and rate_per_s: fitted
};

// What runs today, all cells together.
struct CurrentDeployment {
  std::optional<std::int64_t> cells{};
  std::optional<std::int64_t> ingress_nodes{};
  std::optional<std::int64_t> brokers{};
  std::optional<std::int64_t> partitions{};
  std::optional<std::int64_t> consumers{};
  std::optional<std::int64_t> database_shards{};
};

struct SizingRequest {
  std::int64_t schema = 1;
  std::string name{};
  std::string note{};
  std::vector<std::string> expect{};  // assertions over the plan that the note promises
  std::uint64_t seed = 1;
  std::optional<std::string> as_of{};  // month (YYYY-MM) of the load below, for forecasts
  TrafficSpec traffic{};
  Duration profile_length = std::chrono::hours(24);  // over which the traffic is looked at
  UncertainFactor load_factor{};                     // of all rates together
  std::optional<Rate> mean_rate{};                   // for storage; absent: the profile's own
  SizingSlo slo{};
  HeadroomSpec headroom{};
  DomainsSpec domains{};
  CellsRequest cells{};
  IngressCapacity ingress{};
  LogCapacity log{};
  ConsumerCapacity consumers{};
  std::optional<DatabaseCapacity> database{};
  std::optional<DeduplicationSpec> deduplication{};
  std::optional<std::string> catalogue{};  // instance types and prices, relative to this file
  std::optional<PricesSpec> prices{};
  std::optional<GrowthSpec> growth{};
  std::optional<CurrentDeployment> current{};
};

}  // namespace uslkit
