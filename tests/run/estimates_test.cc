#include "run/estimates.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "base/indexed_draw.h"
#include "model/distributions.h"

namespace uslkit {
namespace {

using std::chrono::seconds;

constexpr double kArrivalRate = 800;  // per second
constexpr double kTrueMean_ms = 5;

// M/M/1 with utilisation 0.8 and a mean service of 1 ms, by Lindley's recursion, started empty.
RunTally lindley(std::uint64_t seed, Duration duration) {
  const DrawStream gaps(seed, "gaps");
  const DrawStream services(seed, "services");
  RunTally tally;
  tally.classes.resize(1);
  tally.windows.resize(kBatchWindows);
  tally.measured = duration;
  tally.simulated = duration;
  double now_s = 0;
  double free_s = 0;
  const double end_s = in_seconds(duration);
  for (std::uint64_t i = 0;; ++i) {
    now_s += gaps.exponential(i) / kArrivalRate;
    free_s = std::max(now_s, free_s) + services.exponential(i) * 1e-3;
    if (free_s >= end_s) break;
    const std::int64_t latency_ns = static_cast<std::int64_t>((free_s - now_s) * 1e9);
    BatchWindow& window = tally.windows[static_cast<std::size_t>(free_s / end_s * kBatchWindows)];
    window.ack.record(latency_ns);
    ++window.completed;
  }
  for (const BatchWindow& window : tally.windows) tally.classes[0].ack.merge(window.ack);
  return tally;
}

Scenario mm1_scenario(Duration duration) {
  Scenario scenario;
  scenario.duration = duration;
  scenario.traffic.classes = {TrafficClass{.rate = {ConstantRate{Rate{kArrivalRate}}}}};
  return scenario;
}

RunResult result_of(const TallySet& tallies) {
  RunResult result;
  result.ack = merged_ack(tallies.all());
  for (const StationTally& station : merged_stations(tallies.replication(0))) {
    result.stations.push_back({.name = station.name, .mean_in_system = station.number_integral_s});
  }
  double throughput = 0;
  for (std::size_t i = 0; i < tallies.replications(); ++i) {
    throughput += summed_throughput(tallies.replication(i));
  }
  result.throughput_per_s = throughput / static_cast<double>(tallies.replications());
  return result;
}

IntervalEstimates estimates_of(const Scenario& scenario, const std::vector<RunTally>& all) {
  const TallySet tallies(all, static_cast<std::size_t>(scenario.cells.count));
  const std::vector<LagResult> lags(tallies.replications());
  return interval_estimates(scenario, tallies, lags, result_of(tallies));
}

const NamedEstimate* find(const IntervalEstimates& found, const std::string& name) {
  for (const NamedEstimate& each : found.estimates) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

bool covers(const NamedEstimate* estimate, double truth) {
  return estimate != nullptr && *estimate->estimate.low <= truth &&
         truth <= *estimate->estimate.high;
}

}  // namespace

TEST_CASE("a t interval is that of the textbook, and is cut at what is possible") {
  // Mean 3, standard error 0.7071, t(0.975, 4) = 2.776445.
  const RunEstimate estimate = t_interval(3, {1, 2, 3, 4, 5});
  CHECK(*estimate.low == doctest::Approx(3 - 2.776445105 * std::sqrt(0.5)));
  CHECK(*estimate.high == doctest::Approx(3 + 2.776445105 * std::sqrt(0.5)));
  CHECK(*t_interval(0.1, {0, 0.3, 0}).low == 0);
  CHECK(*t_interval(0.99, {0.9, 1, 1}, {.most = 1}).high == 1);
  CHECK_FALSE(t_interval(3, {3}).low);
  CHECK_FALSE(t_interval(3, {}).high);
}

TEST_CASE("the correlation of neighbours sees a trend and no pattern in an alternation") {
  std::vector<double> trend;
  for (int i = 0; i < 20; ++i) trend.push_back(i);
  CHECK(lag_one_correlation(trend) == doctest::Approx(0.85));
  CHECK(lag_one_correlation({1, -1, 1, -1, 1, -1}) < -0.7);
  CHECK(lag_one_correlation({2, 2, 2, 2}) == 0);
  CHECK(lag_one_correlation({1, 2}) == 0);
}

TEST_CASE("95 % intervals by batch means cover the truth of M/M/1 in 92 to 97 % of runs") {
  const Duration duration = seconds(250);  // 200,000 requests
  const Scenario scenario = mm1_scenario(duration);
  constexpr int kRuns = 400;
  int mean = 0;
  int median = 0;
  int p99 = 0;
  int throughput = 0;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    const IntervalEstimates found = estimates_of(scenario, {lindley(seed, duration)});
    if (covers(find(found, "latency.ack.mean_ms"), kTrueMean_ms)) ++mean;
    if (covers(find(found, "latency.ack.p50_ms"), kTrueMean_ms * std::log(2.0))) ++median;
    if (covers(find(found, "latency.ack.p99_ms"), kTrueMean_ms * std::log(100.0))) ++p99;
    if (covers(find(found, "throughput_per_s"), kArrivalRate)) ++throughput;
  }
  MESSAGE("covered of ", kRuns, ": mean ", mean, ", p50 ", median, ", p99 ", p99, ", throughput ",
          throughput);
  for (const int covered : {mean, median, p99, throughput}) {
    CHECK(covered >= 0.92 * kRuns);
    CHECK(covered <= 0.975 * kRuns);
  }
}

TEST_CASE("replications and alike cells give intervals too, and say so") {
  const Duration duration = seconds(20);
  Scenario scenario = mm1_scenario(duration);
  std::vector<RunTally> tallies;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) tallies.push_back(lindley(seed, duration));

