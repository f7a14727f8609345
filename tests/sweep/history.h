// history: everything a run says but which engine said it and how much work that was.
#pragma once

#include <string>

#include "scenario/run_result_json.h"
#include "sim/simulate.h"

namespace uslkit {

inline std::string history(const Scenario& scenario, const SimulateOptions& options) {
  RunResult result = simulate(scenario, options);
  result.provenance.engine.clear();
  result.provenance.events = 0;
  return run_result_to_json(result).dump();
}

inline std::string event_by_event(const Scenario& scenario) {
  return history(scenario, {.engine = EngineChoice::event});
}

inline bool engines_differ(const Scenario& scenario) {
  return history(scenario, {.engine = EngineChoice::sweep}) != event_by_event(scenario);
}

}  // namespace uslkit
