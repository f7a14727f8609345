// The tables of a sizing answer. Whoever puts them into a report leaves out those without rows.
#pragma once

#include "report/table.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// kept or MISS, promise, predicted, promised, and the chance that it holds.
[[nodiscard]] Table promises_table(const SizingPlan& plan);

// What to deploy: all cells, one cell, what could be needed, and what binds.
[[nodiscard]] Table quantities_table(const SizingPlan& plan);

// Quantities that nobody deploys but everybody asks for: surge, pool, deduplication, bandwidth.
[[nodiscard]] Table further_table(const SizingPlan& plan);

[[nodiscard]] Table broker_rules_table(const SizingPlan& plan, bool formulas);
[[nodiscard]] Table cell_options_table(const SizingPlan& plan, std::size_t most);
[[nodiscard]] Table headroom_table(const SizingPlan& plan, bool all);
[[nodiscard]] Table alternatives_table(const SizingPlan& plan);
[[nodiscard]] Table deltas_table(const SizingPlan& plan);

// At most about a dozen months, evenly spaced, the first and the last among them.
[[nodiscard]] Table forecast_table(const SizingPlan& plan, const SizingForecast& forecast,
                                   bool all);
[[nodiscard]] Table resources_table(const SizingForecast& forecast);
[[nodiscard]] Table additions_table(const SizingForecast& forecast);

[[nodiscard]] Table verification_table(const PlanVerification& verification);

}  // namespace uslkit
