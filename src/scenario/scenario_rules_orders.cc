#include <set>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/units_text.h"
#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

std::string text_of(std::int64_t value) { return fmt::format("{}", value); }
std::string text_of(double value) { return format_number(value, 0); }
std::string text_of(Duration value) { return format_duration(value); }
std::string text_of(Rate value) { return format_rate(value); }

// Two fields of one object of which the first must not be above the second.
struct Pair {
  const char* low;
  const char* high;
};

template <class T>
void check_order(const T& low, const T& high, const std::string& object, const Pair& names,
                 Findings& findings) {
  if (!(high < low)) return;
  findings.add({.pointer = fmt::format("{}/{}", object, names.low),
                .found = fmt::format("{} {} above {} {}", names.low, text_of(low), names.high,
                                     text_of(high)),
                .allowed = fmt::format("{} at most {}", names.low, names.high),
                .contradicts = fmt::format("{}/{}", object, names.high)});
}

// Its limits around where it starts.
template <class Policy>
void check_limits(const Policy& policy, const std::string& object, Findings& findings) {
  check_order(policy.lowest, policy.initial, object, {"lowest", "initial"}, findings);
  check_order(policy.initial, policy.highest, object, {"initial", "highest"}, findings);
}

// A shedder tells so many ranks of classes apart.
void check_priorities(const PrioritySheddingSpec& shedding, const std::string& object,
                      Findings& findings) {
  constexpr std::size_t kMost = 7;
  std::set<std::int64_t> priorities;
  for (const PriorityThreshold& each : shedding.thresholds) priorities.insert(each.priority);
  if (priorities.size() <= kMost) return;
  findings.add({.pointer = object + "/thresholds",
                .found = fmt::format("{} different priorities", priorities.size()),
                .allowed = fmt::format("at most {}", kMost)});
}

void check_admission(const Scenario& scenario, Findings& findings) {
  for (std::size_t i = 0; i < scenario.ingress.admission.size(); ++i) {
    const AdmissionSpec& policy = scenario.ingress.admission[i];
    const std::string object = fmt::format("/ingress/admission/{}", i);
    if (const PidLimiterSpec* pid = std::get_if<PidLimiterSpec>(&policy)) {
      check_limits(*pid, object, findings);
    } else if (const ConcurrencyLimitSpec* limit = std::get_if<ConcurrencyLimitSpec>(&policy)) {
      check_limits(*limit, object, findings);
    } else if (const PrioritySheddingSpec* shed = std::get_if<PrioritySheddingSpec>(&policy)) {
      check_priorities(*shed, object, findings);
    }
  }
}

// An inverse distribution function: from 0 to 1, and nowhere back.
void check_quantiles(const EmpiricalLaw& law, const std::string& object, Findings& findings) {
  const std::vector<QuantilePoint>& points = law.quantiles;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const bool rises = points[i].probability > points[i - 1].probability;
    if (rises && points[i].time >= points[i - 1].time) continue;
    findings.add({.pointer = fmt::format("{}/quantiles/{}", object, i),
                  .found = rises ? "a time below the one before it"
                                 : "a probability that is not above the one before it",
                  .allowed = "rising probabilities, times that do not fall",
                  .hint = "put the points in order"});
  }
  if (points.empty()) return;
  if (points.front().probability > 0 || points.back().probability < 1) {
    findings.add({.pointer = object + "/quantiles",
                  .found = fmt::format("probabilities from {:g} to {:g}",
                                       points.front().probability, points.back().probability),
                  .allowed = "from 0 to 1",
                  .hint = "add the shortest and the longest time"});
  }
}

void check_law(const ServiceLaw& law, const std::string& object, Findings& findings) {
  if (const EmpiricalLaw* empirical = std::get_if<EmpiricalLaw>(&law)) {
    return check_quantiles(*empirical, object, findings);
  }
  const UniformLaw* uniform = std::get_if<UniformLaw>(&law);
  if (uniform == nullptr) return;
  check_order(uniform->lowest, uniform->highest, object, {"lowest", "highest"}, findings);
}

void check_laws(const Scenario& scenario, Findings& findings) {
  check_law(scenario.ingress.validation, "/ingress/validation", findings);
  check_law(scenario.ingress.append, "/ingress/append", findings);
  if (scenario.log)
    check_law(scenario.log->replication_latency, "/log/replication_latency", findings);
  if (scenario.database) check_law(scenario.database->service, "/database/service", findings);
  if (scenario.synchronous) check_law(scenario.synchronous->work, "/synchronous/work", findings);
  if (!scenario.coordination) return;
  check_law(scenario.coordination->local_work, "/coordination/local_work", findings);
  check_law(scenario.coordination->serial, "/coordination/serial", findings);
  check_law(scenario.coordination->exchange, "/coordination/exchange", findings);
}

// A partition that is taken away would keep what is unread in it for ever.
void check_resharding(const LogSpec& log, Findings& findings) {
  if (!log.resharding || log.resharding->partitions >= log.partitions) return;
  findings.add(
      {.pointer = "/log/resharding/partitions",
       .found = fmt::format("{} partitions after {}", log.resharding->partitions, log.partitions),
       .allowed = "at least as many as before",
       .hint = "partitions can be added, not taken away",
       .contradicts = "/log/partitions"});
}

}  // namespace

void check_orders(const Scenario& scenario, Findings& findings) {
  for (std::size_t i = 0; i < scenario.traffic.classes.size(); ++i) {
    const TrafficClass& traffic = scenario.traffic.classes[i];
    if (!traffic.retry) continue;
    check_order(traffic.retry->base_backoff, traffic.retry->highest_backoff,
                fmt::format("/traffic/classes/{}/retry", i), {"base_backoff", "highest_backoff"},
                findings);
  }
  check_admission(scenario, findings);
  check_laws(scenario, findings);
  if (scenario.log) check_resharding(*scenario.log, findings);
  if (scenario.consumers && scenario.consumers->autoscaler) {
    std::visit(
        [&](const auto& autoscaler) {
          check_order(autoscaler.lowest, autoscaler.highest, "/consumers/autoscaler",
                      {"lowest", "highest"}, findings);
        },
        *scenario.consumers->autoscaler);
  }
  for (std::size_t i = 0; i < scenario.runbook.size(); ++i) {
    const RunbookAction& action = scenario.runbook[i];
    if (!action.when || !action.when->until_below) continue;
    check_order(*action.when->until_below, action.when->above, fmt::format("/runbook/{}/when", i),
                {"until_below", "above"}, findings);
  }
}

}  // namespace uslkit
