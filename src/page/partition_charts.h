// partition_charts: the numbers behind the heat map of partitions, or behind its bars.
#pragma once

#include <nlohmann/json.hpp>

#include "scenario/run_result.h"

namespace uslkit {

// {names, measures: [{title, unit, values}], heat}: one value per partition, in the order of cells
// and partitions. `heat` is null where the run has no series by partition, else
// {interval_s, rows, measures: [{title, unit, columns}]} with one column of `rows` values per
// partition, the greatest of each row; null is infinite: nobody consumed it.
[[nodiscard]] nlohmann::ordered_json partition_chart_data(const RunResult& result);

}  // namespace uslkit
