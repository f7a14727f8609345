// Laws that every plan keeps, whatever the request.
#include <array>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/random.h"
#include "sizing/cell_performance.h"
#include "sizing/choose_cells.h"
#include "sizing/plan_objectives.h"
#include "sizing/plan_sizing.h"
#include "sizing/plan_uncertainty.h"
#include "sizing/worlds.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

// A model with everything drawn at random within sensible bounds.
SizingModel random_model(Random& random) {
  const auto between = [&random](double low, double high) {
    return low * std::pow(high / low, random.uniform());
  };
  SizingModel model = make_sizing_model(sample(kShop));
  model.load.peak_rate = between(1e3, 1e6);
  model.load.mean_rate = model.load.peak_rate * between(0.1, 1);
  model.load.peak_bytes_per_s = model.load.peak_rate * between(100, 10'000);
  model.log_traffic.ingress = model.load.peak_bytes_per_s;
  model.likely.consumer = {.alpha = random.uniform() < 0.3 ? 0 : between(1e-4, 0.05),
                           .beta = random.uniform() < 0.3 ? 0 : between(1e-6, 1e-3),
                           .gamma = between(500, 50'000)};
  model.batch_size = std::floor(between(10, 2000));
  model.likely.batch_overhead =
      0.9 * random.uniform() * model.batch_size / model.likely.consumer.gamma;
  model.likely.database.gamma = between(1e3, 1e5);
  model.likely.validation = between(1e-6, 1e-3);
  model.utilization = between(0.4, 1);
  model.end_to_end_p99 = kNoLimit;
  model.ack_p99 = kNoLimit;
  model.max_lag = kNoLimit;
  model.lag_capacity = 0;
  model.most_cells = 10'000;
  model.absorbs_one_loss = random.uniform() < 0.5;
  if (model.absorbs_one_loss) model.utilization = std::min(model.utilization, 2.0 / 3);
  model.prefer = CellPreference::fewest;
  model.planned = model.likely;
  return model;
}

std::array<double, 8> needs_of(const SizingModel& model, const World& world, double cells) {
  const CellNeeds needs = cell_needs(model, world, cells);
  return {needs.processing.most(),
          needs.ingress.most(),
          needs.brokers.most(),
          needs.consumers,
          needs.partitions.most(),
          needs.shards.most(),
          needs.rate,
          static_cast<double>(fewest_cells(model, world))};
}

}  // namespace

TEST_CASE("more load never needs fewer of anything") {
  Random random(20, "sizing property");
  for (int i = 0; i < 500; ++i) {
    const SizingModel model = random_model(random);
    World more = model.likely;
    more.load_factor *= 1 + random.uniform();
    const double cells = std::floor(1 + 20 * random.uniform());
    const std::array<double, 8> before = needs_of(model, model.likely, cells);
    const std::array<double, 8> after = needs_of(model, more, cells);
    for (std::size_t k = 0; k < before.size(); ++k) {
      CAPTURE(i);
      CAPTURE(k);
      // No number of cells is the most that can be needed.
      const bool none = k == 7 && after[k] == 0;
      CHECK((none || after[k] >= before[k] * (1 - 1e-12)));
    }
  }
}

TEST_CASE("counts meet every need, and a plan's own judge finds nothing to miss") {
  Random random(21, "sizing property");
  int planned = 0;
  for (int i = 0; i < 200; ++i) {
    const SizingModel model = random_model(random);
    const CellChoice choice = choose_cells(model, model.likely);
    if (!choice.chosen) continue;
    ++planned;
    CAPTURE(i);
    const CellCounts& counts = choice.chosen->cell;
    const CellNeeds needs =
        cell_needs(model, model.likely, static_cast<double>(choice.chosen->cells));
    const double slack = 1 + 1e-9;
    CHECK(static_cast<double>(counts.consumers) * slack >= needs.consumers);
    CHECK(static_cast<double>(counts.partitions) * slack >= needs.partitions.most());
    CHECK(static_cast<double>(counts.brokers) * slack >= needs.brokers.most());
    CHECK(static_cast<double>(counts.ingress_nodes) * slack >= needs.ingress.most());
    CHECK(static_cast<double>(counts.database_shards) * slack >= needs.shards.most());
    if (model.utilization < 0.99) {
      CHECK(PlanJudge(model, *choice.chosen).missed(model.likely) == 0);
    }
    if (model.absorbs_one_loss) {
      const PlanCounts rest{.cells = choice.chosen->cells,
                            .cell = without_one_domain(counts, model.domains)};
      World almost = model.likely;  // at 100 % a queue has no end
      almost.load_factor *= 0.999;
      CHECK(PlanJudge(model, rest).carries(almost));
    }
  }
  CHECK(planned > 150);
}

TEST_CASE("what the judge decides by a rate searched once, the formula decides the same") {
  const SizingRequest request = sample(kShop, {"/slo/ack_p99=2150us"});
  const SizingModel model = make_sizing_model(request);
  const CellChoice choice = choose_cells(model, model.likely);
  REQUIRE(choice.chosen);
  const PlanJudge judge(model, *choice.chosen);
  constexpr unsigned kAck = 1U << static_cast<unsigned>(ObjectiveKindOfPlan::ack_p99);
  int kept = 0;
  int missed = 0;
  for (double factor = 0.5; factor < 3; factor += 0.001) {
    World world = model.likely;
    world.load_factor = factor;
    const bool in_time =
        ack_p99(model, world, choice.chosen->cell, judge.cell_rate(world)) <= model.ack_p99;
    CHECK(((judge.missed(world) & kAck) == 0) == in_time);
    CHECK(judge.keeps_all(world) == (judge.missed(world) == 0));
    (in_time ? kept : missed) += 1;
  }
  CHECK(kept > 100);
  CHECK(missed > 100);
}

TEST_CASE("scaling rates and capacities together leaves counts unchanged") {
  const SizingPlan plan = plan_sizing(sample(kShop), {.draws = 200});
  // Everything ten times as fast: rates, bandwidths and storage up, times down.
  const SizingPlan fast = plan_sizing(sample(R"({
    "schema": 1,
    "traffic": {"classes": [{"name": "orders", "rate": "100k/s", "size": "1kB"}]},
    "load_factor": {"kind": "range", "low": 0.9, "likely": 1, "high": 1.1},
    "slo": {"ack_p99": "2ms", "end_to_end_p99": "10ms", "max_lag": "1s", "availability": 0.999},
    "ingress": {"servers": 2, "validation": "10us", "append": "200us"},
    "log": {
      "broker": {"network": "1GB/s", "disk": "1GB/s", "disk_network": "1GB/s", "storage": "20TB"}
    },
    "consumers": {
      "capacity": {"kind": "range", "low": "9k/s", "likely": "10k/s", "high": "11k/s"},
      "batch_size": 100, "batch_overhead": "1ms", "pull": "100us"
    },
    "database": {
      "capacity": "50k/s", "writes_per_event": 1, "lookups_per_event": 1, "hold_time": "500us"
    },
    "prices": {
      "ingress_node": 0.1, "broker": 0.5, "consumer": 0.2, "database_shard": 1,
      "storage_gb_month": 0.01, "penalty_per_minute": 100, "exposed_minutes": 60
    }
  })"),
                                      {.draws = 200});
  CHECK(fast.counts.cells == plan.counts.cells);
  CHECK(fast.counts.cell == plan.counts.cell);
  CHECK(fast.find("cost")->value == doctest::Approx(plan.find("cost")->value));
  CHECK(fast.uncertainty.probability_slo_met == plan.uncertainty.probability_slo_met);
}

TEST_CASE("wider uncertainty never raises P(SLO) of a plan that holds in the likely world") {
  double before = 1;
  for (const double width : {0.01, 0.05, 0.1, 0.2, 0.4}) {
    const SizingRequest request = sample(
        kShop,
        {fmt::format(R"(/load_factor={{"kind": "range", "low": {}, "likely": 1, "high": {}}})",
                     1 / (1 + width), 1 + width)});
    const SizingModel model = make_sizing_model(request);
    const CellChoice choice = choose_cells(model, model.likely);
    REQUIRE(choice.chosen);
    const double odds = plan_odds(model, *choice.chosen, draw_worlds(request, 3, 20'000)).all;
    CHECK(odds <= before);
    before = odds;
  }
  CHECK(before < 0.99);
}

TEST_CASE("more headroom costs more and is surer, along the frontier") {
  const SizingPlan plan = plan_sizing(sample(kShop), {.draws = 5000});
  double cost = 0;
  double odds = -1;
  int on_frontier = 0;
  int least_regrets = 0;
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    CHECK(option.cost_per_month >= cost);
    cost = option.cost_per_month;
    least_regrets += option.least_regret ? 1 : 0;
    CHECK(option.regret >= 0);
    if (!option.pareto) continue;
    CHECK(option.probability_slo_met > odds);
    odds = option.probability_slo_met;
    ++on_frontier;
  }
  CHECK(on_frontier >= 3);
  CHECK(least_regrets == 1);
  CHECK(odds > 0.999);
}

TEST_CASE("the plan is the same on every run, and another seed moves only the odds") {
  const SizingPlan one = plan_sizing(sample(kShop), {.draws = 5000});
  const SizingPlan two = plan_sizing(sample(kShop), {.draws = 5000});
  const SizingPlan other = plan_sizing(sample(kShop), {.draws = 5000, .seed = 99});
  CHECK(one.uncertainty.probability_slo_met == two.uncertainty.probability_slo_met);
  CHECK(one.counts == two.counts);
  CHECK(one.counts == other.counts);
  CHECK(one.find("consumers")->interval == two.find("consumers")->interval);
  CHECK(other.uncertainty.probability_slo_met ==
        doctest::Approx(one.uncertainty.probability_slo_met).epsilon(0.05));
}

TEST_CASE("a confidence makes the plan as much larger as it takes") {
  const SizingPlan likely = plan_sizing(
      sample(kShop, {R"(/load_factor={"kind": "range", "low": 0.7, "likely": 1, "high": 1.6})"}),
      {.draws = 5000});
  const SizingPlan sure = plan_sizing(
      sample(kShop, {R"(/load_factor={"kind": "range", "low": 0.7, "likely": 1, "high": 1.6})",
                     "/slo/confidence=0.95"}),
      {.draws = 5000});
  CHECK(likely.uncertainty.probability_slo_met < 0.95);
  CHECK(sure.uncertainty.probability_slo_met >= 0.95);
  CHECK(sure.planning_factor > 1);
  CHECK(sure.find("consumers")->value > likely.find("consumers")->value);
}

}  // namespace uslkit
