#include "tests/report/sample_run.h"

#include <algorithm>
#include <cmath>

#include "policy/verdict.h"

namespace uslkit {
namespace {

constexpr std::size_t kRows = 120;

void fill_series(SeriesResult& series) {
  series.interval_s = 10;
  series.shed_per_s_by_class.resize(2);
  for (std::size_t i = 0; i < kRows; ++i) {
    const double t = static_cast<double>(i);
    const double load = i < 30 ? 1e5 : i < 60 ? 1e5 + 3e3 * (t - 30) : i < 90 ? 1.9e5 : 1e5;
    const double shed = i >= 50 && i < 90 ? 0.1 * load : 0;
    const double lag = i < 40 ? 0 : std::max(0.0, 120 - 4 * std::abs(t - 70));
    series.time_s.push_back(10 * t);
    series.arrived_per_s.push_back(load);
    series.admitted_per_s.push_back(load - shed);
    series.shed_per_s.push_back(shed);
    series.shed_per_s_by_class[0].push_back(0);
    series.shed_per_s_by_class[1].push_back(shed);
    series.applied_per_s.push_back(std::min(load - shed, 1.3e5));
    series.backlog_events.push_back(lag * 1.3e5);
    series.work_lag_s.push_back(lag);
    series.age_lag_s.push_back(1.1 * lag);
    series.consumers.push_back(i < 75 ? 64 : 128);
    series.consumer_utilization.push_back(0.8);
    series.database_utilization.push_back(0.5);
    series.ack_p99_ms.push_back(9);
    series.end_to_end_p99_ms.push_back(40 + 1000 * lag);
    series.availability.push_back(1 - shed / load);
  }
}

ClassResult class_result(const std::string& name, std::int64_t arrived, std::int64_t shed) {
  ClassResult result;
  result.name = name;
  result.counts.arrived = arrived;
  result.counts.rejected[static_cast<std::size_t>(RejectReason::priority_shed)] = shed;
  result.counts.failed = shed;
  result.counts.admitted = arrived - shed;
  result.counts.acked = arrived - shed;
  result.counts.applied = arrived - shed;
  for (std::int64_t i = 1; i <= 1000; ++i) {
    result.ack.record(i * 10'000);
    result.end_to_end.record(i * 120'000'000);
  }
  result.availability = 1 - static_cast<double>(shed) / static_cast<double>(arrived);
  return result;
}

void sum_classes(RunResult& result) {
  for (const ClassResult& each : result.classes) {
    result.totals += each.counts;
    result.ack.merge(each.ack);
    result.end_to_end.merge(each.end_to_end);
  }
}

}  // namespace

RunResult surge_run() {
  RunResult result;
  result.name = "surge";
  result.architecture = "shock_absorber";
  result.duration_s = 1200;
  result.warm_up_s = 60;
  result.throughput_per_s = 123456.7;
  result.classes = {class_result("payments", 100'000'000, 0),
                    class_result("analytics", 50'000'000, 5'000'000)};
  sum_classes(result);
  result.availability = 145.0 / 150.0;
  fill_series(result.series);
  result.lag = {.max_work_lag_s = 120,
                .max_work_lag_at_s = 700,
                .max_age_lag_s = 132,
                .max_backlog_events = 15.6e6,
                .drain_time_s = 0,
                .recovered_at_s = 1000};
  result.stations = {{.name = "consumers",
                      .servers = 96.5,
                      .utilization = 0.81,
                      .throughput_per_s = 1.2e5,
                      .mean_in_system = 78,
                      .mean_time_ms = 0.65}};
  result.events = {{.time_s = 400, .cell = 0, .kind = "fault", .text = "20 % of consumers killed"},
                   {.time_s = 460, .cell = 0, .kind = "fault_end", .text = "consumers are back"},
                   {.time_s = 750, .cell = 0, .kind = "autoscaler", .text = "64 -> 128 consumers"}};
  result.golden_signals = {{.name = "lag",
                            .definition = "unread events, all partitions together",
                            .worst = 15.6e6,
                            .threshold = 1e6,
                            .seconds_above = 450,
                            .correction = "the papers alert on events, which says nothing"}};
  result.slo = {{.text = "work-lag <= 60 s",
                 .pointer = "/slo/0",
                 .found = 120,
                 .bound = 60,
                 .unit = "s",
                 .met = false},
                {.text = "availability of payments >= 99.9 %",
                 .pointer = "/slo/1",
                 .found = 100,
                 .bound = 99.9,
                 .unit = "%",
                 .met = true}};
  result.conservation.holds = true;
  result.provenance = {.engine = "event",
                       .seed = 7,
                       .scenario_sha256 = std::string(64, 'a'),
                       .scenario_source = "surge.json",
                       .replications = 1,
                       .trajectory_hash = 0x0123456789abcdefULL,
                       .events = 450'000'000,
                       .stopped_early = ""};
  return result;
}

RunResult surge_in_full() {
  constexpr std::size_t kPartitions = 8;
  constexpr std::size_t kHot = 2;
  RunResult result = surge_run();
  SeriesResult& series = result.series;
  for (std::size_t i = 0; i < kRows; ++i) {
    const double lag = series.work_lag_s[i];
    series.ack_p50_ms.push_back(i == 5 ? 0 : 2 + 0.01 * lag);
    series.ack_p999_ms.push_back(30 + lag);
    series.end_to_end_p50_ms.push_back(15 + 900 * lag);
    series.end_to_end_p999_ms.push_back(90 + 1100 * lag);
  }
  Counts& analytics = result.classes[1].counts;
  analytics.rejected[static_cast<std::size_t>(RejectReason::priority_shed)] -= 1'000'000;
  analytics.rejected[static_cast<std::size_t>(RejectReason::queue_full)] = 1'000'000;
  result.totals.rejected = analytics.rejected;
  PartitionSeriesResult& waiting = result.partition_series;
  waiting.interval_s = 2 * series.interval_s;
  for (std::size_t row = 0; row < kRows; row += 2) waiting.time_s.push_back(series.time_s[row]);
  for (std::size_t i = 0; i < kPartitions; ++i) {
    const double share = i == kHot ? 0.3 : 0.1;
    std::vector<double>& backlog = waiting.max_backlog_events.emplace_back();
    std::vector<double>& work_lag = waiting.max_work_lag_s.emplace_back();
    std::vector<double>& age_lag = waiting.max_age_lag_s.emplace_back();
    for (std::size_t row = 0; row < kRows; row += 2) {
      backlog.push_back(std::round(share * series.backlog_events[row]));
      work_lag.push_back((i == kHot ? 1 : 0.3) * series.work_lag_s[row]);
      age_lag.push_back(series.age_lag_s[row]);
    }
    result.partitions.push_back({.cell = 0,
                                 .partition = static_cast<std::int64_t>(i),
                                 .appended = static_cast<std::int64_t>(share * 145e6),
                                 .applied = static_cast<std::int64_t>(share * 145e6),
                                 .max_backlog = static_cast<std::int64_t>(share * 15.6e6),
                                 .max_work_lag_s = i == kHot ? 120.0 : 36.0,
                                 .max_age_lag_s = 132,
                                 .utilization = i == kHot ? 0.99 : 0.4});
  }
  return result;
}

RunResult queue_run() {
  RunResult result;
  result.name = "mm1";
  result.architecture = "shock_absorber";
  result.duration_s = 40;
  result.throughput_per_s = 80;
  result.classes = {class_result("requests", 3200, 0)};
  result.classes[0].end_to_end.clear();
  sum_classes(result);
  for (std::size_t i = 0; i < 40; ++i) {
    result.series.time_s.push_back(static_cast<double>(i));
    result.series.arrived_per_s.push_back(80);
    result.series.admitted_per_s.push_back(80);
    result.series.shed_per_s.push_back(0);
    result.series.applied_per_s.push_back(0);
    result.series.work_lag_s.push_back(0);
    result.series.consumers.push_back(0);
  }
  result.theory = {{.quantity = "ingress mean time in system",
                    .formula = "M/M/1: 1/(mu - lambda)",
                    .assumption = "Poisson arrivals and exponential service, which holds here",
                    .unit = "ms",
                    .theory = 50,
                    .simulated = {.value = 50.4, .low = 49.1, .high = 51.7},
                    .gap = 0.008}};
  result.conservation.holds = true;
  result.provenance = {.engine = "event",
                       .seed = 1,
                       .scenario_sha256 = std::string(64, 'b'),
                       .scenario_source = "-",
                       .replications = 1,
                       .trajectory_hash = 1,
                       .events = 6400,
                       .stopped_early = ""};
  return result;
}

}  // namespace uslkit
