#include "run/assemble_result.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "run/estimates.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t kMs = 1'000'000;

// Two classes, two rows of 1 s, one partition of which `applied` events came through.
RunTally tally_of(std::int64_t cell, std::int64_t replication, std::int64_t applied) {
  RunTally tally;
  tally.cell = cell;
  tally.replication = replication;
  tally.classes.resize(2);
  Counts& counts = tally.classes[0].counts;
  counts.arrived = counts.admitted = counts.acked = counts.appended = applied + 1;
  counts.applied = applied;
  counts.in_flight_at_end = 1;
  tally.classes[1].counts.arrived = 4;
  tally.classes[1].counts.failed = 4;
  tally.classes[1].counts.rejected[static_cast<std::size_t>(RejectReason::priority_shed)] = 4;
  tally.classes[0].ack.record(2 * kMs, static_cast<std::uint64_t>(applied));
  tally.classes[0].end_to_end.record(50 * kMs, static_cast<std::uint64_t>(applied));
  tally.windows.resize(kBatchWindows);
  tally.windows[0].completed = applied;
  tally.partitions.resize(1);
  tally.partitions[0] = {.appended = applied + 1,
                         .applied = applied,
                         .batches = 10,
                         .batch_events = applied,
                         .measured_batches = 5,
                         .backlog_at_end = 1,
                         .max_backlog = 7,
                         .max_work_lag_s = 3 + static_cast<double>(cell),
                         .busy_ns = 500,
                         .consumer_ns = 1000};
  tally.stations = {{.name = "ingress",
                     .server_seconds = 4,
                     .busy_seconds = 1,
                     .arrivals = 20,
                     .departures = 20,
                     .number_integral_s = 5,
                     .time_sum_s = 5}};
  tally.series_interval = seconds(1);
  for (int row = 0; row < 2; ++row) {
    tally.series.push_back({.arrived = 10,
                            .admitted = 8,
                            .acked = 6,
                            .not_acked = 2,
                            .shed_by_class = {0, 2},
                            .applied = 5,
                            .backlog = 3,
                            .work_lag_s = 0.5 + static_cast<double>(cell),
                            .age_lag_s = 0.25 + static_cast<double>(cell),
                            .consumers = 2 + static_cast<double>(cell),
                            .consumer_utilization = 0.5 + 0.25 * static_cast<double>(cell),
                            .database_utilization = 0.2 + 0.2 * static_cast<double>(cell),
                            .ack_p99_ns = 2 * kMs * (1 + cell)});
  }
  tally.events = {{.time_s = 1, .cell = cell, .kind = "fault", .text = "all pause"},
                  {.time_s = 1, .cell = cell, .kind = "autoscaler", .text = "to 3"}};
  if (cell == 1) tally.events.pop_back();
  tally.traces = {{.name = "autoscaler", .time_s = {1}, .value = {3}}};
  tally.trajectory_hash = 17 + static_cast<std::uint64_t>(10 * replication + cell);
  tally.events_handled = 100;
  tally.simulated = seconds(2);
  tally.measured = seconds(2);
  tally.notes = {"a limit was touched"};
  return tally;
}

Scenario scenario_of(std::int64_t cells, std::int64_t replications) {
  Scenario scenario;
  scenario.name = "two cells";
  scenario.seed = 5;
  scenario.duration = seconds(2);
  scenario.cells.count = cells;
  scenario.replications = replications;
  scenario.traffic.classes.resize(2);
  scenario.traffic.classes[0].name = "orders";
  scenario.traffic.classes[0].lag_tolerance = seconds(2);
  scenario.traffic.classes[1].name = "logs";
  scenario.traffic.classes[1].priority = 3;
  scenario.log = LogSpec{};
  scenario.consumers = ConsumersSpec{};
  return scenario;
}

}  // namespace

TEST_CASE("two cells: counts, rates and histograms are sums, lags are the greatest") {
  const RunResult result =
      assemble_result(scenario_of(2, 1), {tally_of(0, 0, 100), tally_of(1, 0, 200)});
  CHECK(result.conservation.violations == std::vector<std::string>{});
  CHECK(result.conservation.holds);
  CHECK(result.totals.applied == 300);
  CHECK(result.totals.rejected_total() == 8);
  CHECK(result.throughput_per_s == 150);
  CHECK(result.ack.count() == 300);
  CHECK(result.availability == doctest::Approx(302.0 / 310));
  CHECK(result.lag.max_work_lag_s == 4);  // of partition 0 of cell 1
  REQUIRE(result.classes.size() == 2);
  CHECK(result.classes[0].name == "orders");
  CHECK(result.classes[0].availability == 1);
  CHECK(result.classes[0].lag_tolerance_held == false);
  CHECK(result.classes[1].availability == 0);
  CHECK(result.classes[1].priority == 3);
  CHECK_FALSE(result.classes[1].lag_tolerance_held);
  REQUIRE(result.cells.size() == 2);
  CHECK(result.cells[1].counts.applied == 200);
  CHECK(result.cells[1].max_work_lag_s == 4);
  CHECK(result.cells[0].ack_p99_ms == 2);
  CHECK(result.cells[0].trajectory_hash != result.cells[1].trajectory_hash);
  REQUIRE(result.partitions.size() == 2);
  CHECK(result.partitions[1].cell == 1);
  CHECK(result.partitions[1].utilization == 0.5);
  CHECK(result.partitions[1].mean_batch == 40);
  REQUIRE(result.stations.size() == 1);
  CHECK(result.stations[0].servers == 4);
  CHECK(result.stations[0].utilization == 0.25);
  CHECK(result.stations[0].throughput_per_s == 20);
  CHECK(result.stations[0].mean_in_system == 5);
  CHECK(result.stations[0].mean_time_ms == 250);
  CHECK(result.provenance.events == 200);
  CHECK(result.provenance.seed == 5);
  CHECK(result.provenance.scenario_sha256.size() == 64);
  CHECK(result.duration_s == 2);
}

