// plan_json: a sizing answer as the body of the JSON document "size".
//
// The keys of quantities are those of PlannedQuantity::name. Where there is no plan, or nothing of
// the kind, they are null. What is infinite, because a promise cannot be kept, is null as well.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// The quantities that every plan's document has at its top level, in this order.
[[nodiscard]] const std::vector<std::string>& top_level_quantities();

// The 5 % and 95 % limits of a probability that was counted in independent draws (Wilson 1927,
// one-sided 5 % each); empty where a single world was looked at.
[[nodiscard]] std::optional<Interval> counted_interval(double share, std::int64_t draws);

[[nodiscard]] nlohmann::ordered_json sizing_answer_to_json(const SizingAnswer& answer);

// Reads what sizing_answer_to_json wrote, from the whole document of `uslkit size --json`. Null
// where a number is expected reads as infinity. Throws InputError for another document, another
// schema version, a missing key or a wrong type, with line, column and JSON pointer.
[[nodiscard]] SizingAnswer sizing_answer_from_json(const JsonDocument& document);

}  // namespace uslkit
