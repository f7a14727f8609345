// choose_cells: into how many cells the load is split: every number that makes sense, and the best.
#pragma once

#include <vector>

#include "sizing/cell_counts.h"

namespace uslkit {

struct CellChoice {
  std::vector<CellOption> options{};  // by rising number of cells; those with a plan
  std::optional<PlanCounts> chosen{};
  std::int64_t fewest_feasible = 0;  // 0: none is
  CellWall wall = CellWall::none;    // of one cell fewer than `fewest_feasible`, or of the most
};

// Considers every number of cells from the fewest that is feasible. Stops where one more cell can
// no longer save anything: each already has the smallest size there is, or 64 numbers in a row
// cost more than the best. Options that are neither chosen nor Pareto (cells, nodes) are left out
// beyond the first few.
[[nodiscard]] CellChoice choose_cells(const SizingModel& model, const World& world);

// The fewest cells that are feasible in a world, by needs alone and without rounding of layouts:
// for the hundred thousand. 0 where none are.
[[nodiscard]] std::int64_t fewest_cells(const SizingModel& model, const World& world);

}  // namespace uslkit
