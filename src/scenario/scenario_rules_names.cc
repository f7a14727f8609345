#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/spelling.h"
#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

// The names of the traffic classes, and the complaint about any other name.
class ClassNames {
 public:
  ClassNames(const Scenario& scenario, Findings& findings) : findings_(findings) {
    for (const TrafficClass& traffic : scenario.traffic.classes) names_.push_back(traffic.name);
  }

  void check(const std::string& name, const std::string& pointer) {
    for (const std::string& known : names_) {
      if (known == name) return;
    }
    const std::optional<std::string> near = did_you_mean(name, names_);
    findings_.add({.pointer = pointer,
                   .found = fmt::format("the unknown traffic class {}", uslkit::quoted(name)),
                   .allowed = names_.empty() ? "none: there is no class" : one_of(names_),
                   .hint = near ? fmt::format("did you mean {}?", uslkit::quoted(*near)) : "",
                   .contradicts = "/traffic/classes"});
  }

  void check_unique() {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (seen.insert(names_[i]).second) continue;
      std::size_t first = 0;
      while (names_[first] != names_[i]) ++first;
      findings_.add({.pointer = fmt::format("/traffic/classes/{}/name", i),
                     .found = fmt::format("the name {} a second time", uslkit::quoted(names_[i])),
                     .allowed = "a name for each class",
                     .contradicts = fmt::format("/traffic/classes/{}/name", first)});
    }
  }

 private:
  std::vector<std::string> names_;
  Findings& findings_;
};

void check_policies(const Scenario& scenario, ClassNames& names) {
  for (std::size_t i = 0; i < scenario.ingress.admission.size(); ++i) {
    std::visit(
        [&](const auto& policy) {
          if constexpr (requires { policy.classes; }) {
            for (std::size_t j = 0; j < policy.classes.size(); ++j) {
              names.check(policy.classes[j], fmt::format("/ingress/admission/{}/classes/{}", i, j));
            }
          }
        },
        scenario.ingress.admission[i]);
  }
}

void check_objectives(const Scenario& scenario, ClassNames& names) {
  for (std::size_t i = 0; i < scenario.slo.size(); ++i) {
    std::visit(
        [&](const auto& objective) {
          if constexpr (requires { objective.name; }) {
            if (objective.name) names.check(*objective.name, fmt::format("/slo/{}/class", i));
          }
        },
        scenario.slo[i].objective);
  }
}

}  // namespace

void check_names(const Scenario& scenario, Findings& findings) {
  ClassNames names(scenario, findings);
  names.check_unique();
  check_policies(scenario, names);
  check_objectives(scenario, names);
  for (std::size_t i = 0; i < scenario.runbook.size(); ++i) {
    const ShedClassAction* shed = std::get_if<ShedClassAction>(&scenario.runbook[i].action);
    if (shed != nullptr) names.check(shed->name, fmt::format("/runbook/{}/class", i));
  }
}

}  // namespace uslkit
