// objective_verdicts: each promise of a scenario's slo block, with what the run found.
#pragma once

#include <vector>

#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// In the order of scenario.slo. Reads the latencies, counts, lags and series of `result`. A promise
// about something that did not happen (a latency of requests that never came) is not met: found is
// NaN. A recovery that did not come is found after infinity.
[[nodiscard]] std::vector<ObjectiveVerdict> objective_verdicts(const Scenario& scenario,
                                                               const RunResult& result);

}  // namespace uslkit
