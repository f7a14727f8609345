// explain_plan: every number of a plan with its formula, its inputs, the constraint that binds and
// what would relax it.
#pragma once

#include <vector>

#include "model/measurements.h"
#include "sizing/cell_needs.h"
#include "sizing/plan_uncertainty.h"
#include "sizing/sizing_model.h"
#include "sizing/sizing_plan.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// partitions consumers brokers database_shards cells ingress_nodes storage cost, then what follows
// from them: pool, deduplication, surge, hot_partition, rebalance, bandwidth.
[[nodiscard]] std::vector<PlannedQuantity> explained_quantities(const SizingRequest& request,
                                                                const SizingModel& model,
                                                                const PlanCounts& counts);

// Every published rule for the brokers of one cell, and the plan's own.
[[nodiscard]] std::vector<BrokerRule> broker_rules(const SizingModel& model,
                                                   const PlanCounts& counts);

// Puts the bands of the drawn worlds beside the values.
void add_bands(const NeedBands& bands, SizingPlan& plan);

// What a reader has to believe for the numbers to hold.
[[nodiscard]] std::vector<std::string> plan_assumptions(const SizingModel& model);

// ---- The parts, one group per file. ----

// What the parts share: the needs of the fullest cell in the likely world.
struct Explained {
  const SizingRequest& request;
  const SizingModel& model;
  const PlanCounts& counts;
  CellNeeds needs;
};
[[nodiscard]] PlannedQuantity explain_partitions(const Explained& plan);     // explain_log.cc
[[nodiscard]] PlannedQuantity explain_brokers(const Explained& plan);        // explain_log.cc
[[nodiscard]] PlannedQuantity explain_storage(const Explained& plan);        // explain_log.cc
[[nodiscard]] PlannedQuantity explain_consumers(const Explained& plan);      // explain_workers.cc
[[nodiscard]] PlannedQuantity explain_ingress(const Explained& plan);        // explain_workers.cc
[[nodiscard]] PlannedQuantity explain_shards(const Explained& plan);         // explain_database.cc
[[nodiscard]] PlannedQuantity explain_pool(const Explained& plan);           // explain_database.cc
[[nodiscard]] PlannedQuantity explain_deduplication(const Explained& plan);  // explain_database.cc
[[nodiscard]] PlannedQuantity explain_cells(const Explained& plan);          // explain_cells.cc
[[nodiscard]] PlannedQuantity explain_cost(const Explained& plan);           // explain_cells.cc
[[nodiscard]] PlannedQuantity explain_surge(const Explained& plan);          // explain_flow.cc
[[nodiscard]] PlannedQuantity explain_hot_partition(const Explained& plan);  // explain_flow.cc
[[nodiscard]] PlannedQuantity explain_rebalance(const Explained& plan);      // explain_flow.cc
[[nodiscard]] PlannedQuantity explain_bandwidth(const Explained& plan);      // explain_flow.cc

// A count per cell, with the largest of its bounds in front and zero bounds left out.
[[nodiscard]] PlannedQuantity counted(const Explained& plan, std::string name, std::string title,
                                      std::int64_t per_cell, std::vector<SizingBound> bounds);

}  // namespace uslkit
