#include "sizing/cell_counts.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "model/log_sizing.h"
#include "model/round_up.h"
#include "sizing/cell_performance.h"

namespace uslkit {
namespace {

constexpr double kMostCount = 1e9;

// Counts that no plan could have are infinite needs.
std::optional<std::int64_t> count_of(double needed) {
  if (!(needed < kMostCount)) return std::nullopt;
  return std::max<std::int64_t>(1, round_up_to_count(needed));
}

// Number of divisors; 1 <= n <= kMostCount.
std::int64_t divisors(std::int64_t n) {
  std::int64_t count = 0;
  for (std::int64_t i = 1; i * i <= n; ++i) {
    if (n % i == 0) count += i * i == n ? 1 : 2;
  }
  return count;
}

struct Layout {
  std::int64_t partitions = 0;  // 0: none was found
  std::int64_t consumers = 0;
};

// So many more consumers, and so many more partitions, are worth a number that divides well.
constexpr double kWorthConsumers = 1.05;
constexpr double kWorthPartitions = 1.25;

bool is_even(const Layout& layout) {
  return layout.partitions % layout.consumers == 0 || layout.consumers % layout.partitions == 0;
}

// The fewest consumers decide, up to a twentieth more; then whether all of them have equally many
// partitions; then, among partitions up to a quarter above the fewest, the most divisors.
Layout best_of(const std::vector<Layout>& layouts) {
  double fewest = kNoLimit;
  for (const Layout& each : layouts) {
    fewest = std::min(fewest, static_cast<double>(each.consumers));
  }
  std::vector<Layout> frugal;
  for (const Layout& each : layouts) {
    if (static_cast<double>(each.consumers) <= kWorthConsumers * fewest) frugal.push_back(each);
  }
  const bool some_even = std::any_of(frugal.begin(), frugal.end(), is_even);
  if (some_even) std::erase_if(frugal, [](const Layout& each) { return !is_even(each); });
  if (frugal.empty()) return {};
  const double most = kWorthPartitions * static_cast<double>(frugal.front().partitions);
  const auto rank = [](const Layout& each) {
    return std::make_tuple(-divisors(each.partitions), each.consumers, each.partitions);
  };
  Layout best = frugal.front();  // of the fewest partitions: they come in their order
  for (const Layout& each : frugal) {
    if (static_cast<double>(each.partitions) > most) break;
    if (rank(each) < rank(best)) best = each;
  }
  return best;
}

// As many partitions on each shard, or the fullest would be the measure of all; 0 without any.
std::int64_t shards_on(const CellNeeds& needs, std::int64_t partitions) {
  const double needed = needs.shards.most();
  const double count = static_cast<double>(partitions);
  if (needed == 0) return 0;
  if (needed > count) return partitions;  // refused elsewhere
  return round_up_to_count(count / std::floor(count / needed));
}

class LayoutSearch {
 public:
  LayoutSearch(const SizingModel& model, const World& world, const CellNeeds& needs)
      : model_(model), world_(world), needs_(needs) {}

  // Fewest consumers on so many partitions; 0 if none do. Tried are the number needed and those at
  // which the fullest consumer has one partition fewer.
  [[nodiscard]] std::int64_t consumers_on(std::int64_t partitions) const {
    const std::int64_t fewest = round_up_to_count(needs_.consumers);
    const std::int64_t most = partitions * static_cast<std::int64_t>(model_.workers_per_partition);
    if (fewest > most) return 0;
    std::int64_t consumers = fewest;
    while (consumers < partitions) {
      if (serves(partitions, consumers)) return consumers;
      const std::int64_t turns = (partitions + consumers - 1) / consumers;
      consumers = turns == 1 ? partitions : (partitions + turns - 2) / (turns - 1);
    }
    for (std::int64_t workers = std::max<std::int64_t>(1, consumers / partitions);
         workers * partitions <= most; ++workers) {
      const std::int64_t count = std::max(consumers, workers * partitions);
      if (serves(partitions, count)) return count;
    }
    return 0;
  }

