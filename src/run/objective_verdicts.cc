#include "run/objective_verdicts.h"

#include <algorithm>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/units_text.h"
#include "run/lag_summary.h"

namespace uslkit {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double in_ms(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

// "p99", "p99.9".
std::string quantile_text(double quantile) { return "p" + format_number(100 * quantile, 12); }

std::string of_class(const std::optional<std::string>& name) {
  return name ? " of " + *name : std::string();
}

const ClassResult* find_class(const RunResult& result, const std::optional<std::string>& name) {
  for (const ClassResult& each : result.classes) {
    if (name && each.name == *name) return &each;
  }
  return nullptr;
}

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : kUnknown;
}

std::string percent(double share) { return format_number(100 * share, 9) + " %"; }

struct Judge {
  const RunResult& result;

  [[nodiscard]] const Counts& counts_of(const std::optional<std::string>& name) const {
    const ClassResult* found = find_class(result, name);
    return found == nullptr ? result.totals : found->counts;
  }

  ObjectiveVerdict operator()(const LatencyObjective& objective) const {
    const bool ack = objective.of == LatencyKind::ack;
    const ClassResult* found = find_class(result, objective.name);
    const Histogram& all = ack ? result.ack : result.end_to_end;
    const Histogram& histogram = found == nullptr ? all : ack ? found->ack : found->end_to_end;
    return at_most(
        {.text = fmt::format("{} {}{} <= {}", ack ? "ack" : "end-to-end",
                             quantile_text(objective.quantile), of_class(objective.name),
                             format_duration(objective.at_most)),
         .found = histogram.empty() ? kUnknown : in_ms(histogram.quantile(objective.quantile)),
         .bound = in_ms(objective.at_most),
         .unit = "ms"});
  }

  ObjectiveVerdict operator()(const LagObjective& objective) const {
    const bool work = objective.of == LagKind::work_lag;
    return at_most({.text = fmt::format("{} <= {}", work ? "work-lag" : "age-lag",
                                        format_duration(objective.at_most)),
                    .found = work ? result.lag.max_work_lag_s : result.lag.max_age_lag_s,
                    .bound = in_seconds(objective.at_most),
                    .unit = "s"});
  }

  ObjectiveVerdict operator()(const AvailabilityObjective& objective) const {
    const Counts& counts = counts_of(objective.name);
    ObjectiveVerdict verdict{
        .text = fmt::format("availability{} >= {}", of_class(objective.name),
                            percent(objective.at_least)),
        .found = ratio(counts.acked, counts.acked + counts.late_acks + counts.failed),
        .bound = objective.at_least};
    verdict.met = verdict.found >= verdict.bound;
    return verdict;
  }

  ObjectiveVerdict operator()(const RecoveryObjective& objective) const {
    const double after = in_seconds(objective.after);
    const std::optional<double> at = recovered_at(result.series, in_seconds(objective.lag), after);
    return at_most(
        {.text = fmt::format("work-lag below {} within {} of {}", format_duration(objective.lag),
                             format_duration(objective.at_most), format_duration(objective.after)),
         .found = at ? std::max(0.0, *at - after) : std::numeric_limits<double>::infinity(),
         .bound = in_seconds(objective.at_most),
         .unit = "s"});
  }

  ObjectiveVerdict operator()(const ShedObjective& objective) const {
    const Counts& counts = counts_of(objective.name);
    return at_most(
        {.text = fmt::format("shed{} <= {}", of_class(objective.name), percent(objective.at_most)),
         .found = ratio(counts.rejected_total(), counts.arrived + counts.retried),
         .bound = objective.at_most});
  }

  ObjectiveVerdict operator()(const DeadLetterObjective& objective) const {
    return at_most({.text = fmt::format("dead letters <= {}", percent(objective.at_most)),
                    .found = ratio(result.totals.dead_lettered, result.totals.applied),
                    .bound = objective.at_most});
  }

  static ObjectiveVerdict at_most(ObjectiveVerdict verdict) {
    verdict.met = verdict.found <= verdict.bound;
    return verdict;
  }
};

}  // namespace

std::vector<ObjectiveVerdict> objective_verdicts(const Scenario& scenario,
                                                 const RunResult& result) {
  std::vector<ObjectiveVerdict> verdicts;
  for (std::size_t i = 0; i < scenario.slo.size(); ++i) {
    verdicts.push_back(std::visit(Judge{result}, scenario.slo[i].objective));
    verdicts.back().pointer = fmt::format("/slo/{}", i);
  }
  return verdicts;
}

}  // namespace uslkit
