// cell_counts: whole numbers for one cell that meet all its needs, or why there are none.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sizing/cell_needs.h"
#include "sizing/sizing_plan.h"

namespace uslkit {

// The formula for the end-to-end p99 is up to 4 % low where batches have few events: plans keep to
// this share of the promise.
inline constexpr double kLatencyMargin = 0.96;

// Which wall a cell of a given share of the load ran into.
enum class CellWall : std::uint8_t {
  none,
  consumer_peak,      // no number of consumers reaches the load: past the peak of their USL
  largest_consumers,  // the largest cell that is trusted has fewer
  largest_brokers,
  largest_shards,
  largest_ingress,
  most_partitions,
  hot_key,  // one tenant is more than a partition carries
  ack_p99,  // no number of nodes answers fast enough
  end_to_end_p99,
};
// "the peak of the consumers' USL".
[[nodiscard]] std::string_view name_of(CellWall wall);

struct CellCountsAnswer {
  std::optional<CellCounts> counts{};
  CellWall wall = CellWall::none;
};

// For the fullest of `cells` cells. Partitions and consumers are chosen together: fewest consumers
// first (or up to 5 % more), then the partitions with the most divisors in [needed, 2 needed],
// because only divisors of the partitions load consumers evenly; and so that, where domains may be
// lost, the rest still carries the load with whole partitions. Brokers are a multiple of the
// domains.
[[nodiscard]] CellCountsAnswer cell_counts(const SizingModel& model, const World& world,
                                           std::int64_t cells);

// The plan of so many alike cells in a world, with its storage.
[[nodiscard]] PlanCounts plan_counts(const SizingModel& model, const World& world,
                                     std::int64_t cells, const CellCounts& cell);

// What is left of a cell while one of its domains is down. Shards are replicated over the domains:
// a standby takes the place of a lost one.
[[nodiscard]] CellCounts without_one_domain(const CellCounts& counts, std::int64_t domains);

// Of all cells together, per month; nodes where there are no prices.
[[nodiscard]] double cost_per_month(const SizingModel& model, const PlanCounts& counts);
// The part of it that is storage.
[[nodiscard]] double storage_cost(const SizingModel& model, const PlanCounts& counts);

}  // namespace uslkit
