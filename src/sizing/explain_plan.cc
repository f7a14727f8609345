#include "sizing/explain_plan.h"

#include <algorithm>

namespace uslkit {
namespace {

struct NamedBand {
  const char* name;
  const NeedBands::Band& band;
};

}  // namespace

PlannedQuantity counted(const Explained& plan, std::string name, std::string title,
                        std::int64_t per_cell, std::vector<SizingBound> bounds) {
  std::erase_if(bounds, [](const SizingBound& bound) { return !(bound.needed > 0); });
  std::stable_sort(bounds.begin(), bounds.end(),
                   [](const SizingBound& a, const SizingBound& b) { return a.needed > b.needed; });
  const double cells = static_cast<double>(plan.counts.cells);
  const double count = static_cast<double>(per_cell);
  return {.name = std::move(name),
          .title = std::move(title),
          .value = cells * count,
          .per_cell = count,
          .needed = cells * (bounds.empty() ? count : bounds.front().needed),
          .bounds = std::move(bounds)};
}

std::vector<PlannedQuantity> explained_quantities(const SizingRequest& request,
                                                  const SizingModel& model,
                                                  const PlanCounts& counts) {
  const Explained plan{request, model, counts,
                       cell_needs(model, model.planned, static_cast<double>(counts.cells))};
  std::vector<PlannedQuantity> all = {explain_partitions(plan), explain_consumers(plan),
                                      explain_brokers(plan)};
  if (model.database) all.push_back(explain_shards(plan));
  all.push_back(explain_cells(plan));
  all.push_back(explain_ingress(plan));
  all.push_back(explain_storage(plan));
  all.push_back(explain_cost(plan));
  if (model.database) all.push_back(explain_pool(plan));
  if (request.deduplication) all.push_back(explain_deduplication(plan));
  all.push_back(explain_surge(plan));
  if (model.load.top_share > 0) all.push_back(explain_hot_partition(plan));
  if (model.rebalance_pause > 0) all.push_back(explain_rebalance(plan));
  all.push_back(explain_bandwidth(plan));
  return all;
}

void add_bands(const NeedBands& bands, SizingPlan& plan) {
  const NamedBand named[] = {
      {"cells", bands.cells},           {"ingress_nodes", bands.ingress_nodes},
      {"brokers", bands.brokers},       {"partitions", bands.partitions},
      {"consumers", bands.consumers},   {"database_shards", bands.database_shards},
      {"storage", bands.storage_bytes}, {"cost", bands.cost_per_month}};
  for (PlannedQuantity& quantity : plan.quantities) {
    for (const NamedBand& each : named) {
      if (quantity.name != each.name) continue;
      quantity.interval = Interval{each.band.low, each.band.high};
      quantity.median = each.band.median;
    }
  }
}

std::vector<std::string> plan_assumptions(const SizingModel& model) {
  std::vector<std::string> all = {
      "Load spreads evenly over cells, ingress nodes and brokers; keys decide only the partition.",
      "A capacity that was measured on one machine holds on every machine of its kind.",
      "Surge, lag and recovery are fluid: good where the backlog is large against chance."};
  if (model.serves_peak()) {
    all.emplace_back(
        model.promises_end_to_end()
            ? "The peak is served, not absorbed: the end-to-end promise holds during it."
            : "The peak is served with headroom, because no lag was promised.");
  } else {
    all.emplace_back("The log absorbs the peak as far as the promised lag and recovery allow.");
  }
  return all;
}

}  // namespace uslkit