 private:
  [[nodiscard]] bool serves(std::int64_t partitions, std::int64_t consumers) const {
    const CellCounts counts{.partitions = partitions,
                            .consumers = consumers,
                            .database_shards = shards_on(needs_, partitions)};
    constexpr double kRounding = 1 - 1e-9;
    const double fullest = needs_.rate * largest_consumer_share(model_, needs_.cell_share, counts);
    return consumer_capacity(model_, world_, counts) >= needs_.processing.most() * kRounding &&
           (model_.load.top_share == 0 ||
            fullest * consumer_slowdown(world_, counts) <= world_.consumer.gamma) &&
           end_to_end_p99_within(model_, world_, counts, needs_.rate,
                                 kLatencyMargin * model_.end_to_end_p99) &&
           (!model_.absorbs_one_loss ||
            consumer_capacity(model_, world_, without_one_domain(counts, model_.domains)) >=
                needs_.processing.carried * kRounding);
  }

  const SizingModel& model_;
  const World& world_;
  const CellNeeds& needs_;
};

// How much latency leaves to choose from, beyond what throughput needs: more partitions on more
// consumers make batches smaller, down to single events.
constexpr std::int64_t kMostDoublings = 6;
constexpr std::int64_t kMostLayouts = 512;

Layout best_layout(const SizingModel& model, const World& world, const CellNeeds& needs,
                   std::int64_t fewest) {
  const LayoutSearch search(model, world, needs);
  const std::int64_t most = std::min(model.most_partitions, 2 * fewest);
  const std::int64_t step = std::max<std::int64_t>(1, (most - fewest) / kMostLayouts);
  std::vector<Layout> layouts;
  for (std::int64_t partitions = fewest; partitions <= most; partitions += step) {
    const std::int64_t consumers = search.consumers_on(partitions);
    if (consumers > 0) layouts.push_back({.partitions = partitions, .consumers = consumers});
  }
  return best_of(layouts);
}

// Throughput alone, then more and more partitions until latency is met as well.
Layout find_layout(const SizingModel& model, const World& world, const CellNeeds& needs,
                   std::int64_t fewest) {
  for (std::int64_t doubling = 0; doubling <= kMostDoublings; ++doubling) {
    if (fewest > model.most_partitions) break;
    const Layout layout = best_layout(model, world, needs, fewest);
    if (layout.partitions > 0) return layout;
    fewest *= 2;
  }
  return {};
}

// Fewest nodes with which the ack keeps its promise; 0 if none do.
std::int64_t ingress_nodes(const SizingModel& model, const World& world, const CellNeeds& needs) {
  std::int64_t nodes = round_up_to_count(needs.ingress.most());
  // A lost domain takes whole nodes with it.
  const double at_full_load = needs.ingress.work * model.utilization;
  while (model.absorbs_one_loss &&
         static_cast<double>(
             without_one_domain({.ingress_nodes = nodes}, model.domains).ingress_nodes) <
             at_full_load) {
    ++nodes;
  }
  const auto answers_in_time = [&](std::int64_t count) {
    return ack_p99(model, world, {.ingress_nodes = count}, needs.rate) <= model.ack_p99;
  };
  if (model.ack_p99 == kNoLimit || answers_in_time(nodes)) return nodes;
  std::int64_t enough = 2 * nodes;
  while (!answers_in_time(enough)) {
    enough *= 2;
    if (enough > static_cast<std::int64_t>(kMostCount)) return 0;
  }
  std::int64_t short_of = enough / 2;
  while (enough - short_of > 1) {
    const std::int64_t middle = short_of + (enough - short_of) / 2;
    (answers_in_time(middle) ? enough : short_of) = middle;
  }
  return enough;
}

// Zero is a wall of its own: the caller has said which.
CellWall wall_of(const SizingModel& model, const CellCounts& counts) {
  if (counts.consumers > model.largest_consumers) return CellWall::largest_consumers;
  if (counts.brokers > model.largest_brokers) return CellWall::largest_brokers;
  if (counts.database_shards > model.largest_shards) return CellWall::largest_shards;
  if (counts.ingress_nodes > model.largest_ingress) return CellWall::largest_ingress;
  return CellWall::none;
}

std::int64_t broker_count(const SizingModel& model, const CellNeeds& needs,
                          std::int64_t partitions) {
  const std::int64_t for_partitions =
      brokers_for_partitions({.partitions = partitions,
                              .replication = model.log_traffic.replication,
                              .replicas_per_broker = model.partitions_per_broker});
  return round_up_to_multiple(std::max(round_up_to_count(needs.brokers.most()), for_partitions),
                              model.domains);
}

}  // namespace

std::string_view name_of(CellWall wall) {
  switch (wall) {
    case CellWall::none:
      return "nothing";
    case CellWall::consumer_peak:
      return "the peak of the consumers' USL";
    case CellWall::largest_consumers:
      return "the consumers of the largest cell";
    case CellWall::largest_brokers:
      return "the brokers of the largest cell";
    case CellWall::largest_shards:
      return "the database shards of the largest cell";
    case CellWall::largest_ingress:
      return "the ingress nodes of the largest cell";
    case CellWall::most_partitions:
      return "the most partitions of a log";
    case CellWall::hot_key:
      return "the largest tenant";
    case CellWall::ack_p99:
      return "the ack latency";
    case CellWall::end_to_end_p99:
      return "the end-to-end latency";
  }
  return "";
}

CellCountsAnswer cell_counts(const SizingModel& model, const World& world, std::int64_t cells) {
  const CellNeeds needs = cell_needs(model, world, static_cast<double>(cells));
  if (needs.partitions.hot == kNoLimit) return {.wall = CellWall::hot_key};
  const std::optional<std::int64_t> consumers = count_of(needs.consumers);
  if (!consumers) return {.wall = CellWall::consumer_peak};
  if (*consumers > model.largest_consumers) return {.wall = CellWall::largest_consumers};
  CellCounts counts;
  if (model.database) {
    const std::optional<std::int64_t> shards = count_of(needs.shards.most());
    if (!shards || *shards > model.largest_shards) return {.wall = CellWall::largest_shards};
    counts.database_shards = *shards;
  }
  const double workers = model.workers_per_partition;
  const std::optional<std::int64_t> fewest = count_of(
      std::max({needs.partitions.most(), std::ceil(static_cast<double>(*consumers) / workers),
                static_cast<double>(counts.database_shards)}));
  if (!fewest || *fewest > model.most_partitions) return {.wall = CellWall::most_partitions};
  const Layout layout = find_layout(model, world, needs, *fewest);
  if (layout.partitions == 0) {
    return {.wall =
                model.promises_end_to_end() ? CellWall::end_to_end_p99 : CellWall::consumer_peak};
  }
  counts.partitions = layout.partitions;
  counts.consumers = layout.consumers;
  counts.ingress_nodes = ingress_nodes(model, world, needs);
  if (counts.ingress_nodes == 0) return {.wall = CellWall::ack_p99};
  counts.brokers = broker_count(model, needs, counts.partitions);
  if (model.database) {
    counts.database_shards = std::max(counts.database_shards, shards_on(needs, counts.partitions));
    const double operations = needs.processing.most() * model.database->operations_per_event /
                              static_cast<double>(counts.database_shards);
    counts.pool = round_up_to_count(pool_needed(*model.database, world, operations));
  }
  const CellWall wall = wall_of(model, counts);
  if (wall != CellWall::none) return {.wall = wall};
  return {.counts = counts};
}

PlanCounts plan_counts(const SizingModel& model, const World& world, std::int64_t cells,
                       const CellCounts& cell) {
  return {.cells = cells, .cell = cell, .storage_bytes = world.load_factor * model.stored_bytes};
}

CellCounts without_one_domain(const CellCounts& counts, std::int64_t domains) {
  const auto left = [domains](std::int64_t count) {
    return std::max<std::int64_t>(1, count - (count + domains - 1) / domains);
  };
  CellCounts rest = counts;
  rest.ingress_nodes = left(counts.ingress_nodes);
  rest.brokers = left(counts.brokers);
  rest.consumers = left(counts.consumers);
  return rest;
}

double storage_cost(const SizingModel& model, const PlanCounts& counts) {
  return counts.storage_bytes * model.prices.storage_byte;
}

double cost_per_month(const SizingModel& model, const PlanCounts& counts) {
  if (!model.has_prices) return static_cast<double>(counts.nodes());
  const auto priced = [](std::int64_t count, double price) {
    return static_cast<double>(count) * price;
  };
  const double cell = priced(counts.cell.ingress_nodes, model.prices.ingress_node) +
                      priced(counts.cell.brokers, model.prices.broker) +
                      priced(counts.cell.consumers, model.prices.consumer) +
                      priced(counts.cell.database_shards, model.prices.database_shard) +
                      model.prices.cell;
  return static_cast<double>(counts.cells) * cell + storage_cost(model, counts);
}

}  // namespace uslkit
