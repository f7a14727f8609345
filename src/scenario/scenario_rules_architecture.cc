#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

const char* name_of(Architecture architecture) {
  switch (architecture) {
    case Architecture::shock_absorber:
      return "shock_absorber";
    case Architecture::synchronous:
      return "synchronous";
    case Architecture::coordination:
      return "coordination";
  }
  return "";
}

// A section with the architectures it belongs to and the one that cannot do without it.
struct Membership {
  const char* pointer;
  bool is_there;
  std::vector<Architecture> belongs_to;
  bool is_needed;  // by the first of them
};

std::vector<Membership> memberships(const Scenario& scenario, const Findings& findings) {
  constexpr Architecture kShock = Architecture::shock_absorber;
  constexpr Architecture kSync = Architecture::synchronous;
  constexpr Architecture kCoord = Architecture::coordination;
  return {{"/traffic", !scenario.traffic.classes.empty(), {kShock, kSync}, false},
          {"/ingress", findings.is_stated("/ingress"), {kShock, kSync}, false},
          {"/log", scenario.log.has_value(), {kShock}, false},
          {"/consumers", scenario.consumers.has_value(), {kShock}, false},
          {"/database", scenario.database.has_value(), {kShock, kSync}, false},
          {"/synchronous", scenario.synchronous.has_value(), {kSync}, true},
          {"/workers", scenario.workers.has_value(), {kCoord}, true},
          {"/coordination", scenario.coordination.has_value(), {kCoord}, true},
          {"/cells/router_pause", scenario.cells.router_pause.has_value(), {kCoord}, false}};
}

void check_membership(const Membership& section, const Scenario& scenario, Findings& findings) {
  const Architecture architecture = scenario.architecture;
  const bool belongs = std::find(section.belongs_to.begin(), section.belongs_to.end(),
                                 architecture) != section.belongs_to.end();
  if (section.is_there && !belongs) {
    findings.add({.pointer = section.pointer,
                  .found = fmt::format("a section that the architecture \"{}\" does not have",
                                       name_of(architecture)),
                  .allowed = fmt::format("{} with the architecture \"{}\"", section.pointer,
                                         name_of(section.belongs_to.front())),
                  .contradicts = "/architecture"});
  }
  if (!section.is_there && section.is_needed && architecture == section.belongs_to.front()) {
    findings.add({.pointer = "/architecture",
                  .found = fmt::format("the architecture \"{}\" without {}", name_of(architecture),
                                       section.pointer),
                  .allowed = fmt::format("{} beside it", section.pointer)});
  }
}

void check_need(const Section& section, const Section& needed, const char* hint,
                Findings& findings) {
  if (!section.is_there || needed.is_there) return;
  findings.add({.pointer = section.pointer,
                .found = fmt::format("{} without {}", section.pointer, needed.pointer),
                .allowed = fmt::format("{} beside it", needed.pointer),
                .hint = hint});
}

}  // namespace

void check_architecture(const Scenario& scenario, Findings& findings) {
  for (const Membership& section : memberships(scenario, findings)) {
    check_membership(section, scenario, findings);
  }
  const bool is_coordination = scenario.architecture == Architecture::coordination;
  if (!is_coordination && scenario.traffic.classes.empty()) {
    findings.add({.pointer = findings.is_stated("/traffic/classes") ? "/traffic/classes" : "",
                  .found = "a scenario without traffic",
                  .allowed = "at least one class in /traffic/classes"});
  }
  if (scenario.architecture != Architecture::shock_absorber) return;
  check_need({"/consumers", scenario.consumers.has_value()}, {"/log", scenario.log.has_value()},
             "consumers read the log", findings);
  check_need({"/database", scenario.database.has_value()},
             {"/consumers", scenario.consumers.has_value()}, "the consumers write to it", findings);
}

}  // namespace uslkit
