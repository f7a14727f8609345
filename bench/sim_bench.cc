// What a simulated request costs, per engine, and what its parts cost: calendar, arrivals, record.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "base/histogram.h"
#include "base/indexed_draw.h"
#include "bench/sim_scenarios.h"
#include "run/arrivals.h"
#include "sim/calendar.h"
#include "sim/engines.h"

namespace uslkit {
namespace {

using Engine = RunTally (*)(const Scenario&, const CellRun&);

void simulate_all(benchmark::State& state, Engine engine, const Scenario& scenario,
                  CalendarKind calendar = CalendarKind::quaternary_heap) {
  std::int64_t requests = 0;
  std::int64_t events = 0;
  std::uint64_t hash = 0;
  for (auto _ : state) {
    const RunTally tally = engine(scenario, CellRun{.calendar = calendar});
    for (const ClassTally& of_class : tally.classes) requests += of_class.counts.arrived;
    events += tally.events_handled;
    hash = tally.trajectory_hash;
  }
  state.counters["requests/s"] =
      benchmark::Counter(static_cast<double>(requests), benchmark::Counter::kIsRate);
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  // Equal hashes: an optimisation changed no result.
  state.SetLabel("trajectory " + std::to_string(hash));
}

void tandem(benchmark::State& state) {
  simulate_all(state, run_shock_absorber, bench::tandem(1'000'000));
}
BENCHMARK(tandem)->Unit(benchmark::kMillisecond);

void tandem_on_a_binary_heap(benchmark::State& state) {
  simulate_all(state, run_shock_absorber, bench::tandem(1'000'000), CalendarKind::binary_heap);
}
BENCHMARK(tandem_on_a_binary_heap)->Unit(benchmark::kMillisecond);

void mm1(benchmark::State& state) {
  simulate_all(state, run_shock_absorber, bench::mm1(1'000'000));
}
BENCHMARK(mm1)->Unit(benchmark::kMillisecond);

void large_batches(benchmark::State& state) {
  simulate_all(state, run_shock_absorber, bench::large_batches(2'000'000));
}
BENCHMARK(large_batches)->Unit(benchmark::kMillisecond);

void coordination(benchmark::State& state) {
  simulate_all(state, run_coordination, bench::stop_the_world(200'000));
}
BENCHMARK(coordination)->Unit(benchmark::kMillisecond);

void synchronous(benchmark::State& state) {
  simulate_all(state, run_synchronous, bench::synchronous_server(200'000));
}
BENCHMARK(synchronous)->Unit(benchmark::kMillisecond);

// Hold: the earliest event out, another one in at an exponential time after it.
void calendar_hold(benchmark::State& state) {
  EventCalendar calendar(static_cast<CalendarKind>(state.range(0)));
  DrawBlock delays({1, "calendar_hold"}, DrawBlock::Kind::kExponential);
  std::uint64_t draw = 0;
  const auto push_after = [&](TimePoint now) {
    calendar.push(now + Duration(static_cast<std::int64_t>(1e6 * delays.at(draw++))), 0, 0);
  };
  for (std::int64_t i = 0; i < state.range(1); ++i) push_after(TimePoint{});
  for (auto _ : state) push_after(calendar.pop().time());
  benchmark::DoNotOptimize(calendar.first());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(calendar_hold)
    ->ArgNames({"binary", "pending"})
    ->ArgsProduct({{static_cast<int>(CalendarKind::quaternary_heap),
                    static_cast<int>(CalendarKind::binary_heap)},
                   {2, 42, 1'000, 32'000}});

void arrivals(benchmark::State& state, const Arrivals& kind) {
  RateProfile profile;
  profile.shape = ConstantRate{{1e6}};
  ArrivalProcess process(kind, RateCurve(profile, 1, std::chrono::hours(24 * 365)),
                         {.gaps = {1, "gaps"}, .bursts = {1, "bursts"}});
  for (auto _ : state) benchmark::DoNotOptimize(process.next());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(arrivals, poisson, PoissonArrivals{});
BENCHMARK_CAPTURE(arrivals, deterministic, DeterministicArrivals{});
BENCHMARK_CAPTURE(arrivals, bursty, MmppArrivals{});

void histogram_record(benchmark::State& state) {
  Histogram histogram;
  DrawBlock latencies({1, "histogram_record"}, DrawBlock::Kind::kExponential);
  std::uint64_t draw = 0;
  for (auto _ : state) {
    histogram.record(static_cast<std::int64_t>(750e3 * latencies.at(draw++ % 512)));
  }
  benchmark::DoNotOptimize(histogram.count());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(histogram_record);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
