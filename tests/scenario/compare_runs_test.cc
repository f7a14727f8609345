#include "scenario/compare_runs.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/indexed_draw.h"

namespace uslkit {
namespace {

NamedEstimate estimate_of(const std::string& name, std::vector<double> samples) {
  double sum = 0;
  for (const double sample : samples) sum += sample;
  return {.name = name,
          .estimate = {.value = sum / static_cast<double>(samples.size())},
          .method = std::to_string(samples.size()) + " replications",
          .samples = std::move(samples)};
}

RunResult run_of(std::vector<double> throughputs) {
  RunResult run;
  run.architecture = "shock_absorber";
  run.duration_s = 60;
  run.provenance.seed = 7;
  run.estimates = {estimate_of("throughput_per_s", std::move(throughputs))};
  run.throughput_per_s = run.estimates[0].estimate.value;
  return run;
}

const MetricChange& change(const RunComparison& comparison, const std::string& metric) {
  for (const MetricChange& each : comparison.changes) {
    if (each.metric == metric) return each;
  }
  FAIL("no such metric: ", metric);
  return comparison.changes.front();
}

}  // namespace

TEST_CASE("common random numbers: differences are paired, and what both runs share cancels") {
  // The runs vary by tens, their differences by tenths: 3 +- 0.1.
  const RunResult before = run_of({100, 150, 90, 130});
  const RunResult after = run_of({103.1, 152.9, 93.1, 132.9});
  const RunComparison comparison = compare_runs(before, after);
  CHECK(comparison.paired);
  CHECK(comparison.warnings.empty());
  const MetricChange& throughput = change(comparison, "throughput_per_s");
  CHECK(throughput.method == "4 replications, paired");
  CHECK(*throughput.difference == doctest::Approx(3));
  // t(0.975, 3) = 3.182446, s = 0.11547.
  CHECK(*throughput.low == doctest::Approx(3 - 3.182446 * 0.1154701 / 2).epsilon(1e-6));
  CHECK(*throughput.high == doctest::Approx(3 + 3.182446 * 0.1154701 / 2).epsilon(1e-6));
  CHECK(throughput.verdict == "B's throughput is 3/s higher [2.82, 3.18]");
  CHECK(comparison.sentences.front() == throughput.verdict);
  CHECK(change(compare_runs(after, before), "throughput_per_s").verdict ==
        "B's throughput is 3/s lower [2.82, 3.18]");
}

TEST_CASE("runs of other seeds are compared as independent ones, with a warning") {
  RunResult other = run_of({103, 153, 93, 133});
  other.provenance.seed = 8;
  const RunComparison comparison = compare_runs(run_of({100, 150, 90, 130}), other);
  CHECK_FALSE(comparison.paired);
  CHECK(comparison.warnings ==
        std::vector<std::string>{"seeds differ: 7 and 8; the runs saw different arrivals, so that "
                                 "intervals are wider than need be"});
  const MetricChange& throughput = change(comparison, "throughput_per_s");
  CHECK(throughput.method == "4 replications, independent");
  // Equal variances 758.33 and sizes: t(0.975, 6) = 2.446912 x sqrt(2 x 758.33 / 4).
  CHECK(*throughput.high - 3 ==
        doctest::Approx(2.446912 * std::sqrt(758.3333333 / 2)).epsilon(1e-6));
  CHECK(throughput.verdict == "B's throughput does not differ clearly: 3/s [-44.6, 50.6]");
}

TEST_CASE("paired intervals cover the true difference 19 times in 20") {
  const DrawStream noise(3, "noise");
  int covered = 0;
  constexpr int kRuns = 2000;
  for (std::uint64_t run = 0; run < kRuns; ++run) {
    std::vector<double> before;
    std::vector<double> after;
    for (std::uint64_t i = 0; i < 10; ++i) {
      const std::uint64_t draw = (run * 10 + i) * 3;
      const double common = 100 * noise.normal(draw);
      before.push_back(1000 + common + noise.normal(draw + 1));
      after.push_back(1002 + common + noise.normal(draw + 2));
    }
    const RunComparison comparison = compare_runs(run_of(before), run_of(after));
    const MetricChange& found = change(comparison, "throughput_per_s");
    if (*found.low <= 2 && 2 <= *found.high) ++covered;
  }
  CHECK(covered > 0.935 * kRuns);
  CHECK(covered < 0.965 * kRuns);
}

TEST_CASE("without samples the difference stands alone, and equal numbers are the same") {
  RunResult before = run_of({1, 2});
  RunResult after = run_of({1, 2});
  before.estimates.clear();
  after.throughput_per_s = 1.25;
  before.ack.record(12'340'000);
  after.ack.record(12'340'000);
  const RunComparison comparison = compare_runs(before, after, {.before = "old", .after = "new"});
  CHECK(change(comparison, "throughput_per_s").verdict ==
        "new's throughput is 0.25/s lower, without an interval");
  CHECK(change(comparison, "throughput_per_s").ratio == doctest::Approx(1.25 / 1.5));
  CHECK(change(comparison, "latency.ack.p99_ms").verdict == "new's ack p99 is the same: 12.3 ms");
}

TEST_CASE("what only one run has is said") {
  RunResult before = run_of({1, 2});
  RunResult after = run_of({1, 2});
  before.partitions.resize(1);
  after.partitions.resize(1);
  before.lag.recovered_at_s = 595;
  const RunComparison comparison = compare_runs(before, after);
  CHECK(change(comparison, "lag.recovered_at_s").verdict ==
        "B's time of recovery has none, A's is 595 s");
  CHECK(change(compare_runs(after, before), "lag.recovered_at_s").verdict ==
        "B's time of recovery is 595 s, A has none");
}

TEST_CASE(
    "other lengths, architectures and early ends are warned of; closed and open are refused") {
  RunResult before = run_of({1, 2});
  RunResult after = run_of({1, 2});
  after.duration_s = 61;
  after.warm_up_s = 1;
  after.architecture = "synchronous";
  after.provenance.stopped_early = "its budget is used up";
  CHECK(compare_runs(before, after).warnings ==
        std::vector<std::string>{
            "durations differ: 60 s and 61 s; counts and lags of a shorter run are not comparable",
            "warm-ups differ: 0 s and 1 s; latencies cover different parts of the runs",
            "architectures differ: shock_absorber and synchronous; stations and lags mean "
            "different things",
            "the second run ended early: its budget is used up"});
  CHECK_FALSE(compare_runs(before, after).paired);
  after.architecture = "coordination";
  CHECK_THROWS_WITH((void)compare_runs(before, after),
                    "compare: error: found a run of shock_absorber and one of coordination\n"
                    "  allowed: two open systems or two closed ones\n"
                    "  hint: compare their scalability instead: sweep each and fit it");
}

TEST_CASE("classes and stations that both runs have are compared by name") {
  RunResult before = run_of({1, 2});
  before.classes = {ClassResult{.name = "pay", .availability = 1}, ClassResult{.name = "log"}};
  before.stations = {{.name = "ingress", .utilization = 0.5}, {.name = "database"}};
  RunResult after = run_of({1, 2});
  after.classes = {ClassResult{.name = "log"}, ClassResult{.name = "pay", .availability = 0.75}};
  after.stations = {{.name = "ingress", .utilization = 0.25}};
  const RunComparison comparison = compare_runs(before, after);
  CHECK(*change(comparison, "classes.pay.availability").difference == -0.25);
  CHECK(*change(comparison, "stations.ingress.utilization").ratio == 0.5);
  for (const MetricChange& each : comparison.changes) {
    CHECK(each.metric.find("database") == std::string::npos);
  }
}

TEST_CASE("the document holds what the struct holds, open ends as null") {
  const nlohmann::ordered_json json =
      compare_to_json(compare_runs(run_of({100, 150}), run_of({103, 153})));
  CHECK(json["document"] == "compare");
  CHECK(json["paired"] == true);
  CHECK(json["changes"][0]["metric"] == "throughput_per_s");
  CHECK(json["changes"][0]["difference"] == 3.0);
  CHECK(json["changes"][0]["interval95"].size() == 2);
  CHECK(json["changes"][1]["interval95"].is_null());
}

}  // namespace uslkit
