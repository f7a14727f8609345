// What planning costs. Target: 100,000 joint draws through the whole plan in at most 0.5 s on one
// core: worlds, odds of every objective, bands of every need, and 27 plans of other headroom scored
// against all of them. The parts stand below, per world.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "sizing/choose_cells.h"
#include "sizing/plan_sizing.h"
#include "sizing/plan_uncertainty.h"
#include "sizing/request_file.h"
#include "sizing/worlds.h"

namespace uslkit {
namespace {

constexpr std::int64_t kDraws = 100'000;

SizingRequest request(const char* name) {
  return read_request(std::string("requests/") + name + ".json");
}

void whole_plan(benchmark::State& state, const char* name) {
  const SizingRequest asked = request(name);
  for (auto _ : state) benchmark::DoNotOptimize(plan_sizing(asked, {.draws = kDraws}));
  state.counters["plans_in_half_a_second"] = benchmark::Counter(
      0.5 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void point_plan(benchmark::State& state, const char* name) {
  const SizingModel model = make_sizing_model(request(name));
  for (auto _ : state) benchmark::DoNotOptimize(choose_cells(model, model.likely));
}

// The parts of the whole, over the same worlds.
struct Parts {
  SizingRequest asked;
  SizingModel model;
  PlanCounts counts;
  std::vector<World> worlds;

  explicit Parts(const char* name)
      : asked(request(name)),
        model(make_sizing_model(asked)),
        counts(*choose_cells(model, model.likely).chosen),
        worlds(draw_worlds(asked, 1, kDraws)) {}
};

void per_world(benchmark::State& state) { state.SetItemsProcessed(state.iterations() * kDraws); }

void drawing(benchmark::State& state, const char* name) {
  const SizingRequest asked = request(name);
  for (auto _ : state) benchmark::DoNotOptimize(draw_worlds(asked, 1, kDraws));
  per_world(state);
}

void odds(benchmark::State& state, const char* name) {
  const Parts parts(name);
  for (auto _ : state) {
    benchmark::DoNotOptimize(plan_odds(parts.model, parts.counts, parts.worlds));
  }
  per_world(state);
}

void bands(benchmark::State& state, const char* name) {
  const Parts parts(name);
  for (auto _ : state) {
    benchmark::DoNotOptimize(need_bands(parts.model, parts.counts, parts.worlds));
  }
  per_world(state);
}

void headroom(benchmark::State& state, const char* name) {
  const Parts parts(name);
  for (auto _ : state) {
    benchmark::DoNotOptimize(headroom_options(parts.model, parts.counts, parts.worlds));
  }
  per_world(state);
}

BENCHMARK_CAPTURE(whole_plan, iot, "iot")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_plan, black_friday, "black_friday")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_plan, financial, "financial")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(point_plan, iot, "iot")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(point_plan, cells, "cells_from_usl")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(drawing, iot, "iot")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(odds, iot, "iot")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bands, iot, "iot")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(headroom, iot, "iot")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace uslkit

BENCHMARK_MAIN();
