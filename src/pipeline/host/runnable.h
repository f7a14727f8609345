// runnable: which scenarios a real pipeline can run, and what it does not take from them.
#pragma once

#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace uslkit {

// Throws InputErrors with everything in the scenario that no pipeline on one machine can do.
// `source` names the file.
void check_runnable(const Scenario& scenario, const std::string& source);

// What the scenario states and reality decides, for people.
[[nodiscard]] std::vector<std::string> runnable_notes(const Scenario& scenario);

}  // namespace uslkit
