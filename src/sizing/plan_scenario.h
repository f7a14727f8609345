// plan_scenario: a plan as the scenario that the simulator and the pipeline run.
#pragma once

#include "scenario/scenario.h"
#include "sizing/sizing_plan.h"
#include "sizing/sizing_request.h"

namespace uslkit {

struct PlanScenarioOptions {
  // Cells share nothing and are alike, so one of them with its share of the load stands for all.
  bool one_cell = true;
  PlanCounts counts{};  // instead of the plan's own, where cells is > 0
};

// Traffic at the likely load factor, counts of the plan, promises as objectives. The consumers' USL
// is in their batch times at the planned number: t0 and t1 are stretched by its denominator. Load
// that does not change is run for 20 s after 5 s of warm-up, else the profile to its end.
[[nodiscard]] Scenario plan_scenario(const SizingRequest& request, const SizingPlan& plan,
                                     const PlanScenarioOptions& options = {.counts = {.cells = 0}});

}  // namespace uslkit
