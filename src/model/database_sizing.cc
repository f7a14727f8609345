#include "model/database_sizing.h"

#include "base/check.h"
#include "model/erlang.h"
#include "model/littles_law.h"

namespace uslkit {

double mean_connections_in_use(const ConnectionQuestion& question) {
  return concurrency_from(question.request_rate, question.hold_time);
}

std::int64_t connections_needed(const ConnectionQuestion& question) {
  return fewest_servers_for_wait(mean_connections_in_use(question), question.wait_probability);
}

std::int64_t hikari_starting_pool(std::int64_t cores, std::int64_t spindles) {
  USLKIT_CHECK(cores >= 1);
  USLKIT_CHECK(spindles >= 0);
  return 2 * cores + spindles;
}

double database_operations(const DatabaseLoad& load) {
  USLKIT_CHECK(load.event_rate >= 0.0);
  USLKIT_CHECK(load.writes_per_event >= 0.0);
  USLKIT_CHECK(load.lookups_per_event >= 0.0);
  return load.event_rate * (load.writes_per_event + load.lookups_per_event);
}

double database_commits(const DatabaseLoad& load) {
  USLKIT_CHECK(load.event_rate >= 0.0);
  USLKIT_CHECK(load.events_per_commit >= 1.0);
  return load.event_rate / load.events_per_commit;
}

}  // namespace uslkit
