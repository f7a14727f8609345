// plan_verification: what a plan predicted beside what the run of its scenario found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/run_result.h"
#include "sizing/sizing_plan.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// One predicted quantity. `agrees` compares prediction and run, `kept` run and promise.
struct PlanCheck {
  std::string name{};   // as in PlannedObjective
  std::string title{};  // for people
  std::string unit{};
  double predicted = 0;
  RunEstimate simulated{};
  double gap = 0;            // simulated / predicted - 1; a difference where predicted is 0
  double tolerance = 0;      // of the gap
  bool upper_limit = false;  // a smaller value agrees as well
  bool agrees = true;
  std::optional<double> promised{};
  std::optional<bool> kept{};
  std::string broken_assumption{};  // which one explains the gap; empty: they agree
};

struct PlanVerification {
  std::string scope{};  // "one of 3 alike cells, 283,333/s for 35 s: 9.9M requests"
  std::vector<PlanCheck> checks{};
  bool slo_met = true;  // in the run
  bool agrees = true;   // every prediction within its tolerance
};

[[nodiscard]] PlanVerification verify_plan(const SizingRequest& request, const SizingPlan& plan,
                                           const RunResult& run);

}  // namespace uslkit
