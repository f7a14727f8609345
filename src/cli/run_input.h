// run_input: the argument "a run": a document of `uslkit simulate --json` or `uslkit run --json`.
#pragma once

#include <string>

#include "cli/output.h"
#include "documents/kept_results.h"

namespace uslkit {

// "-" is standard input. Throws UsageError where that is a terminal, and InputError for anything
// that is not a run.
[[nodiscard]] RunInput load_run(const std::string& file, const Talk& talk,
                                const std::string& command);

}  // namespace uslkit
