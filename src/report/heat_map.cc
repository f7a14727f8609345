#include "report/heat_map.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_plot_words.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

std::size_t divided_up(std::size_t value, std::size_t by) { return (value + by - 1) / by; }

// The least 1, 2 or 5 times a power of ten of which kShades reach `greatest`.
double round_unit(double greatest) {
  const double least = greatest / kShades;
  if (!(least > 1)) return 1;
  const double decade = std::pow(10.0, std::floor(std::log10(least)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (times * decade * kShades >= greatest) return times * decade;
  }
  return 10 * decade;
}

// The raster of partitions x columns of `series`, the greatest of every `down` x `across` block.
std::vector<std::vector<double>> blocks(const std::vector<std::vector<double>>& series,
                                        std::size_t down, std::size_t across) {
  const std::size_t columns = divided_up(series.front().size(), across);
  std::vector<std::vector<double>> rows(divided_up(series.size(), down),
                                        std::vector<double>(columns, 0));
  for (std::size_t i = 0; i < series.size(); ++i) {
    for (std::size_t j = 0; j < series[i].size(); ++j) {
      double& block = rows[i / down][j / across];
      if (std::isfinite(series[i][j])) block = std::max(block, series[i][j]);
    }
  }
  return rows;
}

void find_greatest(const RunResult& result, HeatMap& map) {
  const PartitionSeriesResult& series = result.partition_series;
  for (std::size_t i = 0; i < series.max_backlog_events.size(); ++i) {
    for (std::size_t row = 0; row < series.max_backlog_events[i].size(); ++row) {
      const double backlog = series.max_backlog_events[i][row];
      if (!(backlog > map.greatest) || !std::isfinite(backlog)) continue;
      map.greatest = backlog;
      map.greatest_cell = result.partitions[i].cell;
      map.greatest_partition = result.partitions[i].partition;
      map.greatest_at_s = series.time_s[row];
    }
  }
}

}  // namespace

HeatMap heat_map(const RunResult& result, const HeatMapSize& size) {
  const PartitionSeriesResult& series = result.partition_series;
  if (series.time_s.empty() && !result.partitions.empty()) {
    throw nothing_to_draw("heatmap", "a run that was kept without partition_series",
                          "one of this version: run the scenario again");
  }
  if (series.max_backlog_events.empty() || series.time_s.empty()) {
    throw nothing_to_draw("heatmap", "a run without partitions", "a run with a log");
  }
  const std::size_t down = divided_up(series.max_backlog_events.size(), size.most_rows);
  const std::size_t across = divided_up(series.time_s.size(), size.most_columns);
  HeatMap map{.rows = blocks(series.max_backlog_events, down, across),
              .per_row = static_cast<double>(down),
              .step_s = series.interval_s * static_cast<double>(across),
              .partitions = std::ssize(series.max_backlog_events)};
  find_greatest(result, map);
  map.unit = round_unit(map.greatest);
  return map;
}

int shade_of(const HeatMap& map, double backlog) {
  if (!(backlog > 0)) return 0;
  return std::clamp(static_cast<int>(std::ceil(backlog / map.unit)), 1, kShades);
}

std::string shade_text(const HeatMap& map, int shade) {
  return shade == 0 ? "none" : "to " + si_number(shade * map.unit);
}

std::string heat_finding(const RunResult& result, const HeatMap& map) {
  const std::string name = run_name(result);
  if (!(map.greatest > 0)) return name + ": no partition ever had a backlog";
  const std::string cell =
      result.cells.size() > 1 ? fmt::format(" of cell {}", map.greatest_cell) : "";
  return fmt::format("{}: most waits in partition {}{}, {} events at {}", name,
                     map.greatest_partition, cell, si_number(map.greatest),
                     moment_text(map.greatest_at_s));
}

}  // namespace uslkit
