#include "model/erlang.h"

#include <cmath>

#include "base/check.h"

namespace uslkit {

namespace {

constexpr double kLargestOfferedLoad = 1e8;

double next_erlang_b(double previous, double servers, double offered_load) {
  const double busy = offered_load * previous;
  return busy / (servers + busy);
}

// P(wait) from P(block) for the same number of servers, more than the offered load.
double wait_from_blocking(double blocking, double servers, double offered_load) {
  const double utilisation = offered_load / servers;
  return blocking / (1.0 - utilisation * (1.0 - blocking));
}

void check_search(double offered_load, double limit) {
  USLKIT_CHECK(offered_load >= 0.0);
  USLKIT_CHECK(offered_load < kLargestOfferedLoad);
  USLKIT_CHECK(limit > 0.0);
  USLKIT_CHECK(limit <= 1.0);
}

// The limit on the recursion: both probabilities fall faster than geometrically with ratio 1/2 once
// c >= 2a, so 1100 steps beyond that underflow any positive double.
std::int64_t last_candidate(double offered_load) {
  return static_cast<std::int64_t>(2.0 * offered_load) + 1200;
}

}  // namespace

double erlang_b(std::int64_t servers, double offered_load) {
  USLKIT_CHECK(servers >= 0);
  USLKIT_CHECK(offered_load >= 0.0);
  USLKIT_CHECK(std::isfinite(offered_load));
  double blocking = 1.0;
  for (std::int64_t c = 1; c <= servers; ++c) {
    blocking = next_erlang_b(blocking, static_cast<double>(c), offered_load);
  }
  return blocking;
}

double erlang_c(std::int64_t servers, double offered_load) {
  USLKIT_CHECK(servers >= 1);
  const double c = static_cast<double>(servers);
  if (offered_load >= c) return 1.0;
  return wait_from_blocking(erlang_b(servers, offered_load), c, offered_load);
}

std::int64_t fewest_servers_for_blocking(double offered_load, double limit) {
  check_search(offered_load, limit);
  double blocking = 1.0;
  const std::int64_t last = last_candidate(offered_load);
  for (std::int64_t servers = 0; servers <= last; ++servers) {
    if (servers > 0) {
      blocking = next_erlang_b(blocking, static_cast<double>(servers), offered_load);
    }
    if (blocking <= limit) return servers;
  }
  const bool found_in_range = false;
  USLKIT_CHECK(found_in_range);
  return last;
}

std::int64_t fewest_servers_for_wait(double offered_load, double limit) {
  check_search(offered_load, limit);
  double blocking = 1.0;
  const std::int64_t last = last_candidate(offered_load);
  for (std::int64_t servers = 1; servers <= last; ++servers) {
    const double c = static_cast<double>(servers);
    blocking = next_erlang_b(blocking, c, offered_load);
    // A queue that grows without bound is no answer even where every wait is allowed (limit 1).
    const bool is_stable = offered_load < c;
    if (is_stable && wait_from_blocking(blocking, c, offered_load) <= limit) return servers;
  }
  const bool found_in_range = false;
  USLKIT_CHECK(found_in_range);
  return last;
}

}  // namespace uslkit
