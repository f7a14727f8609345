// Independent replications of a shock absorber held against an exact value.
//
// z = (mean of the replications - truth) / standard error; a check fails above 4.5, about once in
// 150 000 checks by chance, and the seeds are fixed. Size: full in an optimised build, a fortieth
// where the compiler does not optimise or a sanitizer watches.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "scenario/scenario.h"
#include "sim/engines.h"

namespace uslkit {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
inline constexpr bool kFullSize = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer) || __has_feature(undefined_behavior_sanitizer)
inline constexpr bool kFullSize = false;
#else
inline constexpr bool kFullSize = true;
#endif
#else
inline constexpr bool kFullSize = true;
#endif

inline constexpr int kReplications = 20;
inline constexpr double kMostStandardErrors = 4.5;

// One class of Poisson requests, nothing behind it yet.
inline Scenario poisson_traffic(double per_second, std::uint64_t seed) {
  Scenario scenario;
  scenario.seed = seed;
  TrafficClass requests;
  requests.rate.shape = ConstantRate{Rate{per_second}};
  scenario.traffic.classes = {requests};
  return scenario;
}

// All replications together have `requests` of them in a full-sized run, after the warm-up.
inline std::vector<RunTally> replications_of(Scenario scenario, double requests, Duration warm_up) {
  const ConstantRate& rate = std::get<ConstantRate>(scenario.traffic.classes.front().rate.shape);
  const double scaled = (kFullSize ? requests : requests / 40) / kReplications;
  scenario.warm_up = warm_up;
  scenario.duration =
      warm_up + Duration(static_cast<std::int64_t>(scaled / rate.rate.per_second * 1e9));
  scenario.series_interval = scenario.duration / 4;
  scenario.control_interval = scenario.duration / 4;
  std::vector<RunTally> tallies;
  for (int i = 0; i < kReplications; ++i) {
    tallies.push_back(run_shock_absorber(scenario, {.replication = i}));
  }
  return tallies;
}

// One number of each replication.
using Measure = std::function<double(const RunTally&)>;

inline double standard_errors_from(const std::vector<RunTally>& tallies, const Measure& measure,
                                   double truth) {
  std::vector<double> found;
  for (const RunTally& tally : tallies) found.push_back(measure(tally));
  const double count = static_cast<double>(found.size());
  const double mean = std::accumulate(found.begin(), found.end(), 0.0) / count;
  double squares = 0;
  for (const double value : found) squares += (value - mean) * (value - mean);
  return (mean - truth) / std::sqrt(squares / (count - 1) / count);
}

inline void agrees(const std::string& what, const std::vector<RunTally>& tallies,
                   const Measure& measure, double truth) {
  const double z = standard_errors_from(tallies, measure, truth);
  CHECK_MESSAGE(std::abs(z) <= kMostStandardErrors, what, ": z = ", z, ", truth ", truth);
}

// ---- What is measured. Times in milliseconds. ----

inline const Histogram& latencies_of(const RunTally& tally) { return tally.classes.front().ack; }
inline double ack_mean_ms(const RunTally& tally) { return latencies_of(tally).mean_ns() * 1e-6; }
inline double applied_mean_ms(const RunTally& tally) {
  return tally.classes.front().end_to_end.mean_ns() * 1e-6;
}
inline Measure ack_above(double ms) {
  return [ms](const RunTally& tally) {
    return latencies_of(tally).fraction_above(Duration(static_cast<std::int64_t>(ms * 1e6)));
  };
}
inline Measure applied_above(double ms) {
  return [ms](const RunTally& tally) {
    return tally.classes.front().end_to_end.fraction_above(
        Duration(static_cast<std::int64_t>(ms * 1e6)));
  };
}
inline const StationTally& station_of(const RunTally& tally, const std::string& name) {
  for (const StationTally& station : tally.stations) {
    if (station.name == name) return station;
  }
  FAIL("no station ", name);
  return tally.stations.front();
}
inline Measure number_in(const std::string& name) {
  return [name](const RunTally& tally) {
    return station_of(tally, name).number_integral_s / in_seconds(tally.measured);
  };
}
inline Measure wait_in(const std::string& name) {
  return [name](const RunTally& tally) {
    const StationTally& station = station_of(tally, name);
    return station.wait_sum_s * 1e3 / static_cast<double>(station.departures);
  };
}
inline Measure utilization_of(const std::string& name) {
  return [name](const RunTally& tally) {
    const StationTally& station = station_of(tally, name);
    return station.busy_seconds / station.server_seconds;
  };
}
inline double blocked(const RunTally& tally) {
  const Counts& counts = tally.classes.front().counts;
  return static_cast<double>(counts.rejected[static_cast<std::size_t>(RejectReason::queue_full)]) /
         static_cast<double>(counts.arrived);
}
inline double mean_batch(const RunTally& tally) {
  double events = 0;
  double batches = 0;
  for (const PartitionTally& partition : tally.partitions) {
    events += static_cast<double>(partition.batch_events);
    batches += static_cast<double>(partition.measured_batches);
  }
  return events / batches;
}

}  // namespace uslkit
