// explain_infeasible: why there is no plan, what comes nearest, and what would have to give way.
#pragma once

#include <vector>

#include "sizing/choose_cells.h"

namespace uslkit {

// Every promise that no number of anything keeps, then the wall that the search ran into; at least
// one. `choice` found no plan.
[[nodiscard]] std::vector<Infeasibility> explain_infeasible(const SizingModel& model,
                                                            const CellChoice& choice);

}  // namespace uslkit
