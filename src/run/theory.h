// theory: closed forms beside the simulation, wherever one applies to the scenario, with the gap.
//
// Each row names formula, author and year, the assumption, and whether it holds here. A gap is not
// an error of either side: it says what the assumption costs, or, where it holds, how far chance
// and the run's length still carry.
#pragma once

#include <vector>

#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// Reads everything of `result` but its theory. Costs up to half a second for exact batch chains.
[[nodiscard]] std::vector<TheoryRow> theory_rows(const Scenario& scenario, const RunResult& result);

}  // namespace uslkit
