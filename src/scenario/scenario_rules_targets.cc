#include <optional>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "scenario/scenario_fields.h"
#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

Section log_of(const Scenario& scenario) { return {"/log", scenario.log.has_value()}; }
Section consumers_of(const Scenario& scenario) {
  return {"/consumers", scenario.consumers.has_value()};
}
Section database_of(const Scenario& scenario) {
  return {"/database", scenario.database.has_value()};
}
Section cache_of(const Scenario& scenario) {
  return {"/database/cache", scenario.database && scenario.database->cache};
}
Section anywhere() { return {"", true}; }

void need(const Section& section, const std::string& pointer, const std::string& what,
          Findings& findings) {
  if (section.is_there) return;
  findings.add({.pointer = pointer,
                .found = fmt::format("{} in a scenario without {}", what, section.pointer),
                .allowed = fmt::format("a scenario with {}", section.pointer)});
}

std::string word_of(Signal signal) {
  for (const Word<Signal>& word : words_of<Signal>()) {
    if (word.value == signal) return word.name;
  }
  return "";
}

Section section_of(Signal signal, const Scenario& scenario) {
  switch (signal) {
    case Signal::work_lag:
    case Signal::age_lag:
    case Signal::backlog:
    case Signal::consumer_utilization:
      return consumers_of(scenario);
    case Signal::database_utilization:
      return database_of(scenario);
    case Signal::ack_latency:
    case Signal::end_to_end_latency:
    case Signal::ingress_queue:
    case Signal::in_flight:
    case Signal::error_rate:
      break;
  }
  return anywhere();
}

void check_signal(Signal signal, const std::string& pointer, const Scenario& scenario,
                  Findings& findings) {
  need(section_of(signal, scenario), pointer, fmt::format("the signal \"{}\"", word_of(signal)),
       findings);
}

struct NeededByFault {
  const Scenario& scenario;

  Section operator()(const KillConsumersFault&) const { return consumers_of(scenario); }
  Section operator()(const LatencyFault& fault) const {
    switch (fault.place) {
      case LatencyPlace::log:
        return log_of(scenario);
      case LatencyPlace::consumers:
        return consumers_of(scenario);
      case LatencyPlace::database:
        // The database of a synchronous system is inside its server.
        return scenario.architecture == Architecture::synchronous ? anywhere()
                                                                  : database_of(scenario);
      case LatencyPlace::ingress:
        break;
    }
    return anywhere();
  }
  Section operator()(const PartitionFault&) const { return log_of(scenario); }
  Section operator()(const BrokerLossFault&) const { return log_of(scenario); }
  Section operator()(const SlowDatabaseFault&) const { return database_or_server(); }
  Section operator()(const DatabaseOutageFault&) const { return database_or_server(); }
  Section operator()(const CellLossFault&) const { return anywhere(); }
  Section operator()(const ConsumerPauseFault&) const { return consumers_of(scenario); }
  Section operator()(const ClockSkewFault&) const { return consumers_of(scenario); }
  Section operator()(const CacheFlushFault&) const { return cache_of(scenario); }
  Section operator()(const DiskFullFault&) const { return log_of(scenario); }

  [[nodiscard]] Section database_or_server() const {
    return scenario.architecture == Architecture::synchronous ? anywhere() : database_of(scenario);
  }
};

struct NeededByAction {
  const Scenario& scenario;

  Section operator()(const ScaleConsumersAction&) const { return consumers_of(scenario); }
  Section operator()(const AggressiveCachingAction&) const { return cache_of(scenario); }
  Section operator()(const ReadOnlyAction&) const { return anywhere(); }
  Section operator()(const ShedClassAction&) const { return anywhere(); }
  Section operator()(const LimitRateAction&) const { return anywhere(); }
};

void check_admission(const Scenario& scenario, Findings& findings) {
  for (std::size_t i = 0; i < scenario.ingress.admission.size(); ++i) {
    const AdmissionSpec& policy = scenario.ingress.admission[i];
    const std::string pointer = fmt::format("/ingress/admission/{}/signal", i);
    if (const PidLimiterSpec* pid = std::get_if<PidLimiterSpec>(&policy)) {
      check_signal(pid->signal, pointer, scenario, findings);
    } else if (const PrioritySheddingSpec* shedding = std::get_if<PrioritySheddingSpec>(&policy)) {
      check_signal(shedding->signal, pointer, scenario, findings);
    }
  }
}

void check_runbook(const Scenario& scenario, Findings& findings) {
  for (std::size_t i = 0; i < scenario.runbook.size(); ++i) {
    const RunbookAction& action = scenario.runbook[i];
    const std::string pointer = fmt::format("/runbook/{}", i);
    need(std::visit(NeededByAction{scenario}, action.action), pointer + "/kind", "this action",
         findings);
    if (action.when) {
      check_signal(action.when->signal, pointer + "/when/signal", scenario, findings);
    }
    if (action.at.has_value() == action.when.has_value()) {
      findings.add({.pointer = pointer,
                    .found = action.at ? "both \"at\" and \"when\"" : "neither \"at\" nor \"when\"",
                    .allowed = "one of them",
                    .contradicts = action.at ? pointer + "/when" : ""});
    } else if (action.when && action.length) {
      findings.add({.pointer = pointer + "/length",
                    .found = "a length of an action that ends by its condition",
                    .allowed = "\"length\" beside \"at\"",
                    .hint = "an action by condition ends at its \"until_below\"",
                    .contradicts = pointer + "/when"});
    }
  }
}

void check_objectives(const Scenario& scenario, Findings& findings) {
  for (std::size_t i = 0; i < scenario.slo.size(); ++i) {
    const ObjectiveKind& objective = scenario.slo[i].objective;
    const bool is_about_log = std::holds_alternative<LagObjective>(objective) ||
                              std::holds_alternative<RecoveryObjective>(objective) ||
                              std::holds_alternative<DeadLetterObjective>(objective);
    if (!is_about_log) continue;
    need(consumers_of(scenario), fmt::format("/slo/{}/kind", i), "this objective", findings);
  }
}

void check_operations(const Scenario& scenario, Findings& findings) {
  if (scenario.architecture == Architecture::synchronous) return;
  for (std::size_t i = 0; i < scenario.traffic.classes.size(); ++i) {
    if (scenario.traffic.classes[i].operation != Operation::read) continue;
    findings.add({.pointer = fmt::format("/traffic/classes/{}/operation", i),
                  .found = "reads in a system that only takes writes",
                  .allowed = "\"read\" with the architecture \"synchronous\"",
                  .contradicts = "/architecture"});
  }
  if (cache_of(scenario).is_there) {
    findings.add({.pointer = "/database/cache",
                  .found = "a cache in front of reads that do not exist",
                  .allowed = "a cache with the architecture \"synchronous\"",
                  .contradicts = "/architecture"});
  }
}

}  // namespace

void check_targets(const Scenario& scenario, Findings& findings) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    need(std::visit(NeededByFault{scenario}, scenario.faults[i].fault),
         fmt::format("/faults/{}/kind", i), "this fault", findings);
  }
  check_admission(scenario, findings);
  check_runbook(scenario, findings);
  check_objectives(scenario, findings);
  check_operations(scenario, findings);
}

}  // namespace uslkit
