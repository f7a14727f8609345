// run_charts: the numbers that a page draws of a run: panels over time, marks, partitions,
// percentiles. Which panels there are is decided here, so that the page only draws.
#pragma once

#include <nlohmann/json.hpp>

#include "scenario/run_result.h"

namespace uslkit {

// {name, time: {unit, seconds_per_unit, end, step, rows_per_piece, rows, positions}, panels, marks,
// percentiles, partitions}. Series are rounded to six digits; NaN is null. Columns of panels are as
// long as `positions`, or bring positions of their own.
[[nodiscard]] nlohmann::ordered_json run_chart_data(const RunResult& result);

// "86,400 rows of 1 s are drawn as 1,440 pieces of 60 s: ..."; empty where every row is drawn.
[[nodiscard]] std::string thinning_sentence(const RunResult& result);

}  // namespace uslkit
