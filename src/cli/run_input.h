// run_input: the argument "a run": a document of `uslkit simulate --json` or `uslkit run --json`.
#pragma once

#include <string>

#include "cli/output.h"
#include "model/measurements.h"
#include "scenario/run_result.h"

namespace uslkit {

struct RunInput {
  RunResult result;
  MeasurementSource source;  // of the file itself: its SHA-256 and bytes
};

// "-" is standard input. Throws UsageError where that is a terminal, and InputError for anything
// that is not a run.
[[nodiscard]] RunInput load_run(const std::string& file, const Talk& talk,
                                const std::string& command);

}  // namespace uslkit
