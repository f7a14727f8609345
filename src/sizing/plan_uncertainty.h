// plan_uncertainty: how sure a plan is, how far each number could move, and what more room would
// buy.
#pragma once

#include <vector>

#include "sizing/sizing_model.h"
#include "sizing/sizing_plan.h"

namespace uslkit {

// What each quantity would have to be in every world, all cells together: 5 %, 50 % and 95 %.
struct NeedBands {
  struct Band {
    double low = 0;
    double median = 0;
    double high = 0;
  };
  Band cells{};
  Band ingress_nodes{};
  Band brokers{};
  Band partitions{};
  Band consumers{};
  Band database_shards{};
  Band storage_bytes{};
  Band cost_per_month{};
  double infeasible_share = 0;  // of the worlds: no number of cells would do
};

// With as many cells as the plan has, or more where a world asks for more; before the layouts of
// partitions are rounded to good divisors.
[[nodiscard]] NeedBands need_bands(const SizingModel& model, const PlanCounts& counts,
                                   const std::vector<World>& worlds);

struct PlanOdds {
  double all = 1;              // P(every objective is kept)
  std::vector<double> each{};  // P(objective k is kept), by ObjectiveKindOfPlan
  // P(the load is carried, latencies aside) with (z - 1) / z of every count but partitions.
  std::optional<double> carried_without_domain{};
};
[[nodiscard]] PlanOdds plan_odds(const SizingModel& model, const PlanCounts& counts,
                                 const std::vector<World>& worlds);

// Plans built for 0.7 to 2 times the expected load, each scored against the worlds. By rising cost.
// Regret: cost + penalty x P(miss) x exposed minutes, above the least; the penalty is 0 where the
// request names none.
[[nodiscard]] std::vector<HeadroomOption> headroom_options(const SizingModel& model,
                                                           const PlanCounts& counts,
                                                           const std::vector<World>& worlds);

}  // namespace uslkit
