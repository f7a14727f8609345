// What consumers ask of a database: connections, operations and commits.
#pragma once

#include <cstdint>

namespace uslkit {

struct ConnectionQuestion {
  double request_rate = 0.0;      // lambda >= 0, per time: requests that need a connection
  double hold_time = 0.0;         // >= 0: mean time a request holds it
  double wait_probability = 0.1;  // in (0, 1]: share of requests that may find none free
};

// lambda x hold: the mean number of connections in use, by Little's law. No law of arrivals
// assumed.
[[nodiscard]] double mean_connections_in_use(const ConnectionQuestion& question);

// Fewest connections with P(wait for one) <= limit by Erlang C: Poisson requests, exponential
// holding times, and a database that is no slower for more connections (it usually is: fit its
// USL).
[[nodiscard]] std::int64_t connections_needed(const ConnectionQuestion& question);

// The starting point of HikariCP's wiki ("About Pool Sizing", after PostgreSQL's):
// connections = 2 x cores + effective spindles. A rule of thumb, to be measured.
[[nodiscard]] std::int64_t hikari_starting_pool(std::int64_t cores, std::int64_t spindles);

struct DatabaseLoad {
  double event_rate = 0.0;         // lambda >= 0, events per second
  double writes_per_event = 1.0;   // >= 0
  double lookups_per_event = 1.0;  // >= 0: reads for deduplication
  double events_per_commit = 1.0;  // b >= 1: batched commits
};
// lambda x (writes + look-ups): statements per second.
[[nodiscard]] double database_operations(const DatabaseLoad& load);
// lambda / b: commits (and log flushes) per second.
[[nodiscard]] double database_commits(const DatabaseLoad& load);

}  // namespace uslkit
