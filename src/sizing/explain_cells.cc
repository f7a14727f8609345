// The cells of a plan, and what all of it costs.
#include <cmath>

#include <fmt/format.h>

#include "sizing/cell_counts.h"
#include "sizing/cell_performance.h"
#include "sizing/explain_plan.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

SizingBound cell_bound(std::string name, double needed, std::string formula, std::string relax) {
  return {.name = std::move(name),
          .needed = needed,
          .formula = std::move(formula),
          .source = "cell capacity = u min(network, database, consumers, log) (F15)",
          .relax = std::move(relax)};
}

double most_processing(const SizingModel& model) {
  const UslParameters& usl = model.planned.consumer;
  const std::optional<UslPeak> peak = usl_peak(usl);
  double most = static_cast<double>(model.largest_consumers);
  if (peak) most = std::min(most, static_cast<double>(peak->best_integer));
  if (model.largest_consumers == kNoCountLimit && !peak) return usl_throughput_limit(usl);
  return usl_throughput(usl, most);
}

double ratio(double needed, std::int64_t limit) {
  return limit == kNoCountLimit ? 0 : needed / static_cast<double>(limit);
}

}  // namespace

PlannedQuantity explain_cells(const Explained& plan) {
  const SizingModel& model = plan.model;
  const CellNeeds all = cell_needs(model, model.planned, 1);
  const double processing = most_processing(model);
  std::vector<SizingBound> bounds = {
      cell_bound("consumers of one cell", all.processing.most() / processing,
                 fmt::format("{} to process / at most {} in a cell",
                             rate_text(all.processing.most()), rate_text(processing)),
                 "less contention and crosstalk among consumers, or a larger tested cell"),
      cell_bound("database of one cell", ratio(all.shards.most(), model.largest_shards),
                 fmt::format("{} shards / at most {} in a cell", short_number(all.shards.most()),
                             model.largest_shards),
                 "faster shards, or more of them in a cell"),
      cell_bound(
          "brokers of one cell",
          ratio(std::max(all.brokers.throughput, all.brokers.storage), model.largest_brokers),
          fmt::format("{} brokers / at most {} in a cell",
                      short_number(std::max(all.brokers.throughput, all.brokers.storage)),
                      model.largest_brokers),
          "larger brokers, compression, shorter retention"),
      cell_bound("ingress of one cell",
                 ratio(std::max(all.ingress.work, all.ingress.network), model.largest_ingress),
                 fmt::format("{} nodes / at most {} in a cell",
                             short_number(std::max(all.ingress.work, all.ingress.network)),
                             model.largest_ingress),
                 "larger nodes"),
      cell_bound("blast radius and availability",
                 model.fewest_cells > 1 ? static_cast<double>(model.fewest_cells) : 0,
                 "1 / largest blast radius; incidents x detection / year / (1 - availability)",
                 "faster detection, or a larger blast radius")};
  PlannedQuantity result{.name = "cells",
                         .title = "cells",
                         .value = static_cast<double>(plan.counts.cells),
                         .per_cell = 1};
  std::erase_if(bounds, [](const SizingBound& bound) { return !(bound.needed > 0); });
  std::stable_sort(bounds.begin(), bounds.end(),
                   [](const SizingBound& a, const SizingBound& b) { return a.needed > b.needed; });
  if (bounds.empty() || bounds.front().needed <= 1) {
    bounds.insert(bounds.begin(), cell_bound("none: one cell carries the load", 1,
                                             "nothing limits a cell below the load", ""));
  }
  const double needed = bounds.empty() ? 1 : std::max(1.0, std::ceil(bounds.front().needed));
  result.needed = needed;
  if (result.value > needed && model.prefer == CellPreference::cheapest) {
    bounds.insert(bounds.begin(), cell_bound("cost", result.value,
                                             fmt::format("{} would do; {} cost less",
                                                         short_number(needed), plan.counts.cells),
                                             "\"prefer\": \"fewest\""));
  }
  result.bounds = std::move(bounds);
  result.formula = "load / capacity of a cell, rounded up; then the cheapest number from there on";
  result.source =
      "F3, F15; AWS Well-Architected, cell-based architecture: fixed maximum size, "
      "grow by adding cells";
  result.assumption = "the router spreads tenants evenly and costs nothing";
  result.inputs = {{"peak load", all.rate, "/s", "/traffic/classes"},
                   {"utilisation u", model.utilization, "", "/headroom/utilization"},
                   {"blast radius", plan.needs.cell_share, "", ""}};
  return result;
}

PlannedQuantity explain_cost(const Explained& plan) {
  const SizingModel& model = plan.model;
  const double cost = cost_per_month(model, plan.counts);
  const CellCounts& cell = plan.counts.cell;
  const double cells = static_cast<double>(plan.counts.cells);
  const auto part = [&](std::int64_t count, double price) {
    return cells * static_cast<double>(count) * price;
  };
  PlannedQuantity result{.name = "cost",
                         .title = model.has_prices ? "cost per month" : "nodes (no prices given)",
                         .unit = model.has_prices ? plan.request.prices->currency + "/month" : "",
                         .value = cost,
                         .per_cell = cost / cells,
                         .needed = cost};
  result.inputs = {
      {"ingress nodes", part(cell.ingress_nodes, model.prices.ingress_node), result.unit,
       "/prices/ingress_node"},
      {"brokers", part(cell.brokers, model.prices.broker), result.unit, "/prices/broker"},
      {"consumers", part(cell.consumers, model.prices.consumer), result.unit, "/prices/consumer"},
      {"database shards", part(cell.database_shards, model.prices.database_shard), result.unit,
       "/prices/database_shard"},
      {"log storage", model.has_prices ? storage_cost(model, plan.counts) : 0, result.unit,
       "/prices/storage_gb_month"},
      {"cells", cells * model.prices.cell, result.unit, "/prices/cell"}};
  result.formula = model.has_prices ? "sum of machines x price x 730 h, storage and cells"
                                    : "machines, each counted once";
  result.assumption = "list prices without discounts; traffic between zones is not in it";
  for (const NamedNumber& input : result.inputs) {
    result.bounds.push_back({.name = input.name,
                             .needed = input.value / cells,
                             .formula = "",
                             .source = "",
                             .relax = ""});
  }
  std::stable_sort(result.bounds.begin(), result.bounds.end(),
                   [](const SizingBound& a, const SizingBound& b) { return a.needed > b.needed; });
  std::erase_if(result.bounds, [](const SizingBound& bound) { return bound.needed == 0; });
  return result;
}

}  // namespace uslkit
