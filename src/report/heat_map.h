// heat_map: what waited in every partition over time, as a raster of shades, ready to draw.
//
// Plot and terminal draw the same HeatMap. A cell of the raster holds the greatest backlog of its
// partitions and its time, so that no peak is lost.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenario/run_result.h"

namespace uslkit {

struct HeatMapSize {
  std::size_t most_rows = 240;  // of more partitions several neighbours share a row
  std::size_t most_columns = 240;
};

struct HeatMap {
  // Partition by partition from the first on, each a row of the series.
  std::vector<std::vector<double>> rows{};
  double per_row = 1;  // partitions to a row; the last one may have fewer
  double step_s = 1;   // of time to a column
  std::int64_t partitions = 0;
  double greatest = 0;
  std::int64_t greatest_cell = 0;
  std::int64_t greatest_partition = 0;
  double greatest_at_s = 0;
  double unit = 1;  // of the shades: shade k ends at k x unit, a round number
};

inline constexpr int kShades = 8;

// Throws InputError for a run without partitions or without their series.
[[nodiscard]] HeatMap heat_map(const RunResult& result, const HeatMapSize& size = {});

// 0: nothing waits; 1..kShades: at most so many units.
[[nodiscard]] int shade_of(const HeatMap& map, double backlog);

// "none", "up to 200k", ... of a shade.
[[nodiscard]] std::string shade_text(const HeatMap& map, int shade);

// "shop: most waits in partition 17, 1.4M events at 6 min".
[[nodiscard]] std::string heat_finding(const RunResult& result, const HeatMap& map);

}  // namespace uslkit
