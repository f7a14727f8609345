// run_notes: what a reader of the numbers should know before believing them.
#pragma once

#include <string>
#include <vector>

#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// Sentences about assumptions and limits that this run touched. Reads latencies, lags and series.
[[nodiscard]] std::vector<std::string> run_notes(const Scenario& scenario, const RunResult& result);

}  // namespace uslkit
