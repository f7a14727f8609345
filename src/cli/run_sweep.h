// run_sweep: real runs at several values of a field, one after the other, as rows for `uslkit fit`.
#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/run_options.h"
#include "cli/scenario_options.h"

namespace uslkit {

struct RunSweep {
  const ScenarioText& text;
  std::vector<std::string> sets;
  std::vector<std::string> vary;
  PipelineSettings pipeline;
  LoadSettings load;
  OutputOptions output;
};

// Every scenario is read before the first one runs. Ctrl-C prints the rows that are done.
[[nodiscard]] ExitCode run_varied(const RunSweep& sweep, const Talk& talk);

}  // namespace uslkit
