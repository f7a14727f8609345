#include "model/cells.h"

#include <limits>
#include <optional>

#include "base/check.h"

namespace uslkit {

std::vector<CellPlan> cell_plans(const CellQuestion& question) {
  USLKIT_CHECK(question.throughput > 0.0);
  USLKIT_CHECK(question.utilisation > 0.0);
  USLKIT_CHECK(question.utilisation <= 1.0);
  USLKIT_CHECK(question.most_cells >= 1);
  USLKIT_CHECK(question.most_cells <= 1'000'000);
  std::vector<CellPlan> plans;
  std::int64_t fewest_workers = std::numeric_limits<std::int64_t>::max();
  for (std::int64_t cells = 1; cells <= question.most_cells; ++cells) {
    // Fewer workers than one per cell do not exist, so no later plan can be better.
    if (cells >= fewest_workers) break;
    const double share = question.throughput / (static_cast<double>(cells) * question.utilisation);
    const std::optional<std::int64_t> workers = usl_workers_for_throughput(question.usl, share);
    if (!workers.has_value()) continue;
    // Compared by division first, so that the product cannot overflow.
    if (*workers > fewest_workers / cells) continue;
    if (cells * *workers >= fewest_workers) continue;
    fewest_workers = cells * *workers;
    plans.push_back({.cells = cells,
                     .workers_per_cell = *workers,
                     .workers = fewest_workers,
                     .blast_radius = 1.0 / static_cast<double>(cells)});
  }
  return plans;
}

double utilisation_surviving_one_loss(std::int64_t zones) {
  USLKIT_CHECK(zones >= 1);
  return static_cast<double>(zones - 1) / static_cast<double>(zones);
}

CellCapacity cell_capacity(const CellResources& cell) {
  USLKIT_CHECK(cell.brokers >= 1);
  USLKIT_CHECK(cell.consumer_groups >= 0);
  USLKIT_CHECK(cell.replication >= 1);
  USLKIT_CHECK(cell.consumer_groups + cell.replication > 1);
  USLKIT_CHECK(cell.event_bytes > 0.0);
  USLKIT_CHECK(cell.operations_per_event > 0.0);
  USLKIT_CHECK(cell.partitions >= 1);
  USLKIT_CHECK(cell.utilisation > 0.0);
  USLKIT_CHECK(cell.utilisation <= 1.0);
  struct Candidate {
    CellLimit limit;
    double throughput;
  };
  const double copies_sent = static_cast<double>(cell.consumer_groups + cell.replication - 1);
  const double network = cell.network_bytes_per_second * static_cast<double>(cell.brokers);
  const Candidate candidates[] = {
      {CellLimit::kNetwork, network / copies_sent / cell.event_bytes},
      {CellLimit::kDatabase, cell.database_operations_per_second / cell.operations_per_event},
      {CellLimit::kConsumers, cell.consumer_throughput},
      {CellLimit::kLog, static_cast<double>(cell.partitions) * cell.partition_throughput},
  };
  Candidate least = candidates[0];
  for (const Candidate& candidate : candidates) {
    USLKIT_CHECK(candidate.throughput >= 0.0);
    if (candidate.throughput < least.throughput) least = candidate;
  }
  return {.throughput = cell.utilisation * least.throughput, .binding = least.limit};
}

}  // namespace uslkit
