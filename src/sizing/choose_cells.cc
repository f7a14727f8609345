#include "sizing/choose_cells.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/number_text.h"
#include "sizing/cell_performance.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

constexpr std::int64_t kPatience = 64;

// The largest share of the load that one cell can carry by one of its limits; at most 1.
double share_within(double needed_for_all, double limit) {
  return needed_for_all <= limit ? 1 : limit / needed_for_all;
}

double limit_of(std::int64_t count) {
  return count == kNoCountLimit ? kNoLimit : static_cast<double>(count);
}

// No cell can carry more than this share, whatever its counts: every need but that for consumers is
// proportional to the share.
double largest_feasible_share(const SizingModel& model, const World& world) {
  const CellNeeds all = cell_needs(model, world, 1);
  const std::optional<UslPeak> peak = usl_peak(world.consumer);
  double most_consumers = limit_of(model.largest_consumers);
  if (peak) most_consumers = std::min(most_consumers, static_cast<double>(peak->best_integer));
  const double most_processing = most_consumers == kNoLimit
                                     ? usl_throughput_limit(world.consumer)
                                     : usl_throughput(world.consumer, most_consumers);
  return std::min({share_within(all.processing.most(), most_processing),
                   share_within(std::max(all.ingress.work, all.ingress.network),
                                limit_of(model.largest_ingress)),
                   share_within(std::max(all.brokers.throughput, all.brokers.storage),
                                limit_of(model.largest_brokers)),
                   share_within(all.shards.most(), limit_of(model.largest_shards)),
                   share_within(std::max(all.partitions.producer, all.partitions.consumer),
                                static_cast<double>(model.most_partitions))});
}

bool dominated(const CellOption& option, const std::vector<CellOption>& others) {
  return std::any_of(others.begin(), others.end(), [&option](const CellOption& other) {
    return other.counts.cells < option.counts.cells &&
           other.counts.nodes() <= option.counts.nodes();
  });
}

void mark_pareto(std::vector<CellOption>& options) {
  for (CellOption& option : options) option.pareto = !dominated(option, options);
}

std::string money_text(const SizingModel& model, double cost) {
  return model.has_prices ? format_number(cost, 4) : fmt::format("{} nodes", format_number(cost));
}

// Takes a copy of the best: it lies in the list.
void explain(const SizingModel& model, const CellOption best, std::vector<CellOption>& options) {
  for (CellOption& option : options) {
    if (option.chosen) continue;
    option.reason =
        model.prefer == CellPreference::fewest
            ? fmt::format("{} would do", counted_text(best.counts.cells, "cell"))
            : fmt::format("{} against {} with {}", money_text(model, option.cost_per_month),
                          money_text(model, best.cost_per_month),
                          counted_text(best.counts.cells, "cell"));
  }
}

CellOption& best_option(const SizingModel& model, std::vector<CellOption>& options) {
  if (model.prefer == CellPreference::fewest) return options.front();
  return *std::min_element(
      options.begin(), options.end(),
      [](const CellOption& a, const CellOption& b) { return a.cost_per_month < b.cost_per_month; });
}

void keep_interesting(std::vector<CellOption>& options) {
  constexpr std::size_t kFirst = 8;
  std::vector<CellOption> kept;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i].chosen || options[i].pareto || i < kFirst) kept.push_back(options[i]);
  }
  options = std::move(kept);
}

// No number of cells helps against these.
bool hopeless(CellWall wall) { return wall == CellWall::hot_key || wall == CellWall::ack_p99; }

CellChoice feasible_options(const SizingModel& model, const World& world) {
  CellChoice choice;
  double best_cost = kNoLimit;
  std::int64_t since_best = 0;
  for (std::int64_t cells = model.fewest_cells; cells <= model.most_cells; ++cells) {
    const CellCountsAnswer answer = cell_counts(model, world, cells);
    if (!answer.counts && choice.options.empty()) {
      choice.wall = answer.wall;
      if (hopeless(answer.wall)) break;
      continue;
    }
    if (answer.counts) {
      const PlanCounts counts = plan_counts(model, world, cells, *answer.counts);
      const double cost = cost_per_month(model, counts);
      choice.options.push_back(
          {.counts = counts,
           .cost_per_month = cost,
           .blast_radius = largest_cell_share(model, static_cast<double>(cells))});
      if (cost < best_cost) since_best = -1;
      best_cost = std::min(best_cost, cost);
    }
    if (++since_best > kPatience) break;
  }
  if (!choice.options.empty()) choice.fewest_feasible = choice.options.front().counts.cells;
  return choice;
}

}  // namespace

std::int64_t fewest_cells(const SizingModel& model, const World& world) {
  const double share = largest_feasible_share(model, world);
  if (!(share > 0) || model.load.top_share > share) return 0;
  constexpr double kRounding = 1e-9;
  const double cells = std::ceil(1 / share * (1 - kRounding));
  if (!(cells <= static_cast<double>(model.most_cells))) return 0;
  const std::int64_t count = std::max(model.fewest_cells, static_cast<std::int64_t>(cells));
  return count <= model.most_cells ? count : 0;
}

CellChoice choose_cells(const SizingModel& model, const World& world) {
  CellChoice choice = feasible_options(model, world);
  if (choice.options.empty()) return choice;
  mark_pareto(choice.options);
  CellOption& best = best_option(model, choice.options);
  best.chosen = true;
  choice.chosen = best.counts;
  explain(model, best, choice.options);
  keep_interesting(choice.options);
  return choice;
}

}  // namespace uslkit
