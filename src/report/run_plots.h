// The plots of a run: each turns a RunResult into a Plot whose title states the finding.
#pragma once

#include <string>
#include <vector>

#include "report/plot.h"
#include "scenario/run_result.h"

namespace uslkit {

// Load, work-lag, shed and consumers below each other over one time axis, with a dashed line for
// everything that happened. Throws InputError for a run without a series.
[[nodiscard]] Plot timeline_plot(const RunResult& result);

// The plot kinds of a run by name: "timeline".
[[nodiscard]] const std::vector<std::string>& run_plot_kinds();

}  // namespace uslkit
