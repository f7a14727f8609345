// heat_chart: the heat map of a run in a terminal: a character to a cell, darker for more.
#pragma once

#include <string>

#include "report/terminal_chart.h"
#include "scenario/run_result.h"

namespace uslkit {

// Partitions as lines (several together where there are more than the options' height has), time
// from left to right, letters of what happened below, and what the shades mean. Lines end in '\n'
// and are never wider than the options' width. Throws InputError for a run without partitions.
[[nodiscard]] std::string heat_chart(const RunResult& result, const ChartOptions& options = {});

}  // namespace uslkit
