// The timeline of a run in a terminal: load, lag, shed and consumers over one time axis.
#pragma once

#include <string>

#include "report/terminal_chart.h"
#include "report/timeline.h"
#include "scenario/run_result.h"

namespace uslkit {

// Panels below each other, a row of letters for faults, runbook and autoscaler under the time axis,
// and a legend. `height` is that of the first panel; the others have about half of it. Lines end in
// '\n' and are never wider than `width`. Empty for a run without a series.
[[nodiscard]] std::string timeline_chart(const RunResult& result, const ChartOptions& options = {});

// The same of any timeline; empty for one without a panel.
[[nodiscard]] std::string timeline_chart(const Timeline& timeline, const ChartOptions& options);

// The time axis alone, for a drawing of `columns` cells that begins after `margin` cells: the rule
// with its ticks, the letters of what happened, the numbers and their unit.
struct TimeAxisCells {
  std::size_t margin = 8;
  std::size_t columns = 70;
};
[[nodiscard]] std::string time_axis_text(const Timeline& timeline, const TimeAxisCells& cells,
                                         const ChartOptions& options);

}  // namespace uslkit
