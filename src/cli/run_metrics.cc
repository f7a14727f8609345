#include "cli/run_metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "policy/verdict.h"
#include "scenario/run_event_kinds.h"

namespace uslkit {
namespace {

constexpr const char* kTheory = "theory.";
constexpr double kLagging = 1;  // seconds of work-lag from which a partition or a cell lags

// Collects metrics under a prefix.
class Collector {
 public:
  void add(const std::string& name, std::optional<double> value, std::string absent = "") {
    if (value && !std::isfinite(*value)) value.reset();
    metrics_.push_back(
        {.name = name, .value = value, .before = {}, .absent_reason = std::move(absent)});
  }
  void add_count(const std::string& name, std::int64_t count) {
    add(name, static_cast<double>(count));
  }
  [[nodiscard]] std::vector<Metric> take() { return std::move(metrics_); }

 private:
  std::vector<Metric> metrics_;
};

void add_counts(Collector& all, const std::string& prefix, const Counts& counts) {
  all.add_count(prefix + "arrived", counts.arrived);
  all.add_count(prefix + "retried", counts.retried);
  all.add_count(prefix + "duplicates", counts.duplicates);
  all.add_count(prefix + "admitted", counts.admitted);
  all.add_count(prefix + "rejected_total", counts.rejected_total());
  for (int i = 1; i < kRejectReasonCount; ++i) {
    all.add_count(fmt::format("{}rejected.{}", prefix, name_of(static_cast<RejectReason>(i))),
                  counts.rejected[static_cast<std::size_t>(i)]);
  }
  all.add_count(prefix + "invalid", counts.invalid);
  all.add_count(prefix + "acked", counts.acked);
  all.add_count(prefix + "late_acks", counts.late_acks);
  all.add_count(prefix + "failed", counts.failed);
  all.add_count(prefix + "appended", counts.appended);
  all.add_count(prefix + "applied", counts.applied);
  all.add_count(prefix + "redelivered", counts.redelivered);
  all.add_count(prefix + "duplicates_skipped", counts.duplicates_skipped);
  all.add_count(prefix + "applied_twice", counts.applied_twice);
  all.add_count(prefix + "dead_lettered", counts.dead_lettered);
  all.add_count(prefix + "lost", counts.lost);
  all.add_count(prefix + "redelivered_applied", counts.redelivered_applied);
  all.add_count(prefix + "in_flight_at_end", counts.in_flight_at_end);
  all.add_count(prefix + "unanswered_at_end", counts.unanswered_at_end);
  const std::optional<double> arrived =
      counts.arrived > 0 ? std::optional<double>(static_cast<double>(counts.arrived))
                         : std::nullopt;
  all.add(prefix + "rejected_ratio",
          arrived ? std::optional<double>(static_cast<double>(counts.rejected_total()) / *arrived)
                  : std::nullopt,
          "nothing arrived");
}

void add_latency(Collector& all, const std::string& prefix, const Histogram& histogram) {
  constexpr std::array<std::pair<const char*, double>, 5> kQuantiles = {
      {{"p50_ms", 0.5}, {"p90_ms", 0.9}, {"p99_ms", 0.99}, {"p999_ms", 0.999}, {"max_ms", 1}}};
  const std::string absent = "no such latency was measured";
  const auto milliseconds = [&histogram](double seconds) {
    return histogram.empty() ? std::nullopt : std::optional<double>(1e3 * seconds);
  };
  for (const auto& [name, probability] : kQuantiles) {
    all.add(prefix + name, milliseconds(in_seconds(histogram.quantile(probability))), absent);
  }
  all.add(prefix + "mean_ms", milliseconds(1e-9 * histogram.mean_ns()), absent);
}

void add_class(Collector& all, const ClassResult& each) {
  const std::string prefix = "classes." + each.name + ".";
  all.add(prefix + "availability", each.availability);
  all.add(prefix + "max_work_lag_s", each.max_work_lag_s);
  add_counts(all, prefix + "counts.", each.counts);
  add_latency(all, prefix + "latency.ack.", each.ack);
  add_latency(all, prefix + "latency.end_to_end.", each.end_to_end);
}

void add_cell(Collector& all, const CellResult& cell) {
  const std::string prefix = fmt::format("cells.{}.", cell.cell);
  all.add(prefix + "availability", cell.availability);
  all.add(prefix + "ack_p99_ms", cell.ack_p99_ms);
  all.add(prefix + "end_to_end_p99_ms", cell.end_to_end_p99_ms);
  all.add(prefix + "max_work_lag_s", cell.max_work_lag_s);
  add_counts(all, prefix + "counts.", cell.counts);
}

void add_lag(Collector& all, const LagResult& lag) {
  all.add("lag.max_work_lag_s", lag.max_work_lag_s);
  all.add("lag.max_work_lag_at_s", lag.max_work_lag_at_s);
  all.add("lag.max_age_lag_s", lag.max_age_lag_s);
  all.add("lag.max_backlog_events", lag.max_backlog_events);
  all.add("lag.drain_time_s", lag.drain_time_s, "the backlog does not drain");
  all.add("lag.recovered_at_s", lag.recovered_at_s, "the lag does not recover");
}

void add_stations(Collector& all, const std::vector<StationResult>& stations) {
  for (const std::string name : {"ingress", "log", "consumers", "database", "server"}) {
    const std::vector<StationResult>::const_iterator found =
        std::find_if(stations.begin(), stations.end(),
                     [&name](const StationResult& station) { return station.name == name; });
    const bool there = found != stations.end();
    const std::string absent = "this run has no such station";
    const auto add = [&](const std::string& what, double StationResult::*value) {
      all.add(fmt::format("stations.{}.{}", name, what),
              there ? std::optional<double>((*found).*value) : std::nullopt, absent);
    };
    add("servers", &StationResult::servers);
    add("utilization", &StationResult::utilization);
    add("throughput_per_s", &StationResult::throughput_per_s);
    add("mean_in_system", &StationResult::mean_in_system);
    add("mean_time_ms", &StationResult::mean_time_ms);
    add("littles_law_gap", &StationResult::littles_law_gap);
  }
}

void add_column(Collector& all, const std::string& name, const std::vector<double>& column) {
  const std::string prefix = "series." + name + ".";
  const std::string absent = "the series is empty";
  const bool there = !column.empty();
  const auto add = [&](const char* what, double value) {
    all.add(prefix + what, there ? std::optional<double>(value) : std::nullopt, absent);
  };
  double sum = 0;
  for (const double value : column) sum += value;
  add("min", there ? *std::min_element(column.begin(), column.end()) : 0);
  add("max", there ? *std::max_element(column.begin(), column.end()) : 0);
  add("mean", there ? sum / static_cast<double>(column.size()) : 0);
  add("last", there ? column.back() : 0);
}

void add_series(Collector& all, const SeriesResult& series) {
  add_column(all, "arrived_per_s", series.arrived_per_s);
  add_column(all, "admitted_per_s", series.admitted_per_s);
  add_column(all, "shed_per_s", series.shed_per_s);
  add_column(all, "acked_per_s", series.acked_per_s);
  add_column(all, "applied_per_s", series.applied_per_s);
  add_column(all, "backlog_events", series.backlog_events);
  add_column(all, "work_lag_s", series.work_lag_s);
  add_column(all, "age_lag_s", series.age_lag_s);
  add_column(all, "consumers", series.consumers);
  add_column(all, "consumer_utilization", series.consumer_utilization);
  add_column(all, "database_utilization", series.database_utilization);
  add_column(all, "ack_p99_ms", series.ack_p99_ms);
  add_column(all, "end_to_end_p99_ms", series.end_to_end_p99_ms);
  add_column(all, "availability", series.availability);
}

void add_events(Collector& all, const std::vector<RunEvent>& events) {
  for (const RunEventKind& known : kRunEventKinds) {
    const std::string_view kind = known.kind;
    std::optional<double> first;
    std::optional<double> last;
    std::int64_t count = 0;
    for (const RunEvent& event : events) {
      if (event.kind != kind) continue;
      ++count;
      first = std::min(first.value_or(event.time_s), event.time_s);
      last = std::max(last.value_or(event.time_s), event.time_s);
    }
    const std::string absent = "no such event happened";
    all.add_count(fmt::format("events.{}.count", kind), count);
    all.add(fmt::format("events.{}.first_at_s", kind), first, absent);
    all.add(fmt::format("events.{}.last_at_s", kind), last, absent);
  }
}

void add_signals(Collector& all, const std::vector<GoldenSignal>& signals) {
  for (const std::string name : {"lag", "latency", "saturation", "error_rate"}) {
    std::optional<double> worst;
    std::optional<double> seconds;
    for (const GoldenSignal& signal : signals) {
      if (signal.name != name) continue;
      worst = signal.worst;
      seconds = signal.seconds_above;
    }
    const std::string absent = "this run has no such signal";
    all.add(fmt::format("golden_signals.{}.worst", name), worst, absent);
    all.add(fmt::format("golden_signals.{}.seconds_above", name), seconds, absent);
  }
}

std::int64_t lagging(const RunResult& result) {
  return std::count_if(
      result.partitions.begin(), result.partitions.end(),
      [](const PartitionResult& partition) { return partition.max_work_lag_s > kLagging; });
}

// "ingress mean time in system" -> "ingress_mean_time_in_system".
std::string path_word(const std::string& text) {
  std::string word;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain) {
      word += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    } else if (!word.empty() && word.back() != '_') {
      word += '_';
    }
  }
  while (!word.empty() && word.back() == '_') word.pop_back();
  return word;
}

