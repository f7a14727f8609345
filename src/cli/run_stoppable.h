// run_stoppable: simulates with a progress line on stderr; Ctrl-C stops it and keeps what is done.
#pragma once

#include <optional>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

struct StoppableRun {
  RunResult result;
  std::optional<ExitCode> stopped;  // 130 or 143 where a signal came
};

[[nodiscard]] StoppableRun run_stoppable(const Scenario& scenario, int threads, const Talk& talk);

}  // namespace uslkit
