// run_stoppable: simulates with a progress line on stderr; Ctrl-C stops it and keeps what is done.
#pragma once

#include <optional>
#include <string>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"
#include "sim/simulate.h"

namespace uslkit {

struct StoppableRun {
  RunResult result;
  std::optional<ExitCode> stopped;  // 130 or 143 where a signal came
};

// `options` but for progress and stop, which are set here.
[[nodiscard]] StoppableRun run_stoppable(const Scenario& scenario, SimulateOptions options,
                                         const Talk& talk);

// What a part of its run is for people: "cells", "replications", or "cells of replications".
[[nodiscard]] std::string part_unit(const Scenario& scenario);

// How many requests will come, where that is known before: how often clients come again depends on
// what the run finds. 0: not known.
[[nodiscard]] double expected_requests_of(const Scenario& scenario);

}  // namespace uslkit
