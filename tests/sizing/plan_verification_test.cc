// A plan, run: its promises hold in the simulator, and with one consumer fewer than the bound they
// do not.
#include "sizing/plan_verification.h"

#include <doctest/doctest.h>

#include "scenario/scenario_file.h"
#include "sim/simulate.h"
#include "sizing/cell_needs.h"
#include "sizing/plan_scenario.h"
#include "sizing/plan_sizing.h"
#include "tests/sizing/sample_requests.h"

namespace uslkit {
namespace {

// Read back from its own text, as `uslkit simulate` would.
RunResult run_of(const Scenario& scenario) {
  return simulate(scenario_from_text(write_scenario(scenario), "plan.json"));
}

}  // namespace

TEST_CASE("a plan keeps its promises in simulation, and was predicted within its tolerances") {
  for (const char* tail : {"/slo/end_to_end_p99=100ms", "/slo/end_to_end_p99=45ms"}) {
    CAPTURE(tail);
    const SizingRequest request = sample(kShop, {tail});
    const SizingPlan plan = plan_sizing(request, {.draws = 10});
    const RunResult run = run_of(plan_scenario(request, plan));
    const PlanVerification verified = verify_plan(request, plan, run);
    CHECK(verified.slo_met);
    for (const PlanCheck& check : verified.checks) {
      CAPTURE(check.name);
      CAPTURE(check.predicted);
      CAPTURE(check.simulated.value);
      CHECK(check.agrees);
      CHECK(check.broken_assumption.empty());
    }
    CHECK(verified.checks.size() == 5);
  }
}

TEST_CASE("one consumer fewer than the load needs, and the lag breaks its promise") {
  const SizingRequest request = sample(kShop, {"/slo/max_lag=1s"});
  SizingPlan plan = plan_sizing(request, {.draws = 10});
  // 10k/s on consumers of 1k/s, whole partitions each: 10 carry it at 100 %, 9 do not.
  PlanCounts short_of = plan.counts;
  short_of.cell.consumers = 9;
  short_of.cell.partitions = 45;
  const RunResult run = run_of(plan_scenario(request, plan, {.counts = short_of}));
  bool lag_missed = false;
  for (const ObjectiveVerdict& verdict : run.slo) {
    if (verdict.text.starts_with("work-lag")) lag_missed = !verdict.met;
  }
  CHECK(lag_missed);
  CHECK_FALSE(verify_plan(request, plan, run).slo_met);
}

TEST_CASE("where prediction and run differ, it says which assumption broke") {
  const SizingRequest request = sample(kShop);
  SizingPlan plan = plan_sizing(request, {.draws = 10});
  for (PlannedObjective& objective : plan.objectives) {
    if (objective.name == "end_to_end_p99_ms") objective.predicted /= 2;
  }
  const PlanVerification verified =
      verify_plan(request, plan, run_of(plan_scenario(request, plan)));
  CHECK_FALSE(verified.agrees);
  for (const PlanCheck& check : verified.checks) {
    CHECK(check.agrees == (check.name != "end_to_end_p99_ms"));
    if (check.name != "end_to_end_p99_ms") continue;
    CHECK(check.gap == doctest::Approx(1).epsilon(0.1));
    CHECK(check.broken_assumption.starts_with("typical batches are large: in the run they had"));
  }
}

TEST_CASE("one cell stands for all of them with its share of the load") {
  const SizingRequest request = sample(kShop, {"/cells/largest_blast_radius=0.25"});
  const SizingPlan plan = plan_sizing(request, {.draws = 10});
  REQUIRE(plan.counts.cells >= 4);
  const Scenario one = plan_scenario(request, plan);
  const Scenario all = plan_scenario(request, plan, {.one_cell = false, .counts = {.cells = 0}});
  CHECK(one.cells.count == 1);
  CHECK(all.cells.count == plan.counts.cells);
  const RunResult run_one = run_of(one);
  const RunResult run_all = run_of(all);
  CHECK(run_one.totals.arrived == doctest::Approx(static_cast<double>(run_all.totals.arrived) /
                                                  static_cast<double>(plan.counts.cells))
                                      .epsilon(0.01));
  CHECK(verify_plan(request, plan, run_one).scope.starts_with("one of"));
  CHECK(verify_plan(request, plan, run_all).slo_met);
}

}  // namespace uslkit
