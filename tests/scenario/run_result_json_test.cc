#include "scenario/run_result_json.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include <doctest/doctest.h>

#include "scenario/compare_runs.h"
#include "tests/cli/schema_check.h"

namespace uslkit {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Every count differs from its neighbours, so that a swapped pair shows.
Counts counts_from(std::int64_t first) {
  Counts counts;
  for (std::int64_t* each :
       {&counts.arrived, &counts.retried, &counts.duplicates, &counts.admitted, &counts.invalid,
        &counts.acked, &counts.late_acks, &counts.failed, &counts.appended, &counts.applied,
        &counts.redelivered, &counts.redelivered_applied, &counts.duplicates_skipped,
        &counts.applied_twice, &counts.dead_lettered, &counts.lost, &counts.in_flight_at_end,
        &counts.unanswered_at_end}) {
    *each = first++;
  }
  for (std::size_t i = 1; i < counts.rejected.size(); ++i) counts.rejected[i] = first++;
  return counts;
}

Histogram some_latencies(std::int64_t first) {
  Histogram histogram;
  for (std::int64_t i = 0; i < 1000; ++i) histogram.record(first + i * i * 977);
  histogram.record(INT64_C(1) << 51, 1'000'000'000'000'000);  // the sum needs more than 64 bits
  return histogram;
}

SeriesResult some_series() {
  SeriesResult series;
  series.interval_s = 0.5;
  series.time_s = {0, 0.5};
  double next = 0.1;
  for (std::vector<double>* column :
       {&series.arrived_per_s, &series.admitted_per_s, &series.shed_per_s, &series.acked_per_s,
        &series.applied_per_s, &series.backlog_events, &series.work_lag_s, &series.age_lag_s,
        &series.consumers, &series.consumer_utilization, &series.database_utilization,
        &series.ack_p50_ms, &series.ack_p99_ms, &series.ack_p999_ms, &series.end_to_end_p50_ms,
        &series.end_to_end_p99_ms, &series.end_to_end_p999_ms, &series.availability}) {
    *column = {next, next + 1.0 / 3};
    next += 2;
  }
  series.shed_per_s_by_class = {{1, 2}, {3, kUnknown}};
  return series;
}

RunResult full_result() {
  RunResult result;
  result.name = "black friday";
  result.note = "shows \"quotes\"";
  result.architecture = "shock_absorber";
  result.duration_s = 600;
  result.warm_up_s = 1.0 / 3;
  result.totals = counts_from(100);
  result.throughput_per_s = 1e-7;
  result.classes = {ClassResult{.name = "payments",
                                .priority = 2,
                                .counts = counts_from(1000),
                                .ack = some_latencies(5),
                                .end_to_end = some_latencies(7),
                                .availability = 0.99998,
                                .max_work_lag_s = 119.5,
                                .lag_tolerance_s = 5,
                                .lag_tolerance_held = false},
                    ClassResult{.name = "a,\"b\"", .counts = counts_from(2000)}};
  result.partitions = {{.cell = 1,
                        .partition = 2,
                        .appended = 3,
                        .applied = 4,
                        .dead_lettered = 5,
                        .lost = 6,
                        .batches = 7,
                        .backlog_at_end = 8,
                        .max_backlog = 9,
                        .max_work_lag_s = 10,
                        .max_age_lag_s = 11,
                        .utilization = 0.12,
                        .mean_batch = 13,
                        .end_to_end_p99_ms = 14}};
  result.cells = {{.cell = 1,
                   .counts = counts_from(3000),
                   .availability = 0.5,
                   .ack_p99_ms = 2,
                   .end_to_end_p99_ms = 3,
                   .max_work_lag_s = 4,
                   .trajectory_hash = 0xFFFFFFFFFFFFFFFE}};
  result.stations = {{.name = "ingress",
                      .servers = 1,
                      .utilization = 0.8,
                      .throughput_per_s = 3,
                      .mean_in_system = 4,
                      .mean_time_ms = 5,
                      .littles_law_gap = 1e-16}};
  result.ack = some_latencies(11);
  result.end_to_end = some_latencies(13);
  result.lag = {.max_work_lag_s = 120,
                .max_work_lag_at_s = 389,
                .max_age_lag_s = 86,
                .max_backlog_events = 72e6,
                .drain_time_s = 0,
                .recovered_at_s = std::nullopt};
  result.availability = 0.9;
  result.series = some_series();
  result.partition_series = {.interval_s = 1,
                             .time_s = {0},
                             .max_backlog_events = {{9}},
                             .max_work_lag_s = {{kUnknown}},
                             .max_age_lag_s = {{11}}};
  result.traces = {{.name = "autoscaler", .time_s = {1, 2}, .value = {24, 48}}};
  result.events = {{.time_s = 3, .cell = -1, .kind = "fault", .text = "all consumers pause"}};
  result.golden_signals = {{.name = "lag",
                            .definition = "unread",
                            .worst = 2,
                            .threshold = 1,
                            .seconds_above = 3,
                            .correction = "what"}};
  result.slo = {{.text = "work-lag below 1s within 5min of 0s",
                 .pointer = "/slo/0",
                 .found = std::numeric_limits<double>::infinity(),
                 .bound = 300,
                 .unit = "s",
                 .met = false}};
  result.theory = {{.quantity = "ingress mean time",
                    .formula = "M/M/1",
                    .assumption = "Poisson",
                    .unit = "ms",
                    .theory = 5,
                    .simulated = {.value = 5.05, .low = 4.9, .high = {}},
                    .gap = 0.01}};
  result.estimates = {{.name = "latency.ack.p99_ms",
                       .estimate = {.value = 1, .low = 0.5, .high = 1.5},
                       .method = "3 replications",
                       .samples = {0.9, 1, 1.1}},
                      {.name = "throughput_per_s", .estimate = {.value = 2}}};
  result.scalability = ScalabilityPoint{16, 120, 8};
  result.conservation = {.holds = false, .violations = {"class a: 1 but 2"}};
  result.provenance = {.engine = "event",
                       .seed = 9007199254740993,
                       .scenario_sha256 = std::string(64, 'c'),
                       .scenario_source = "scenarios/black_friday.json",
                       .replications = 3,
                       .trajectory_hash = 1,
                       .events = 12'345'678'901'234,
                       .stopped_early = "budget"};
  result.notes = {"one", "two"};
  return result;
}

JsonDocument parsed(const nlohmann::ordered_json& json) {
  return JsonDocument::parse(json.dump(), {.source = "run.json"});
}

// What a reader says about the document after one value of it was changed.
std::string complaint(const std::string& pointer, const nlohmann::ordered_json& value) {
  nlohmann::ordered_json json = run_result_to_json(full_result());
  json[nlohmann::ordered_json::json_pointer(pointer)] = value;
  try {
    (void)run_result_from_json(JsonDocument::parse(json.dump(), {.source = "run.json"}));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a run comes back from its document: written again, it is the same text") {
  const nlohmann::ordered_json json = run_result_to_json(full_result());
  const RunResult back = run_result_from_json(parsed(json));
  CHECK(run_result_to_json(back).dump() == json.dump());
  const nlohmann::ordered_json blank = run_result_to_json(RunResult{});
  CHECK(run_result_to_json(run_result_from_json(parsed(blank))).dump() == blank.dump());
}

TEST_CASE("what comes back are the values themselves, not only their text") {
  const RunResult result = full_result();
  const RunResult back = run_result_from_json(parsed(run_result_to_json(result)));
  CHECK(back.ack == result.ack);
  CHECK(back.classes[0].end_to_end == result.classes[0].end_to_end);
  CHECK(back.classes[1].ack == Histogram());
  CHECK(back.ack.quantile(0.37) == result.ack.quantile(0.37));
  CHECK(back.totals.unanswered_at_end == 117);
  CHECK(back.totals.rejected == result.totals.rejected);
  CHECK(back.cells[0].trajectory_hash == 0xFFFFFFFFFFFFFFFE);
  CHECK(back.provenance.seed == 9007199254740993);
  CHECK(back.warm_up_s == 1.0 / 3);
  CHECK_FALSE(back.lag.recovered_at_s);
  CHECK(back.lag.drain_time_s == 0.0);
  CHECK(back.classes[0].lag_tolerance_held == false);
  CHECK_FALSE(back.classes[1].lag_tolerance_held);
  CHECK(back.theory[0].simulated.low == 4.9);
  CHECK_FALSE(back.theory[0].simulated.high);
  CHECK(back.estimates[0].samples == std::vector<double>{0.9, 1, 1.1});
  CHECK(back.scalability->throughput_per_s == 120);
  CHECK(back.series.shed_per_s_by_class[0] == std::vector<double>{1, 2});
  CHECK(back.traces[0].value == std::vector<double>{24, 48});
  CHECK(back.partition_series.max_backlog_events[0] == std::vector<double>{9});
  CHECK(std::isnan(back.partition_series.max_work_lag_s[0][0]));
}

TEST_CASE("units stand in the keys, numbers are plain and short, and what is open is null") {
  RunResult result;
  result.ack.record(12'340'000);
  result.lag.drain_time_s = std::nullopt;
  result.slo = {{.found = kUnknown}};
  const nlohmann::ordered_json json = run_result_to_json(result);
  CHECK(json["latency"]["ack"]["p99_ms"].dump() == "12.34");
  CHECK(json["latency"]["ack"]["count"] == 1);
  CHECK(json["latency"]["end_to_end"]["p99_ms"].is_null());
  CHECK(json["lag"]["drain_time_s"].is_null());
  CHECK(json["slo"][0]["found"].is_null());
  CHECK(json["totals"]["rejected"]["rate_limit"] == 0);
  CHECK(json["cells"].is_array());
}

TEST_CASE("another document, another version, short columns and false histograms are refused") {
  CHECK(complaint("/document", "fit") ==
        "run.json:1:32 (/document): error: found the document \"fit\"\n"
        "  allowed: \"run\"\n"
        "  hint: make one with uslkit simulate --json");
  CHECK(complaint("/schema_version", 2) ==
        "run.json:1:19 (/schema_version): error: found schema version 2\n"
        "  allowed: 1\n"
        "  hint: run the scenario again with this version");
  CHECK(complaint("/series/work_lag_s", nlohmann::ordered_json::array({1}))
            .find("found an array of 1\n  allowed: an array of 2, as time_s has") !=
        std::string::npos);
  CHECK(complaint("/partition_series/max_age_lag_s", nlohmann::ordered_json::array())
            .find("found an array of 0\n  allowed: an array of 1, as partitions has") !=
        std::string::npos);
  CHECK(complaint("/latency/ack/histogram/mean_floor_ns", 3)
            .find("found a histogram whose parts contradict each other") != std::string::npos);
  CHECK(complaint("/latency/ack/histogram/counts", nlohmann::ordered_json::array({1}))
            .find("found 1 counts\n  allowed: one for each of the") != std::string::npos);
  CHECK(complaint("/cells/0/trajectory_hash", "xyz").find("allowed: 16 hexadecimal digits") !=
        std::string::npos);
  CHECK(complaint("/partitions/0/applied", 1.5).find("/partitions/0/applied") != std::string::npos);
  CHECK(complaint("/estimates/0/interval95", nlohmann::ordered_json::array({1, 2, 3}))
            .find("allowed: [low, high] or null") != std::string::npos);
}

TEST_CASE("a document that an earlier version kept is read: what came later is unknown") {
  std::ifstream file("tests/data/kept/run_8c3e0d36.json");
  std::stringstream text;
  text << file.rdbuf();
  const RunResult result =
      run_result_from_json(JsonDocument::parse(text.str(), {.source = "kept.json"}));
  CHECK(result.totals.applied == 607);
  CHECK(result.partitions.size() == 2);
  CHECK(result.partition_series.time_s.empty());
  REQUIRE(result.series.ack_p50_ms.size() == result.series.time_s.size());
  CHECK(std::isnan(result.series.ack_p50_ms.front()));
  CHECK(result.series.ack_p99_ms.front() > 0);
}

TEST_CASE("only keys that came later may be missing") {
  const auto without = [](const std::string& object, const char* key) {
    nlohmann::ordered_json json = run_result_to_json(full_result());
    json[nlohmann::ordered_json::json_pointer(object)].erase(key);
    try {
      (void)run_result_from_json(parsed(json));
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(without("/series", "end_to_end_p999_ms").empty());
  CHECK(without("/series", "acked_per_s").empty());
  CHECK(without("/stations/0", "load").empty());
  CHECK(without("/theory/0", "assumption_holds").empty());
  CHECK(without("", "partition_series").empty());
  CHECK(without("/series", "work_lag_s").find("work_lag_s") != std::string::npos);
  CHECK(without("/partition_series", "max_work_lag_s").find("max_work_lag_s") != std::string::npos);
  CHECK(without("/stations/0", "servers").find("servers") != std::string::npos);
}

TEST_CASE("the CSV has one row per interval and names the classes") {
  RunResult result = full_result();
  const std::string csv = series_csv(result);
  CHECK(csv.substr(0, csv.find('\n')) ==
        "time_s,arrived_per_s,admitted_per_s,shed_per_s,acked_per_s,applied_per_s,backlog_events,"
        "work_lag_s,"
        "age_lag_s,consumers,consumer_utilization,database_utilization,ack_p50_ms,ack_p99_ms,"
        "ack_p999_ms,end_to_end_p50_ms,end_to_end_p99_ms,end_to_end_p999_ms,availability,shed_per_"
        "s:payments,\"shed_per_s:a,\"\"b\"\"\"");
  const std::string rows = csv.substr(csv.find('\n') + 1);
  CHECK(rows.substr(0, rows.find('\n')).starts_with("0,0.1,2.1,4.1,"));
  CHECK(rows.ends_with(",2,\n"));  // the last value is unknown
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 3);
}

TEST_CASE("runs and comparisons follow their published schemas, which describe every key") {
  const auto faults = [](const std::string& name, const nlohmann::ordered_json& body) {
    std::ifstream file("docs/schemas/" + name + ".schema.json");
    const nlohmann::json schema = nlohmann::json::parse(file);
    nlohmann::json document = body;
    // What the command line puts around it.
    document["tool"] = {{"name", "uslkit"}, {"version", "1"}, {"git_id", "unknown"}};
    document["options"] = nlohmann::json::object();
    for (const char* key : {"inputs", "notes", "assertions"}) {
      if (schema["properties"].contains(key)) document[key] = nlohmann::json::array();
    }
    document["seed"] = 1;
    return test::schema_faults(schema, document, true);
  };
  using Faults = std::vector<std::string>;
  const RunResult full = full_result();
  CHECK(faults("run", run_result_to_json(full)) == Faults{});
  const Faults blank = faults("run", run_result_to_json(RunResult{}));  // no architecture yet
  REQUIRE(blank.size() == 1);
  CHECK(blank[0] ==
        "/architecture: \"\" is not one of [\"shock_absorber\",\"synchronous\",\"coordination\"]");
  CHECK(faults("compare", compare_to_json(compare_runs(full, full))) == Faults{});
}

}  // namespace uslkit
