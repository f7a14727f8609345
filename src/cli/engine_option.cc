#include "cli/engine_option.h"

#include <vector>

#include <fmt/format.h>

#include "base/usage_error.h"

namespace uslkit {

Option engine_option(std::string& target) {
  return choice_option(
      "--engine", {"auto", "event", "sweep"}, target,
      "Event by event, or by stages in windows of time, several times faster; same "
      "requests, same bits; default: auto, the sweep where it applies");
}

EngineChoice wanted_engine(const std::string& word, const Scenario& scenario, const Talk& talk) {
  if (word == "event") return EngineChoice::event;
  const std::vector<std::string> reasons = why_not_sweep(scenario);
  if (reasons.empty()) return EngineChoice::sweep;
  const std::string why = fmt::format("{}", fmt::join(reasons, "; "));
  if (word == "sweep") {
    throw UsageError({.place = {.source = "--engine"},
                      .found = "sweep, but " + why,
                      .allowed = "auto or event for this scenario",
                      .hint = "the event engine gives the same requests, one event at a time"});
  }
  talk.say("by the event engine: " + why);
  return EngineChoice::event;
}

}  // namespace uslkit
