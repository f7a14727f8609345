// assemble_result: from tallies to a RunResult: sums, intervals, verdicts, theory beside
// simulation.
#pragma once

#include <cstdint>
#include <vector>

#include "run/run_tally.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// What the tallies are of.
enum class RunKind : std::uint8_t {
  simulated,
  // A real run: its costs are not those that the scenario states, so no closed form stands beside
  // them, and the number inside a station is inferred from the times inside, not measured apart.
  measured,
};

// `tallies` in the order replication 0 cell 0, replication 0 cell 1, ... Counts, histograms and
// series of several replications are summed or averaged as the RunResult's comments say (counts and
// rates: mean of the replications would not be integers, so they are those of all replications
// together, rates per replication).
[[nodiscard]] RunResult assemble_result(const Scenario& scenario, std::vector<RunTally> tallies,
                                        RunKind kind = RunKind::simulated);

}  // namespace uslkit
