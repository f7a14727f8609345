#include <string>
#include <variant>

#include <fmt/format.h>

#include "base/units_text.h"
#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

// A moment of the run that must come before its end.
void check_before_end(Duration at, const std::string& pointer, const char* what,
                      const Scenario& scenario, Findings& findings) {
  if (at < scenario.duration) return;
  findings.add({.pointer = pointer,
                .found = fmt::format("{} at {} in a run of {}", what, format_duration(at),
                                     format_duration(scenario.duration)),
                .allowed = "a time before the end of the run",
                .contradicts = "/duration"});
}

void check_interval(Duration interval, const char* pointer, const Scenario& scenario,
                    Findings& findings) {
  if (interval <= scenario.duration) return;
  findings.add({.pointer = pointer,
                .found = fmt::format("an interval of {} in a run of {}", format_duration(interval),
                                     format_duration(scenario.duration)),
                .allowed = "an interval that is not longer than the run",
                .contradicts = "/duration"});
}

}  // namespace

void check_times(const Scenario& scenario, Findings& findings) {
  if (scenario.warm_up >= scenario.duration) {
    findings.add(
        {.pointer = "/warm_up",
         .found = fmt::format("a warm-up of {} in a run of {}", format_duration(scenario.warm_up),
                              format_duration(scenario.duration)),
         .allowed = "a warm-up shorter than the run",
         .contradicts = "/duration"});
  }
  // Only what the file says: a short run need not shorten the default intervals.
  if (findings.is_stated("/control_interval")) {
    check_interval(scenario.control_interval, "/control_interval", scenario, findings);
  }
  if (findings.is_stated("/series_interval")) {
    check_interval(scenario.series_interval, "/series_interval", scenario, findings);
  }
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    check_before_end(scenario.faults[i].at, fmt::format("/faults/{}/at", i), "a fault", scenario,
                     findings);
  }
  for (std::size_t i = 0; i < scenario.runbook.size(); ++i) {
    if (!scenario.runbook[i].at) continue;
    check_before_end(*scenario.runbook[i].at, fmt::format("/runbook/{}/at", i), "an action",
                     scenario, findings);
  }
  for (std::size_t i = 0; i < scenario.slo.size(); ++i) {
    const RecoveryObjective* recovery = std::get_if<RecoveryObjective>(&scenario.slo[i].objective);
    if (recovery == nullptr) continue;
    check_before_end(recovery->after, fmt::format("/slo/{}/after", i), "a recovery from", scenario,
                     findings);
  }
  if (scenario.log && scenario.log->resharding) {
    check_before_end(scenario.log->resharding->at, "/log/resharding/at", "resharding", scenario,
                     findings);
  }
}

}  // namespace uslkit
