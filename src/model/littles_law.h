// Little's law, the one identity that ties concurrency, throughput and latency together.
#pragma once

#include <limits>

#include "base/check.h"

namespace uslkit {

// Source: Little (1961), "A Proof for the Queuing Formula L = lambda W": N = X R, where N is the
// mean number inside, X the rate of completions and R the mean time inside. Holds for every stable
// system and every boundary drawn around it, whatever the distributions, for long-run means (and
// exactly on a window that starts and ends empty). Units: any, as long as X and R share their time.

// N = X R.
[[nodiscard]] inline double concurrency_from(double throughput, double latency) {
  USLKIT_CHECK(throughput >= 0.0);
  USLKIT_CHECK(latency >= 0.0);
  return throughput == 0.0 ? 0.0 : throughput * latency;
}

// X = N / R; +infinity when something is inside for no time at all, 0 when nothing is inside.
[[nodiscard]] inline double throughput_from(double concurrency, double latency) {
  USLKIT_CHECK(concurrency >= 0.0);
  USLKIT_CHECK(latency >= 0.0);
  return concurrency == 0.0 ? 0.0 : concurrency / latency;
}

// R = N / X; +infinity when something is inside and nothing completes, 0 when nothing is inside.
[[nodiscard]] inline double latency_from(double concurrency, double throughput) {
  USLKIT_CHECK(concurrency >= 0.0);
  USLKIT_CHECK(throughput >= 0.0);
  return concurrency == 0.0 ? 0.0 : concurrency / throughput;
}

// The interactive response-time law, N = X (R + Z): the same identity drawn around the users too,
// who think for a mean time Z between an answer and their next request. Source: Denning and Buzen
// (1978), "The Operational Analysis of Queueing Network Models". Z = 0 gives Little's law.
struct ClosedLoop {
  double throughput = 0.0;  // X, requests per time, >= 0
  double latency = 0.0;     // R, mean time of one request, >= 0
  double think_time = 0.0;  // Z, mean time between requests of one user, >= 0
};

// N = X (R + Z): how many users the loop holds.
[[nodiscard]] inline double users_from(const ClosedLoop& loop) {
  USLKIT_CHECK(loop.latency >= 0.0);
  USLKIT_CHECK(loop.think_time >= 0.0);
  return concurrency_from(loop.throughput, loop.latency + loop.think_time);
}

struct UsersAtThroughput {
  double users = 1.0;       // N, >= 0
  double throughput = 0.0;  // X, requests per time, >= 0
  double think_time = 0.0;  // Z, >= 0
};

// R = N / X - Z. A negative result is not clamped: it says that the three measured numbers
// contradict one another (typically X counts requests that N does not).
[[nodiscard]] inline double interactive_latency_from(const UsersAtThroughput& loop) {
  USLKIT_CHECK(loop.think_time >= 0.0);
  if (loop.throughput == 0.0 && loop.users > 0.0) return std::numeric_limits<double>::infinity();
  return latency_from(loop.users, loop.throughput) - loop.think_time;
}

}  // namespace uslkit
