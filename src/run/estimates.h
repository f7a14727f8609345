// estimates: 95 % intervals of a run's numbers, from replications, cells or batch means.
//
// Source: Law (2015), "Simulation Modeling and Analysis", chapter 9: replications and batch means,
// Student's t over the values of the groups. For a quantile each group has its own histogram.
// Assumes groups that are independent and alike: replications are by construction; cells are where
// they have equal shares and nothing happens to one alone; batches of one run are where the run is
// stationary and a batch is long against the memory of its queues. The last is looked at: where
// neighbouring batches resemble each other there is no interval but a note.
#pragma once

#include <string>
#include <vector>

#include "run/merge_tallies.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

inline constexpr std::size_t kFewestCellsForIntervals = 10;
// Lag-1 correlation of batch means above which they are no longer taken for independent; of 20
// independent ones 0.5 % lie above it.
inline constexpr double kLargestBatchCorrelation = 0.5;

// Whether load and system stay the same from the first to the last moment: constant rates, no
// fault, no runbook, no autoscaler, no resharding, no crash.
[[nodiscard]] bool is_stationary(const Scenario& scenario);

// Whether the cells are copies of one another: equal shares, nothing that befalls one alone.
[[nodiscard]] bool cells_are_alike(const Scenario& scenario);

// Two-sided Student-t interval around `value` from the spread of the samples; without ends for
// fewer than two. The low end is not below `least`, nor the high one above `most`.
struct SampleBounds {
  double least = 0;
  double most = 1e300;
};
[[nodiscard]] RunEstimate t_interval(double value, const std::vector<double>& samples,
                                     const SampleBounds& bounds = {});

// Correlation of each value with its successor; 0 for fewer than three values or equal ones.
[[nodiscard]] double lag_one_correlation(const std::vector<double>& values);

struct IntervalEstimates {
  std::vector<NamedEstimate> estimates;
  std::vector<std::string> notes;  // why there is no interval, where there is none
};

// `per_replication` holds what only a whole replication has: its lags. Values are those of
// `result`, whose latencies, throughput, availability, lags, classes and stations are already set.
[[nodiscard]] IntervalEstimates interval_estimates(const Scenario& scenario,
                                                   const TallySet& tallies,
                                                   const std::vector<LagResult>& per_replication,
                                                   const RunResult& result);

// The estimate of that name; nullptr if there is none.
[[nodiscard]] const NamedEstimate* find_estimate(const RunResult& result, const std::string& name);

}  // namespace uslkit
