#include "sim/engine_choice.h"

namespace uslkit {

std::vector<std::string> why_not_sweep(const Scenario& scenario) {
  switch (scenario.architecture) {
    case Architecture::shock_absorber:
      break;
    case Architecture::synchronous:
      return {"requests call the database and wait for it (architecture synchronous)"};
    case Architecture::coordination:
      return {"workers wait for each other (architecture coordination)"};
  }
  std::vector<std::string> reasons;
  if (scenario.log && scenario.consumers && scenario.log->capacity) {
    reasons.emplace_back("each append asks whether there is room in the log (/log/capacity)");
  }
  return reasons;
}

EngineChoice chosen_engine(const Scenario& scenario, EngineChoice wanted) {
  if (wanted != EngineChoice::automatic) return wanted;
  return why_not_sweep(scenario).empty() ? EngineChoice::sweep : EngineChoice::event;
}

}  // namespace uslkit
