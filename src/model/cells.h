// Splitting a load over cells: independent copies of a system whose single copy obeys the USL.
#pragma once

#include <cstdint>
#include <vector>

#include "model/usl.h"

namespace uslkit {

// A throughput above the peak of one system is infeasible for it at any size, but not for several
// that share nothing. Source: derived from the inverse USL; AWS Well-Architected, "Reducing the
// scope of impact with cell-based architecture" ("fixed maximum size, grow by adding more cells").
// Assumes that the router spreads load evenly and costs nothing.
struct CellQuestion {
  UslParameters usl;
  double throughput = 1.0;         // > 0, of all cells together
  double utilisation = 0.65;       // in (0, 1]: share of a cell's capacity planned for
  std::int64_t most_cells = 1000;  // in [1, 1e6]: where the search ends
};

struct CellPlan {
  std::int64_t cells = 1;
  std::int64_t workers_per_cell = 1;
  std::int64_t workers = 1;   // cells x workers_per_cell
  double blast_radius = 1.0;  // 1 / cells: share of the load that one lost cell takes with it
};

// The plans worth considering, by rising number of cells: each needs fewer workers than every plan
// with fewer cells. The first has the fewest cells of all. Empty when most_cells are not enough.
[[nodiscard]] std::vector<CellPlan> cell_plans(const CellQuestion& question);

// (z - 1) / z: the highest utilisation at which z zones or cells can lose one and carry its load on
// the others. 0.667 of 3, 0.75 of 4, 0.833 of 6; 0 of 1, which nothing can replace. z >= 1.
[[nodiscard]] double utilisation_surviving_one_loss(std::int64_t zones);

// What one cell can carry, from what it is made of. Every limit is in events per second.
struct CellResources {
  double network_bytes_per_second = 0.0;  // of one broker, in each direction
  std::int64_t brokers = 1;
  double event_bytes = 1000.0;  // > 0
  std::int64_t consumer_groups = 1;
  std::int64_t replication = 3;
  double database_operations_per_second = 0.0;
  double operations_per_event = 1.0;  // > 0: writes, plus look-ups for deduplication
  double consumer_throughput = 0.0;   // X of the cell's consumers, e.g. from their USL
  std::int64_t partitions = 1;
  double partition_throughput = 0.0;
  double utilisation = 0.65;  // in (0, 1]
};

enum class CellLimit { kNetwork, kDatabase, kConsumers, kLog };

struct CellCapacity {
  double throughput = 0.0;  // events per second at the planned utilisation
  CellLimit binding = CellLimit::kNetwork;
};

// u x min(network x brokers / (G + r - 1) / size, database operations / operations per event,
// consumer throughput, partitions x their throughput). Each event crosses the brokers' output once
// per consumer group and once per further replica.
[[nodiscard]] CellCapacity cell_capacity(const CellResources& cell);

}  // namespace uslkit
