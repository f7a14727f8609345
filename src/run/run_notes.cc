#include "run/run_notes.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/number_text.h"
#include "run/estimates.h"
#include "run/lag_summary.h"

namespace uslkit {
namespace {

double p99_ms(const Histogram& histogram) {
  return static_cast<double>(histogram.quantile(0.99).count()) / 1e6;
}

// "12.3 ms" or "4.56 s".
std::string time_text(double milliseconds) {
  if (milliseconds < 1000) return format_number(milliseconds, 3) + " ms";
  return format_number(milliseconds * 1e-3, 3) + " s";
}

std::optional<std::string> late_effect(const RunResult& result) {
  constexpr double kManyTimes = 10;
  constexpr double kLong_ms = 1000;
  if (result.ack.empty() || result.end_to_end.empty()) return std::nullopt;
  const double ack = p99_ms(result.ack);
  const double end_to_end = p99_ms(result.end_to_end);
  if (end_to_end < kLong_ms || end_to_end < kManyTimes * ack) return std::nullopt;
  return fmt::format(
      "clients are answered within {} (ack p99), but their events are applied within {} only "
      "(end-to-end p99): the first is no promise for the second",
      time_text(ack), time_text(end_to_end));
}

std::optional<std::string> idle_consumers(const Scenario& scenario, const RunResult& result) {
  if (!scenario.log || !scenario.consumers) return std::nullopt;
  const std::int64_t workers = scenario.consumers->workers_per_partition;
  const std::int64_t places = scenario.log->partitions * workers;
  std::int64_t most = scenario.consumers->count;
  for (const double consumers : result.series.consumers) {
    most = std::max(
        most, static_cast<std::int64_t>(consumers / static_cast<double>(scenario.cells.count)));
  }
  if (most <= places) return std::nullopt;
  return fmt::format(
      "{} of {} consumers per cell stand idle: {} partitions x {} worker{} per partition are all "
      "that can be consumed at once; more partitions or workers per partition would use them",
      most - places, most, scenario.log->partitions, workers, workers == 1 ? "" : "s");
}

std::optional<std::string> missing_warm_up(const Scenario& scenario) {
  if (scenario.warm_up > Duration(0) || !is_stationary(scenario)) return std::nullopt;
  if (scenario.architecture == Architecture::coordination) return std::nullopt;
  return "no warm-up: the run starts empty, which pulls means and quantiles down; give /warm_up";
}

std::optional<std::string> not_recovered(const RunResult& result) {
  if (result.lag.recovered_at_s || result.lag.max_work_lag_s < kRecoveredWorkLag_s) {
    return std::nullopt;
  }
  return fmt::format("the backlog is not worked off when the run ends{}",
                     result.lag.drain_time_s ? "" : ", and it does not fall");
}

}  // namespace

std::vector<std::string> run_notes(const Scenario& scenario, const RunResult& result) {
  std::vector<std::string> notes;
  const auto add = [&notes](const std::optional<std::string>& note) {
    if (note) notes.push_back(*note);
  };
  add(late_effect(result));
  add(not_recovered(result));
  add(idle_consumers(scenario, result));
  add(missing_warm_up(scenario));
  if (scenario.replications > 1) {
    notes.push_back(
        "events and traces are those of the first replication; series and lags are "
        "means over replications; counts are sums over them");
  }
  return notes;
}

}  // namespace uslkit
