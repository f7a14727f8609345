#include "sizing/plan_uncertainty.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "model/round_up.h"
#include "sizing/cell_counts.h"
#include "sizing/cell_needs.h"
#include "sizing/choose_cells.h"
#include "sizing/plan_objectives.h"

namespace uslkit {
namespace {

// The value at rank ceil(q n) of n; reorders the column, which takes 0.1 s for ten million.
double quantile(std::vector<double>& column, double q, StopRequest stop) {
  throw_if_stopped(stop);
  const double rank = std::ceil(q * static_cast<double>(column.size()));
  const std::ptrdiff_t index = std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(rank) - 1);
  std::nth_element(column.begin(), column.begin() + index, column.end());
  return column[static_cast<std::size_t>(index)];
}

NeedBands::Band band_of(std::vector<double>& column, StopRequest stop) {
  if (column.empty()) return {};
  return {.low = quantile(column, 0.05, stop),
          .median = quantile(column, 0.5, stop),
          .high = quantile(column, 0.95, stop)};
}

double up(double needed) { return std::ceil(needed * (1 - 1e-9)); }

// One column per quantity, a row per world that can be served at all.
struct NeedColumns {
  std::vector<double> cells, ingress, brokers, partitions, consumers, shards, storage, cost;

  explicit NeedColumns(std::size_t rows) {
    for (std::vector<double>* column :
         {&cells, &ingress, &brokers, &partitions, &consumers, &shards, &storage, &cost}) {
      column->reserve(rows);
    }
  }

  // On `count` cells, though `fewest` would do.
  void add(const SizingModel& model, const World& world, double count, double fewest) {
    const CellNeeds needs = cell_needs(model, world, count);
    const double workers = up(needs.consumers);
    const double nodes_at_ingress = up(needs.ingress.most());
    const double databases = up(needs.shards.most());
    const double parts = std::max(
        {up(needs.partitions.most()), std::ceil(workers / model.workers_per_partition), databases});
    const double copies = static_cast<double>(model.log_traffic.replication);
    const double by_partitions =
        std::ceil(parts * copies / static_cast<double>(model.partitions_per_broker));
    const double domains = static_cast<double>(model.domains);
    const double nodes_of_log =
        std::ceil(std::max(up(needs.brokers.most()), by_partitions) / domains) * domains;
    const double bytes = world.load_factor * model.stored_bytes;
    const UnitPrices& prices = model.prices;
    const double machines = nodes_at_ingress * prices.ingress_node + nodes_of_log * prices.broker +
                            workers * prices.consumer + databases * prices.database_shard;
    cells.push_back(fewest);
    ingress.push_back(count * nodes_at_ingress);
    brokers.push_back(count * nodes_of_log);
    partitions.push_back(count * parts);
    consumers.push_back(count * workers);
    shards.push_back(count * databases);
    storage.push_back(bytes);
    cost.push_back(count * (machines + prices.cell) + bytes * prices.storage_byte);
  }
};

double share_kept(const SizingModel& model, const PlanCounts& counts,
                  const std::vector<World>& worlds) {
  const PlanJudge judge(model, counts);
  const std::ptrdiff_t kept = std::count_if(worlds.begin(), worlds.end(), [&](const World& world) {
    throw_if_stopped(model.stop);
    return judge.keeps_all(world);
  });
  return static_cast<double>(kept) / static_cast<double>(worlds.size());
}

// The best plan for a load that many times the expected one.
std::optional<PlanCounts> plan_for(const SizingModel& model, double factor) {
  World world = model.likely;
  world.load_factor *= factor;
  return choose_cells(model, world).chosen;
}

// By rising cost: an option is on the frontier if nothing before it is as sure.
void mark_frontier(std::vector<HeadroomOption>& options) {
  double surest = -1;
  for (HeadroomOption& option : options) {
    option.pareto = option.probability_slo_met > surest;
    surest = std::max(surest, option.probability_slo_met);
  }
}

// Without a price of a broken promise nothing is regretted.
void add_regret(const SizingModel& model, std::vector<HeadroomOption>& options) {
  if (!(model.penalty_per_minute > 0)) return;
  const auto total = [](const HeadroomOption& option) {
    return option.cost_per_month + option.expected_penalty;
  };
  const std::vector<HeadroomOption>::iterator best = std::min_element(
      options.begin(), options.end(),
      [&](const HeadroomOption& a, const HeadroomOption& b) { return total(a) < total(b); });
  const double least = total(*best);
  best->least_regret = true;
  for (HeadroomOption& option : options) option.regret = total(option) - least;
}

}  // namespace

