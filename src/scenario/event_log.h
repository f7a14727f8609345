// EventLog: the partitioned log between ingress and consumers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "scenario/service_law.h"
#include "scenario/traffic.h"

namespace uslkit {

// Presets from the ACM paper's Table 2: they set the limits that the paper states for one log.
enum class LogProfile : std::uint8_t { custom, kafka, pulsar, redis_streams, rabbitmq };

enum class PartitionerKind : std::uint8_t { hash, range, directory, ring, geography };

struct DirectoryEntry {
  std::int64_t tenant = 0;
  std::int64_t partition = 0;
};

struct PartitionerSpec {
  PartitionerKind by = PartitionerKind::hash;
  std::int64_t virtual_nodes = 100;         // of a ring
  std::vector<DirectoryEntry> directory{};  // tenants placed by hand; the others by hash
  std::int64_t regions = 1;                 // of a geography: tenant mod regions, then hash within
};

enum class LogFull : std::uint8_t { block, drop, fail };

// A new number of partitions without a stop, in the papers' five phases: scale the ingress, dual
// write, backfill, switch consumers, clean up.
struct ReshardingSpec {
  std::string note{};
  Duration at{0};
  std::int64_t partitions = 0;  // after it
  Duration provision = std::chrono::seconds(10);
  Duration dual_write = std::chrono::seconds(30);       // until forking is known to be right
  Bytes backfill{0};                                    // history to copy
  double backfill_bandwidth_share = 0.3;                // of the log's bandwidth
  Duration backfill_length = std::chrono::seconds(30);  // where the log has no bandwidth limit
  Duration switch_pause = std::chrono::seconds(1);      // of the consumers, while offsets map
};

struct LogSpec {
  std::string note{};
  LogProfile profile = LogProfile::custom;
  std::int64_t partitions = 1;  // per cell
  PartitionerSpec partitioner{};
  std::int64_t brokers = 3;  // per cell
  std::int64_t replication = 1;
  Durability acks = Durability::all;
  std::int64_t min_in_sync = 1;
  ServiceLaw replication_latency = ConstantLaw{};  // leader to one follower and back
  std::optional<Bandwidth> bandwidth{};            // of one broker's disk or network, writing
  std::optional<Rate> throughput_limit{};          // appends of one cell's log
  std::optional<std::int64_t> capacity{};          // unread events per partition
  LogFull on_full = LogFull::fail;
  std::optional<Duration> retention{};                 // unread events older than it are lost
  Duration leader_election = std::chrono::seconds(3);  // a lost broker's partitions stand still
  std::optional<ReshardingSpec> resharding{};
};

}  // namespace uslkit