TEST_CASE("two cells: each row of the series adds up, the greatest lag and p99 stand") {
  const RunResult result =
      assemble_result(scenario_of(2, 1), {tally_of(0, 0, 100), tally_of(1, 0, 200)});
  const SeriesResult& series = result.series;
  REQUIRE(series.time_s == std::vector<double>{0, 1});
  CHECK(series.arrived_per_s[1] == 20);
  CHECK(series.acked_per_s[1] == 12);
  CHECK(series.shed_per_s[1] == 4);
  CHECK(series.shed_per_s_by_class[1][0] == 4);
  CHECK(series.backlog_events[0] == 6);
  CHECK(series.work_lag_s[0] == 1.5);
  CHECK(series.consumers[0] == 5);
  CHECK(series.consumer_utilization[0] == doctest::Approx((2 * 0.5 + 3 * 0.75) / 5));
  CHECK(series.age_lag_s[0] == 1.25);
  CHECK(series.database_utilization[0] == doctest::Approx(0.3));
  CHECK(series.ack_p99_ms[0] == 4);
  CHECK(series.availability[0] == 0.75);
}

TEST_CASE("a last row that is shorter than the others counts per second of its own") {
  Scenario scenario = scenario_of(1, 1);
  scenario.duration = milliseconds(1500);
  const RunResult result = assemble_result(scenario, {tally_of(0, 0, 100)});
  CHECK(result.series.arrived_per_s == std::vector<double>{10, 20});
}

TEST_CASE("what happens in all cells at once is told once, what happens in one with its cell") {
  const RunResult result =
      assemble_result(scenario_of(2, 1), {tally_of(0, 0, 100), tally_of(1, 0, 200)});
  REQUIRE(result.events.size() == 2);
  CHECK(result.events[0].kind == "autoscaler");
  CHECK(result.events[0].cell == 0);
  CHECK(result.events[1].kind == "fault");
  CHECK(result.events[1].cell == -1);
  REQUIRE(result.traces.size() == 2);
  CHECK(result.traces[1].name == "cell 1/autoscaler");
  CHECK(result.notes.back() == "a limit was touched");
  CHECK(std::count(result.notes.begin(), result.notes.end(), "a limit was touched") == 1);
}

TEST_CASE("replications: counts are sums, rates and series means, with intervals") {
  const RunResult result =
      assemble_result(scenario_of(1, 2), {tally_of(0, 0, 100), tally_of(0, 1, 300)});
  CHECK(result.totals.applied == 400);
  CHECK(result.throughput_per_s == 100);  // 50/s and 150/s
  CHECK(result.series.arrived_per_s[0] == 10);
  CHECK(result.cells[0].counts.applied == 400);
  CHECK(result.partitions[0].applied == 400);
  CHECK(result.stations[0].mean_in_system == 2.5);
  CHECK(result.provenance.replications == 2);
  const NamedEstimate* throughput = find_estimate(result, "throughput_per_s");
  REQUIRE(throughput != nullptr);
  CHECK(throughput->samples == std::vector<double>{50, 150});
  CHECK(throughput->method == "2 replications");
  CHECK(result.traces.size() == 1);
  CHECK(result.traces[0].name == "autoscaler");
}

TEST_CASE("the order of the tallies decides the hash, so that no two can be swapped unseen") {
  const RunResult one =
      assemble_result(scenario_of(2, 1), {tally_of(0, 0, 100), tally_of(1, 0, 200)});
  RunTally first = tally_of(0, 0, 100);
  RunTally second = tally_of(1, 0, 200);
  std::swap(first.trajectory_hash, second.trajectory_hash);
  const RunResult other = assemble_result(scenario_of(2, 1), {first, second});
  CHECK(one.provenance.trajectory_hash != other.provenance.trajectory_hash);
}