NeedBands need_bands(const SizingModel& model, const PlanCounts& counts,
                     const std::vector<World>& worlds) {
  USLKIT_CHECK(!worlds.empty());
  NeedColumns columns(worlds.size());
  std::int64_t infeasible = 0;
  for (const World& world : worlds) {
    throw_if_stopped(model.stop);
    const std::int64_t fewest = fewest_cells(model, world);
    if (fewest == 0) {
      ++infeasible;
      continue;
    }
    columns.add(model, world, static_cast<double>(std::max(fewest, counts.cells)),
                static_cast<double>(fewest));
  }
  const auto band = [&model](std::vector<double>& column) { return band_of(column, model.stop); };
  return {.cells = band(columns.cells),
          .ingress_nodes = band(columns.ingress),
          .brokers = band(columns.brokers),
          .partitions = band(columns.partitions),
          .consumers = band(columns.consumers),
          .database_shards = band(columns.shards),
          .storage_bytes = band(columns.storage),
          .cost_per_month = band(columns.cost),
          .infeasible_share = static_cast<double>(infeasible) / static_cast<double>(worlds.size())};
}

PlanOdds plan_odds(const SizingModel& model, const PlanCounts& counts,
                   const std::vector<World>& worlds) {
  USLKIT_CHECK(!worlds.empty());
  const PlanJudge judge(model, counts);
  std::vector<std::int64_t> misses(kPlanObjectives, 0);
  std::int64_t kept = 0;
  for (const World& world : worlds) {
    throw_if_stopped(model.stop);
    const unsigned missed = judge.missed(world);
    if (missed == 0) {
      ++kept;
      continue;
    }
    for (std::size_t k = 0; k < kPlanObjectives; ++k) misses[k] += (missed >> k) & 1U;
  }
  const double count = static_cast<double>(worlds.size());
  PlanOdds odds{.all = static_cast<double>(kept) / count};
  for (const std::int64_t missed : misses) {
    odds.each.push_back(1 - static_cast<double>(missed) / count);
  }
  if (model.domains > 1) {
    const PlanCounts rest{.cells = counts.cells,
                          .cell = without_one_domain(counts.cell, model.domains)};
    const PlanJudge judge_of_rest(model, rest);
    const std::ptrdiff_t carried =
        std::count_if(worlds.begin(), worlds.end(), [&](const World& world) {
          throw_if_stopped(model.stop);
          return judge_of_rest.carries(world);
        });
    odds.carried_without_domain = static_cast<double>(carried) / count;
  }
  return odds;
}

std::vector<HeadroomOption> headroom_options(const SizingModel& model, const PlanCounts& counts,
                                             const std::vector<World>& worlds) {
  // Closer together where the choice usually falls.
  constexpr double kFactors[] = {0.7, 0.8,  0.9, 0.95, 1,   1.05, 1.1, 1.15,
                                 1.2, 1.25, 1.3, 1.4,  1.5, 1.6,  1.8, 2};
  std::vector<HeadroomOption> options;
  for (const double factor : kFactors) {
    const std::optional<PlanCounts> plan = plan_for(model, factor);
    if (!plan) continue;
    const double odds = share_kept(model, *plan, worlds);
    options.push_back(
        {.capacity_factor = factor,
         .counts = *plan,
         .cost_per_month = cost_per_month(model, *plan),
         .probability_slo_met = odds,
         .expected_penalty = model.penalty_per_minute * (1 - odds) * model.exposed_minutes,
         .chosen = *plan == counts});
  }
  std::stable_sort(options.begin(), options.end(),
                   [](const HeadroomOption& a, const HeadroomOption& b) {
                     return a.cost_per_month < b.cost_per_month;
                   });
  mark_frontier(options);
  add_regret(model, options);
  return options;
}

}  // namespace uslkit