  // A mean of 3 inside each, over 20 s.
  for (RunTally& tally : tallies) {
    tally.stations = {{.name = "ingress", .number_integral_s = 60, .time_sum_s = 60}};
  }
  scenario.replications = 12;
  const IntervalEstimates by_replication = estimates_of(scenario, tallies);
  const NamedEstimate* mean = find(by_replication, "latency.ack.mean_ms");
  REQUIRE(mean != nullptr);
  CHECK(mean->method == "12 replications");
  CHECK(mean->samples.size() == 12);
  CHECK(covers(mean, kTrueMean_ms));
  CHECK(covers(find(by_replication, "throughput_per_s"), kArrivalRate));
  CHECK(find(by_replication, "lag.max_work_lag_s") != nullptr);
  CHECK(find(by_replication, "lag.drain_time_s") == nullptr);  // the result has none

  scenario.replications = 1;
  scenario.cells.count = 12;
  const IntervalEstimates by_cell = estimates_of(scenario, tallies);
  CHECK(find(by_cell, "latency.ack.mean_ms")->method == "12 cells");
  CHECK(find(by_cell, "stations.ingress.mean_in_system")->samples.front() == 12 * 3);
  CHECK(find(by_replication, "stations.ingress.mean_in_system")->samples.front() == 3);
  CHECK(covers(find(by_cell, "throughput_per_s"), 12 * kArrivalRate));

  scenario.cells.shares = {2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  CHECK(find(estimates_of(scenario, tallies), "latency.ack.mean_ms")->method == "20 batch means");
}

TEST_CASE("a quantile beyond what a batch holds has no interval") {
  const Duration duration = seconds(20);  // 800 requests a batch
  const IntervalEstimates found = estimates_of(mm1_scenario(duration), {lindley(7, duration)});
  CHECK(find(found, "latency.ack.p99_ms") != nullptr);
  CHECK(find(found, "latency.ack.p999_ms") == nullptr);
}

TEST_CASE("a run whose load or system changes has no intervals but by replications") {
  const Duration duration = seconds(20);
  Scenario scenario = mm1_scenario(duration);
  CHECK(is_stationary(scenario));
  scenario.faults.resize(1);
  CHECK_FALSE(is_stationary(scenario));
  const IntervalEstimates found = estimates_of(scenario, {lindley(1, duration)});
  CHECK(found.estimates.empty());
  CHECK(found.notes == std::vector<std::string>{
                           "no intervals: load or system change during the run, so that its parts "
                           "are not alike; use --replications 10 or more"});

  const RateProfile flat_ramp{RampRate{.from = Rate{5}, .to = Rate{5}, .length = seconds(3)}};
  const RateProfile ramp{RampRate{.from = Rate{5}, .to = Rate{6}, .length = seconds(3)}};
  scenario = mm1_scenario(duration);
  scenario.traffic.classes[0].rate = flat_ramp;
  CHECK(is_stationary(scenario));
  scenario.traffic.classes[0].rate = RateProfile{SumRate{{flat_ramp, ramp}}};
  CHECK_FALSE(is_stationary(scenario));
}

TEST_CASE("batches with a trend get no interval but a note") {
  const Duration duration = seconds(20);
  RunTally tally = lindley(1, duration);
  for (std::size_t i = 0; i < tally.windows.size(); ++i) {
    tally.windows[i].ack.clear();
    tally.windows[i].ack.record(static_cast<std::int64_t>(i) * 1'000'000, 1000);
  }
  const IntervalEstimates found = estimates_of(mm1_scenario(duration), {tally});
  CHECK(find(found, "latency.ack.mean_ms") == nullptr);
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0] ==
        "latency.ack has no interval: neighbouring batches resemble each other (correlation 0.85), "
        "because the run is overloaded or short against its queues' memory; use --replications");
}

TEST_CASE("a run that stopped early uses the windows that it finished") {
  const Duration duration = seconds(20);
  RunTally tally = lindley(1, duration);
  tally.measured = seconds(11);  // of windows of one second each
  const IntervalEstimates found = estimates_of(mm1_scenario(duration), {tally});
  CHECK(find(found, "latency.ack.mean_ms")->method == "11 batch means");
}

}  // namespace uslkit
