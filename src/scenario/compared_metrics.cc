#include "scenario/compared_metrics.h"

#include <fmt/format.h>

namespace uslkit {
namespace {

using Value = std::optional<double>;

struct Quantile {
  const char* key;
  const char* name;
  double probability;
};
constexpr Quantile kQuantiles[] = {{"p50_ms", "p50", 0.5},
                                   {"p90_ms", "p90", 0.9},
                                   {"p99_ms", "p99", 0.99},
                                   {"p999_ms", "p99.9", 0.999}};

Value quantile_ms(const Histogram& histogram, double probability) {
  if (histogram.empty()) return std::nullopt;
  return static_cast<double>(histogram.quantile(probability).count()) / 1e6;
}

Value mean_ms(const Histogram& histogram) {
  if (histogram.empty()) return std::nullopt;
  return histogram.mean_ns() / 1e6;
}

// `histogram_of` finds the latencies in a run; nullptr where it has none.
template <typename HistogramOf>
void add_latencies(const std::string& metric, const std::string& name, HistogramOf histogram_of,
                   std::vector<ComparedMetric>& metrics) {
  metrics.push_back({.metric = metric + ".mean_ms",
                     .name = name + " mean",
                     .unit = "ms",
                     .value_of = [histogram_of](const RunResult& run) -> Value {
                       const Histogram* histogram = histogram_of(run);
                       return histogram == nullptr ? std::nullopt : mean_ms(*histogram);
                     }});
  for (const Quantile& quantile : kQuantiles) {
    metrics.push_back({.metric = fmt::format("{}.{}", metric, quantile.key),
                       .name = fmt::format("{} {}", name, quantile.name),
                       .unit = "ms",
                       .value_of = [histogram_of, probability = quantile.probability](
                                       const RunResult& run) -> Value {
                         const Histogram* histogram = histogram_of(run);
                         return histogram == nullptr ? std::nullopt
                                                     : quantile_ms(*histogram, probability);
                       }});
  }
}

void add(const char* metric, const char* name, const char* unit,
         Value (*value_of)(const RunResult&), std::vector<ComparedMetric>& metrics) {
  metrics.push_back({.metric = metric, .name = name, .unit = unit, .value_of = value_of});
}

// A closed system without consumers has no lags to speak of.
bool has_lags(const RunResult& run) { return !run.partitions.empty(); }

void add_lags(std::vector<ComparedMetric>& metrics) {
  add(
      "lag.max_work_lag_s", "greatest work-lag", "s",
      [](const RunResult& run) -> Value {
        return has_lags(run) ? Value(run.lag.max_work_lag_s) : std::nullopt;
      },
      metrics);
  add(
      "lag.max_age_lag_s", "greatest age-lag", "s",
      [](const RunResult& run) -> Value {
        return has_lags(run) ? Value(run.lag.max_age_lag_s) : std::nullopt;
      },
      metrics);
  add(
      "lag.max_backlog_events", "greatest backlog", "events",
      [](const RunResult& run) -> Value {
        return has_lags(run) ? Value(run.lag.max_backlog_events) : std::nullopt;
      },
      metrics);
  add(
      "lag.drain_time_s", "drain time at the end", "s",
      [](const RunResult& run) { return has_lags(run) ? run.lag.drain_time_s : std::nullopt; },
      metrics);
  add(
      "lag.recovered_at_s", "time of recovery", "s",
      [](const RunResult& run) { return has_lags(run) ? run.lag.recovered_at_s : std::nullopt; },
      metrics);
}

Value share_of_arrived(const RunResult& run, std::int64_t count) {
  if (run.totals.arrived == 0) return std::nullopt;
  return static_cast<double>(count) / static_cast<double>(run.totals.arrived);
}

void add_shares(std::vector<ComparedMetric>& metrics) {
  add(
      "totals.rejected_total/arrived", "refused share", "",
      [](const RunResult& run) { return share_of_arrived(run, run.totals.rejected_total()); },
      metrics);
  add(
      "totals.retried/arrived", "retried share", "",
      [](const RunResult& run) { return share_of_arrived(run, run.totals.retried); }, metrics);
  add(
      "totals.failed/arrived", "failed share", "",
      [](const RunResult& run) { return share_of_arrived(run, run.totals.failed); }, metrics);
  add(
      "totals.dead_lettered/arrived", "dead-lettered share", "",
      [](const RunResult& run) { return share_of_arrived(run, run.totals.dead_lettered); },
      metrics);
  add(
      "totals.lost/arrived", "lost share", "",
      [](const RunResult& run) { return share_of_arrived(run, run.totals.lost); }, metrics);
  add(
      "totals.applied_twice/arrived", "twice applied share", "",
      [](const RunResult& run) { return share_of_arrived(run, run.totals.applied_twice); },
      metrics);
}

const ClassResult* find_class(const RunResult& run, const std::string& name) {
  for (const ClassResult& each : run.classes) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

const StationResult* find_station(const RunResult& run, const std::string& name) {
  for (const StationResult& each : run.stations) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

void add_class(const std::string& name, std::vector<ComparedMetric>& metrics) {
  add_latencies(
      "classes." + name + ".latency.ack", name + " ack",
      [name](const RunResult& run) -> const Histogram* {
        const ClassResult* found = find_class(run, name);
        return found == nullptr ? nullptr : &found->ack;
      },
      metrics);
  add_latencies(
      "classes." + name + ".latency.end_to_end", name + " end-to-end",
      [name](const RunResult& run) -> const Histogram* {
        const ClassResult* found = find_class(run, name);
        return found == nullptr ? nullptr : &found->end_to_end;
      },
      metrics);
  metrics.push_back({.metric = "classes." + name + ".availability",
                     .name = name + " availability",
                     .value_of = [name](const RunResult& run) -> Value {
                       const ClassResult* found = find_class(run, name);
                       return found == nullptr ? std::nullopt : Value(found->availability);
                     }});
}

void add_station(const std::string& name, std::vector<ComparedMetric>& metrics) {
  metrics.push_back({.metric = "stations." + name + ".utilization",
                     .name = name + " utilization",
                     .value_of = [name](const RunResult& run) -> Value {
                       const StationResult* found = find_station(run, name);
                       return found == nullptr ? std::nullopt : Value(found->utilization);
                     }});
  metrics.push_back({.metric = "stations." + name + ".mean_time_ms",
                     .name = name + " mean time",
                     .unit = "ms",
                     .value_of = [name](const RunResult& run) -> Value {
                       const StationResult* found = find_station(run, name);
                       return found == nullptr ? std::nullopt : Value(found->mean_time_ms);
                     }});
}

}  // namespace

std::vector<ComparedMetric> compared_metrics(const RunResult& before, const RunResult& after) {
  std::vector<ComparedMetric> metrics;
  add(
      "throughput_per_s", "throughput", "/s",
      [](const RunResult& run) -> Value { return run.throughput_per_s; }, metrics);
  add(
      "availability", "availability", "",
      [](const RunResult& run) -> Value { return run.availability; }, metrics);
  add_latencies(
      "latency.ack", "ack", [](const RunResult& run) { return &run.ack; }, metrics);
  add_latencies(
      "latency.end_to_end", "end-to-end", [](const RunResult& run) { return &run.end_to_end; },
      metrics);
  add_lags(metrics);
  add_shares(metrics);
  if (before.classes.size() > 1) {
    for (const ClassResult& each : before.classes) {
      if (find_class(after, each.name) != nullptr) add_class(each.name, metrics);
    }
  }
  for (const StationResult& each : before.stations) {
    if (find_station(after, each.name) != nullptr) add_station(each.name, metrics);
  }
  return metrics;
}

}  // namespace uslkit