TEST_CASE("golden signals use the corrected definitions and say what was wrong") {
  Scenario scenario = scenario_of(1, 1);
  scenario.log->partitions = 4;
  RunTally tally = tally_of(0, 0, 100);
  tally.series[0].backlog = 3'000'000;
  tally.series[1].end_to_end_p99_ns = 31'000 * kMs;
  tally.classes[0].counts.applied = 98;
  tally.classes[0].counts.dead_lettered = 2;
  tally.partitions[0].applied = 98;
  tally.partitions[0].dead_lettered = 2;
  const RunResult result = assemble_result(scenario, {tally});
  REQUIRE(result.golden_signals.size() == 4);
  const GoldenSignal& lag = result.golden_signals[0];
  CHECK(lag.worst == 3e6);
  CHECK(lag.threshold == 1e6);
  CHECK(lag.seconds_above == 1);
  CHECK(lag.correction.find("Max(WriteOffset) - Max(ReadOffset)") != std::string::npos);
  CHECK(result.golden_signals[1].worst == doctest::Approx(31));
  CHECK(result.golden_signals[1].seconds_above == 1);
  CHECK(result.golden_signals[2].worst == 2);  // 4 partitions, 2 consumers
  CHECK(result.golden_signals[2].correction.find("PartitionCount / ConsumerCount") !=
        std::string::npos);
  CHECK(result.golden_signals[3].worst == doctest::Approx(2.0 / 98));
  CHECK(result.golden_signals[3].seconds_above == 2);
}

TEST_CASE("every kind of promise is judged with what was found, and told in words") {
  Scenario scenario = scenario_of(1, 1);
  const auto promise = [&scenario](const ObjectiveKind& kind) {
    scenario.slo.push_back({.objective = kind});
  };
  promise(LatencyObjective{.quantile = 0.99, .at_most = milliseconds(50)});
  promise(LatencyObjective{.of = LatencyKind::end_to_end,
                           .quantile = 0.999,
                           .at_most = milliseconds(49),
                           .name = "orders"});
  promise(LatencyObjective{.at_most = milliseconds(50), .name = "logs"});
  promise(LagObjective{.at_most = seconds(3)});
  promise(AvailabilityObjective{.at_least = 0.99998});
  promise(AvailabilityObjective{.at_least = 0.999, .name = "orders"});
  promise(RecoveryObjective{.after = seconds(1), .at_most = seconds(5)});
  promise(ShedObjective{.at_most = 0.05});
  promise(DeadLetterObjective{});
  RunTally tally = tally_of(0, 0, 100);
  const RunResult result = assemble_result(scenario, {tally});
  std::vector<std::string> told;
  for (const ObjectiveVerdict& verdict : result.slo) {
    told.push_back(fmt::format("{} {} {:.4g} {:.4g} {}{}", verdict.pointer, verdict.text,
                               verdict.found, verdict.bound, verdict.unit,
                               verdict.met ? " met" : " MISSED"));
  }
  CHECK(told ==
        std::vector<std::string>{
            "/slo/0 ack p99 <= 50ms 2 50 ms met",
            "/slo/1 end-to-end p99.9 of orders <= 49ms 50 49 ms MISSED",
            "/slo/2 ack p99 of logs <= 50ms nan 50 ms MISSED", "/slo/3 work-lag <= 3s 3 3 s met",
            "/slo/4 availability >= 99.998 % 0.9619 1  MISSED",
            "/slo/5 availability of orders >= 99.9 % 1 0.999  met",
            "/slo/6 work-lag below 1s within 5s of 1s 0 5 s met",
            "/slo/7 shed <= 5 % 0.0381 0.05  met", "/slo/8 dead letters <= 1 % 0 0.01  met"});
  tally.series[1].work_lag_s = 30;
  const RunResult late = assemble_result(scenario, {tally});
  CHECK(std::isinf(late.slo[6].found));
  CHECK_FALSE(late.slo[6].met);
}

TEST_CASE("notes warn of what the numbers alone would hide") {
  Scenario scenario = scenario_of(1, 1);
  scenario.consumers->count = 8;
  scenario.log->partitions = 3;
  scenario.consumers->workers_per_partition = 2;
  RunTally tally = tally_of(0, 0, 100);
  tally.classes[0].end_to_end.record(80'000 * kMs, 500);
  tally.series[1].work_lag_s = 30;
  tally.series[1].backlog = 500;
  const RunResult result = assemble_result(scenario, {tally});
  const std::vector<std::string> expected = {
      "clients are answered within 2 ms (ack p99), but their events are applied within 80 s only "
      "(end-to-end p99): the first is no promise for the second",
      "the backlog is not worked off when the run ends, and it does not fall",
      "2 of 8 consumers per cell stand idle: 3 partitions x 2 workers per partition are all that "
      "can be consumed at once; more partitions or workers per partition would use them",
      "no warm-up: the run starts empty, which pulls means and quantiles down; give /warm_up"};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(result.notes.at(i) == expected[i]);
}

TEST_CASE("a closed system gives the fitter its point") {
  Scenario scenario;
  scenario.architecture = Architecture::coordination;
  scenario.cells.count = 2;
  RunTally tally = tally_of(0, 0, 100);
  tally.closed_workers = 8;
  tally.partitions.clear();
  RunTally longer = tally;
  longer.measured = seconds(4);  // 25/s beside 50/s
  const RunResult result = assemble_result(scenario, {tally, longer});
  REQUIRE(result.scalability);
  CHECK(result.scalability->concurrency == 16);
  CHECK(result.scalability->throughput_per_s == 75);
  CHECK(result.scalability->latency_ms == 2);
}

}  // namespace uslkit
