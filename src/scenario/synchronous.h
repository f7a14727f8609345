// Synchronous: the architecture that the shock absorber replaces: a request holds a connection
// until the database has answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/units.h"
#include "scenario/service_law.h"

namespace uslkit {

struct CrashSpec {  // too many requests in flight for too long take the process down
  std::int64_t in_flight_above = 0;
  Duration held_for = std::chrono::seconds(10);
  Duration detection = std::chrono::minutes(5);
  Duration restart = std::chrono::minutes(10);
  Duration cache_warm = std::chrono::minutes(30);  // service is slower by warm_factor
  double warm_factor = 2;
};

struct SynchronousSpec {
  std::string note{};
  // The server's throughput is gamma C(n) with n = requests in flight / in_flight_per_node, capped
  // at `nodes` from below the peak and running down the retrograde branch above it.
  std::int64_t nodes = 1;
  double alpha = 0;
  double beta = 0;
  Rate gamma{0};                                           // throughput of one node
  std::int64_t in_flight_per_node = 1;                     // requests that keep one node busy
  ServiceLaw work = ConstantLaw{std::chrono::seconds(1)};  // shape only: the mean is set by gamma
  std::int64_t pool = 1000;                                // connections: requests at work at once
  std::optional<std::int64_t> queue_limit{};               // waiting for a connection
  bool abandons_timed_out = false;  // does the server notice that its client has gone?
  double read_share_cached = 0;     // part of a read's work that a cache hit saves
  std::optional<CrashSpec> crash{};
};

}  // namespace uslkit
