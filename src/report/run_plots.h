// The plots of a run: each turns a RunResult into a Plot whose title states the finding, and the
// same as a chart for terminals.
//
// All of them throw InputError for a run that has nothing of the kind: no series, no partitions.
#pragma once

#include <string>
#include <vector>

#include "report/plot.h"
#include "report/terminal_chart.h"
#include "scenario/run_result.h"

namespace uslkit {

// Load, work-lag, shed and consumers below each other over one time axis, with a dashed line for
// everything that happened.
[[nodiscard]] Plot timeline_plot(const RunResult& result);

// The three lags over one time axis: work-lag, age-lag, drain time.
[[nodiscard]] Plot lag_plot(const RunResult& result);

// Percentiles of ack and end to end over time, and both distributions up to their last percentile.
[[nodiscard]] Plot latency_run_plot(const RunResult& result);

// Attempts turned away: by class over time, by reason in all.
[[nodiscard]] Plot shed_run_plot(const RunResult& result);

// A bar for every partition, with the fair share.
[[nodiscard]] Plot partitions_plot(const RunResult& result);

// The backlog of every partition over time.
[[nodiscard]] Plot heatmap_plot(const RunResult& result);

// The plot kinds of a run by name: "timeline", "lag", "latency", "shed", "partitions", "heatmap".
[[nodiscard]] const std::vector<std::string>& run_plot_kinds();

// Throws InputError for a kind that does not exist, naming the nearest one that does.
[[nodiscard]] Plot run_plot_of_kind(const RunResult& result, const std::string& kind);

// The same for a terminal: the finding, the chart, and its numbers where a chart cannot say them.
[[nodiscard]] std::string run_chart_of_kind(const RunResult& result, const std::string& kind,
                                            const ChartOptions& options);

}  // namespace uslkit
