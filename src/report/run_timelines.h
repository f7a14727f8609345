// run_timelines: lags, latencies and what was shed of a run, each over time and ready to draw.
//
// Terminal charts and plots draw the same Timeline, so that they cannot disagree. A run without a
// series gives a Timeline without panels.
#pragma once

#include "report/timeline.h"
#include "scenario/run_result.h"

namespace uslkit {

// The three lags, never one: work-lag, age-lag, and drain time at the rates of the moment.
[[nodiscard]] Timeline lag_timeline(const RunResult& result);

// Seconds until a backlog is gone if it goes on falling as it did over the last hundredth of the
// run; row by row. No number where it does not fall, or not within the length of the run; 0 where
// no lag is worth the name.
[[nodiscard]] std::vector<double> drain_times(const SeriesResult& series);

// Percentiles of the answers of each interval, in seconds on a logarithmic axis: ack, and end to
// end where there is such a thing. No number where nobody was answered.
[[nodiscard]] Timeline latency_timeline(const RunResult& result);

// Attempts turned away a second: all of them as the line, stacked by class those of the few classes
// with the most, and the rest together.
[[nodiscard]] Timeline shed_timeline(const RunResult& result);

// Classes told apart in plots of what was shed, the greatest first: their places in
// RunResult::classes. What is not among them is "other classes".
inline constexpr std::size_t kMostShedClasses = 5;
[[nodiscard]] std::vector<std::size_t> classes_shed_most(const RunResult& result);

}  // namespace uslkit
