// plan_words: numbers of a plan as people read them.
#pragma once

#include <string>

#include "sizing/sizing_plan.h"

namespace uslkit {

// In the unit that suits it: ("B", 1.037e14) -> "103.7 TB", ("ms", 1884) -> "1.88 s",
// ("USD/month", 12345) -> "12,345 USD/month", ("", 42) -> "42".
[[nodiscard]] std::string quantity_text(double value, const std::string& unit);

// "72.4 TB .. 138 TB"; empty without an interval, the value alone where both ends are the same.
[[nodiscard]] std::string band_text(const PlannedQuantity& quantity);

// A probability that was counted in `draws` worlds: "97.3 %"; never "100 %" where one was missed,
// and "all of 100,000 worlds" is "> 99.99 %" at most. One world gives "yes" or "no".
[[nodiscard]] std::string odds_text(double probability, std::int64_t draws);

// "12,345 USD" or, without prices, "42 nodes".
[[nodiscard]] std::string cost_text(const SizingPlan& plan, double cost_per_month);
// What cost_text counts: "USD a month", or "nodes".
[[nodiscard]] std::string cost_heading(const SizingPlan& plan);

// Keys for people: "database_shards" -> "database shards".
[[nodiscard]] std::string key_text(std::string key);

// ("cell", 3) -> "3 cells".
[[nodiscard]] std::string counted_text(std::int64_t count, const std::string& thing);

// "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& things);

}  // namespace uslkit
