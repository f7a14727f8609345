// What a request costs in the two engines of a shock absorber, side by side, and its parts.
//
// Each label shows the trajectory's hash, which is the same in both engines of a model; whatever
// makes one quicker must leave it.
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/histogram.h"
#include "base/indexed_draw.h"
#include "bench/sim_scenarios.h"
#include "run/run_tally.h"
#include "run/traffic_source.h"
#include "sim/engines.h"

namespace uslkit {
namespace {

// ---- Whole models. ----

void simulate_all(benchmark::State& state, const Scenario& scenario, bool by_stages) {
  std::int64_t requests = 0;
  std::uint64_t hash = 0;
  for (auto _ : state) {
    CellRun run;
    run.by_stages = by_stages;
    const RunTally tally = run_shock_absorber(scenario, run);
    for (const ClassTally& of_class : tally.classes) requests += of_class.counts.arrived;
    hash = tally.trajectory_hash;
  }
  const double count = static_cast<double>(requests);
  state.counters["requests/s"] = benchmark::Counter(count, benchmark::Counter::kIsRate);
  state.counters["per request"] =
      benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.SetLabel("trajectory " + std::to_string(hash));
}

constexpr std::int64_t kRequests = 2'000'000;

// Three classes, a limiter and a shedder that are asked, batches of hundreds: a cell of Black
// Friday.
Scenario black_friday_cell(std::int64_t requests) {
  Scenario scenario = bench::large_batches(requests);
  scenario.traffic.classes.front().rate.shape = ConstantRate{{700'000}};
  for (const double rate : {80'000.0, 100.0}) {
    TrafficClass others = scenario.traffic.classes.front();
    others.name = rate > 1000 ? "transactions" : "control";
    others.rate.shape = ConstantRate{{rate}};
    scenario.traffic.classes.push_back(others);
  }
  scenario.traffic.classes.front().tenants = ZipfTenants{.count = 2000, .exponent = 0.5};
  scenario.ingress.admission = {TokenBucketSpec{.rate = Rate{690'000}, .burst = 1000},
                                PrioritySheddingSpec{.signal = Signal::work_lag,
                                                     .thresholds = {{.above = 15, .priority = 3}}}};
  return scenario;
}

int register_models() {
  using Make = Scenario (*)(std::int64_t);
  struct Model {
    const char* name;
    Make make;
  };
  for (const Model& model : {Model{"mm1", bench::mm1}, Model{"tandem", bench::tandem},
                             Model{"large_batches", bench::large_batches},
                             Model{"black_friday_cell", black_friday_cell}}) {
    for (const bool by_stages : {true, false}) {
      const std::string name = std::string(model.name) + (by_stages ? "/sweep" : "/event");
      benchmark::RegisterBenchmark(name.c_str(), [model, by_stages](benchmark::State& state) {
        simulate_all(state, model.make(kRequests), by_stages);
      })->Unit(benchmark::kMillisecond);
    }
  }
  return 0;
}
const int kRegistered = register_models();

// ---- Parts, per request. ----

void exponential_draws(benchmark::State& state) {
  const DrawStream stream(1, "exponential_draws");
  std::vector<double> draws(256);
  std::uint64_t first = 0;
  for (auto _ : state) {
    stream.fill_exponential(first, draws);
    benchmark::DoNotOptimize(draws.data());
    first += draws.size();
  }
  state.SetItemsProcessed(state.iterations() * std::ssize(draws));
}
BENCHMARK(exponential_draws);

void arrival_times(benchmark::State& state) {
  const Scenario scenario = bench::mm1(1'000'000'000'000);
  TrafficSource source(scenario, {.replication = 0, .cell = 0}, {.name = "arrivals"});
  std::vector<std::int64_t> times(4096);
  for (auto _ : state) {
    benchmark::DoNotOptimize(source.take_times(TimePoint::max() - Duration(1), times));
  }
  state.SetItemsProcessed(state.iterations() * std::ssize(times));
}
BENCHMARK(arrival_times);

void recorded_latencies(benchmark::State& state) {
  Histogram histogram;
  const DrawStream stream(1, "recorded_latencies");
  std::vector<std::int64_t> latencies(4096);
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    latencies[i] = static_cast<std::int64_t>(750e3 * stream.exponential(i));
  }
  for (auto _ : state) histogram.record_all(latencies);
  benchmark::DoNotOptimize(histogram.count());
  state.SetItemsProcessed(state.iterations() * std::ssize(latencies));
}
BENCHMARK(recorded_latencies);

void trajectory_hash(benchmark::State& state) {
  std::vector<std::int64_t> times(4096);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<std::int64_t>(i * 10'007);
  for (auto _ : state) {
    std::uint64_t sum = 0;
    for (const std::int64_t time : times) {
      sum += trajectory_mix(static_cast<std::uint64_t>(time), 3, time + 1000);
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * std::ssize(times));
}
BENCHMARK(trajectory_hash);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
