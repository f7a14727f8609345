// simulate_answer: what `simulate`, and `merge` of a simulation's shards, do with the result: judge
// it, print it, keep it.
#pragma once

#include <optional>
#include <vector>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/run_output.h"
#include "cli/spread_jobs.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

struct SimulateAnswer {
  RunResult result;
  const Scenario& scenario;
  JobInputs inputs;
  std::optional<ExitCode> stopped{};  // 130 or 143 where a signal came
};

// The document says what the result is of, never how it came about: threads, processes and shards
// leave no trace in it.
[[nodiscard]] ExitCode answer_simulation(const RunOutputOptions& options,
                                         const std::vector<RunAssertion>& assertions,
                                         SimulateAnswer answer, const Talk& talk);

}  // namespace uslkit