void add_theory(Collector& all, const std::vector<TheoryRow>& theory) {
  double worst = 0;
  for (const TheoryRow& row : theory) worst = std::max(worst, std::abs(row.gap));
  all.add("theory.rows", static_cast<double>(theory.size()));
  all.add("theory.worst_gap", theory.empty() ? std::nullopt : std::optional<double>(worst),
          "there is no theory for it");
  for (const TheoryRow& row : theory) {
    const std::string prefix = kTheory + path_word(row.quantity) + ".";
    all.add(prefix + "theory", row.theory);
    all.add(prefix + "simulated", row.simulated.value);
    all.add(prefix + "gap", row.gap);
    all.add(prefix + "absolute_gap", std::abs(row.gap));
  }
}

void add_scalability(Collector& all, const std::optional<ScalabilityPoint>& point) {
  const std::string absent = "this is no closed system";
  const auto add = [&](const char* name, double ScalabilityPoint::*value) {
    all.add(name, point ? std::optional<double>((*point).*value) : std::nullopt, absent);
  };
  add("scalability.concurrency", &ScalabilityPoint::concurrency);
  add("scalability.throughput_per_s", &ScalabilityPoint::throughput_per_s);
  add("scalability.latency_ms", &ScalabilityPoint::latency_ms);
}

