#include "report/heat_chart.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/chart_cells.h"
#include "report/heat_map.h"
#include "report/safe_text.h"
#include "report/timeline.h"
#include "report/timeline_chart.h"

namespace uslkit {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kMostRows = 24;

// As in a sparkline: the fuller the cell, the more waits.
constexpr std::array<char32_t, kShades + 1> kUnicode = {U' ', U'▁', U'▂', U'▃', U'▄',
                                                        U'▅', U'▆', U'▇', U'█'};
constexpr std::array<char32_t, kShades + 1> kAscii = {U' ', U'.', U':', U'-', U'=',
                                                      U'+', U'*', U'#', U'@'};

// "17", or "34-35" of a row with several.
std::string row_name(const HeatMap& map, std::size_t row) {
  const std::int64_t first =
      static_cast<std::int64_t>(map.per_row) * static_cast<std::int64_t>(row);
  const std::int64_t last =
      std::min(first + static_cast<std::int64_t>(map.per_row), map.partitions) - 1;
  return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

// The greatest of the raster's columns that a column of the terminal covers.
double value_at(const std::vector<double>& values, std::size_t column, std::size_t columns) {
  const double size = static_cast<double>(values.size());
  const double width = static_cast<double>(columns);
  return range_of_rows(values, size * static_cast<double>(column) / width,
                       size * static_cast<double>(column + 1) / width)
      .high;
}

std::string legend_text(const HeatMap& map, const Timeline& timeline, bool unicode) {
  std::string text = "events waiting:";
  const int darkest = shade_of(map, map.greatest);
  for (const int shade : {1, (1 + darkest) / 2, darkest}) {
    const std::size_t index = static_cast<std::size_t>(shade);
    text += fmt::format(" {} {}", utf8_from(unicode ? kUnicode[index] : kAscii[index]),
                        shade_text(map, shade));
  }
  for (const MarkKind& kind : timeline.kinds) {
    text += fmt::format("  {} {}", kind.letter, kind.name);
  }
  return text;
}

}  // namespace

std::string heat_chart(const RunResult& result, const ChartOptions& options) {
  const std::size_t width = std::max(options.width, kNarrowest);
  const HeatMap map =
      heat_map(result, {.most_rows = std::max(options.height, kMostRows), .most_columns = width});
  const Timeline timeline = bare_timeline(result);
  std::size_t names = 1;
  for (std::size_t row = 0; row < map.rows.size(); ++row) {
    names = std::max(names, row_name(map, row).size());
  }
  const std::size_t margin = names + 3;
  const std::size_t columns = width - margin;
  std::string text = cut_to_cells("partition", width) + '\n';
  // As in the plot: the first partition is the lowest.
  for (std::size_t i = map.rows.size(); i-- > 0;) {
    std::vector<ChartCell> line(width);
    const std::string name = row_name(map, i);
    write_at(line, margin - 2 - name.size(), name, Ink::axis);
    line[margin - 1] = {options.unicode ? U'│' : U'|', Ink::axis};
    for (std::size_t column = 0; column < columns; ++column) {
      const int shade = shade_of(map, value_at(map.rows[i], column, columns));
      const std::size_t index = static_cast<std::size_t>(shade);
      line[margin + column] = {options.unicode ? kUnicode[index] : kAscii[index], Ink::curve};
    }
    text += line_text(line, options.color) + '\n';
  }
  return text + time_axis_text(timeline, {.margin = margin, .columns = columns}, options) +
         std::string(margin, ' ') +
         cut_to_cells(legend_text(map, timeline, options.unicode), columns) + '\n';
}

}  // namespace uslkit
