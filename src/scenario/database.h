// Database: where the consumers write, shared by all of a cell's partitions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/units.h"
#include "scenario/service_law.h"

namespace uslkit {

enum class WriteMode : std::uint8_t { per_event, per_batch };

struct UslLoad {  // service time x (1 + alpha (n-1) + beta n (n-1)) with n operations at work
  double alpha = 0;
  double beta = 0;
};

enum class StampedeProtection : std::uint8_t { none, lock, early_expiration };

struct CacheSpec {  // in front of the reads of a synchronous system
  std::string note{};
  std::int64_t keys = 1000;
  double exponent = 1;  // Zipf popularity of the keys
  Duration ttl = std::chrono::seconds(60);
  StampedeProtection protection = StampedeProtection::none;
  double early_beta = 1;  // of the early expiration (Vattani et al., 2015)
  Duration hit = std::chrono::microseconds(500);
  bool warm = true;  // every key is fresh at the start, with expiries spread over one ttl
};

struct DatabaseSpec {
  std::string note{};
  WriteMode mode = WriteMode::per_batch;
  std::int64_t shards = 1;   // per cell; partition p writes to shard p mod shards
  std::int64_t servers = 1;  // operations of one shard at work at once (its connections or cores)
  ServiceLaw service = ConstantLaw{};  // one event's operation (per_event)
  BatchLaw batch{};                    // one batch's operation (per_batch)
  std::optional<Rate> write_limit{};   // events per second of one cell's database (IOPS)
  bool consumer_waits = true;          // commit after the write; false: hand over and go on
  std::optional<UslLoad> load{};
  std::int64_t replicas = 0;  // read replicas
  Duration replica_lag{0};
  double stale_tolerant_share = 1;  // of the reads that may go to a replica
  std::optional<CacheSpec> cache{};
};

}  // namespace uslkit