// A run that has not happened, with the parts that the scenario names.
RunResult skeleton(const Scenario& scenario) {
  RunResult result;
  for (const TrafficClass& each : scenario.traffic.classes) {
    result.classes.emplace_back().name = each.name;
  }
  for (std::int64_t i = 0; i < scenario.cells.count; ++i) result.cells.emplace_back().cell = i;
  return result;
}

KnownMetrics known_to_scenario(const std::vector<std::string>& names) {
  return {.names = names,
          .of = "this scenario",
          .list = "uslkit simulate SCENARIO --list-metrics lists them"};
}

}  // namespace

std::vector<Metric> run_metrics(const RunResult& result) {
  Collector all;
  all.add("duration_s", result.duration_s);
  all.add("throughput_per_s", result.throughput_per_s);
  all.add("availability", result.availability);
  add_counts(all, "totals.", result.totals);
  add_latency(all, "latency.ack.", result.ack);
  add_latency(all, "latency.end_to_end.", result.end_to_end);
  add_lag(all, result.lag);
  all.add_count("slo.missed", std::count_if(result.slo.begin(), result.slo.end(),
                                            [](const ObjectiveVerdict& v) { return !v.met; }));
  all.add_count("partitions.lagging", lagging(result));
  all.add_count("conservation.violations",
                static_cast<std::int64_t>(result.conservation.violations.size()));
  add_theory(all, result.theory);
  add_scalability(all, result.scalability);
  add_stations(all, result.stations);
  add_events(all, result.events);
  add_signals(all, result.golden_signals);
  add_series(all, result.series);
  for (const ClassResult& each : result.classes) add_class(all, each);
  for (const CellResult& cell : result.cells) add_cell(all, cell);
  return all.take();
}

std::vector<std::string> run_metric_names(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const Metric& metric : run_metrics(skeleton(scenario))) names.push_back(metric.name);
  return names;
}

RunAssertion parse_run_assertion(const std::string& text, const Place& place,
                                 const std::vector<std::string>& names) {
  RunAssertion result = split_assertion_at(text, place);
  const KnownMetrics known = known_to_scenario(names);
  const std::string& metric = result.assertion.metric;
  const bool later = metric.starts_with(kTheory);
  if (!later && !known.contains(metric)) refuse_metric(metric, place, known);
  return result;
}

std::vector<AssertionResult> judge(const std::vector<RunAssertion>& assertions,
                                   const RunResult& result) {
  std::vector<Metric> metrics = run_metrics(result);
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  const KnownMetrics known = known_to_scenario(names);
  std::vector<Assertion> plain;
  for (const RunAssertion& each : assertions) {
    const std::string& metric = each.assertion.metric;
    plain.push_back(each.assertion);
    if (known.contains(metric)) continue;
    if (metric.starts_with(kTheory)) refuse_metric(metric, each.place, known);
    metrics.push_back(
        {.name = metric, .value = {}, .before = {}, .absent_reason = "this run has no such part"});
  }
  return evaluate(plain, metrics);
}

}  // namespace uslkit
