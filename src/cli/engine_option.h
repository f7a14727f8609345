// engine_option: --engine, by which of the simulator's two engines a scenario is run.
#pragma once

#include <string>

#include "cli/option.h"
#include "cli/output.h"
#include "scenario/scenario.h"
#include "sim/engine_choice.h"

namespace uslkit {

[[nodiscard]] Option engine_option(std::string& target);

// Of the word that the option has. Throws UsageError where the sweep is asked for and does not
// apply; where `auto` takes the event engine it says why.
[[nodiscard]] EngineChoice wanted_engine(const std::string& word, const Scenario& scenario,
                                         const Talk& talk);

}  // namespace uslkit
