// heatmap_plot: the backlog of every partition over time as shades of one hue, dark for much.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/heat_map.h"
#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/plot_page.h"
#include "report/run_plot_words.h"
#include "report/run_plots.h"
#include "report/timeline.h"
#include "report/timeline_plot.h"

namespace uslkit {
namespace {

constexpr double kWidth = 840;
constexpr double kHeadHeight = 110;
constexpr double kLowestMap = 140;
constexpr double kHighestMap = 480;
constexpr double kRowHeight = 16;
constexpr double kLetterFont = 12;
constexpr std::size_t kMostMarkLines = 12;  // more would hide what is behind them

// One hue from light to dark: read alike by the colour-blind and in grey print. Nothing is paper.
constexpr std::array<Color, kShades + 1> kShadeColors = {{{0xff, 0xff, 0xff},
                                                          {0xd9, 0xe8, 0xf5},
                                                          {0xb5, 0xd3, 0xea},
                                                          {0x8a, 0xb9, 0xdc},
                                                          {0x5f, 0x9c, 0xca},
                                                          {0x3a, 0x7d, 0xb3},
                                                          {0x1f, 0x5f, 0x96},
                                                          {0x0c, 0x40, 0x72},
                                                          {0x05, 0x1f, 0x3d}}};

const Color& color_of(int shade) { return kShadeColors[static_cast<std::size_t>(shade)]; }

// Neighbours of one shade along a row are one shape. Each reaches a little under the next one,
// which is painted later, so that no paper shines through between them.
void paint_row(Panel& panel, const HeatMap& map, std::size_t row, double column_width, double end) {
  const std::vector<double>& values = map.rows[row];
  const double pixel_across = end / panel.inner().width();
  const double pixel_up = static_cast<double>(map.partitions) / panel.inner().height();
  const double below = map.per_row * static_cast<double>(row) - 0.5;
  const double above =
      std::min(below + map.per_row, static_cast<double>(map.partitions) - 0.5) + pixel_up;
  std::size_t first = 0;
  while (first < values.size()) {
    const int shade = shade_of(map, values[first]);
    std::size_t last = first + 1;
    while (last < values.size() && shade_of(map, values[last]) == shade) ++last;
    const double left = column_width * static_cast<double>(first);
    const double right = std::min(end, column_width * static_cast<double>(last)) + pixel_across;
    panel.area("heat", {{left, below}, {left, above}, {right, above}, {right, below}},
               color_of(shade));
    first = last;
  }
}

void paint_cell_borders(Panel& panel, const RunResult& result, double end) {
  constexpr std::size_t kMostBorders = 24;
  if (result.cells.size() > kMostBorders) return;
  for (std::size_t i = 1; i < result.partitions.size(); ++i) {
    if (result.partitions[i].cell == result.partitions[i - 1].cell) continue;
    const double y = static_cast<double>(i) - 0.5;
    panel.line("cell", {{0, y}, {end, y}}, {kReference, 1, Dash::dotted});
  }
}

std::vector<LegendEntry> legend_of(const HeatMap& map, const Timeline& timeline,
                                   const RunResult& result) {
  std::vector<LegendEntry> legend;
  const int darkest = shade_of(map, map.greatest);
  for (int shade = 1; shade <= darkest; ++shade) {
    const std::string text = shade_text(map, shade);
    legend.push_back({.text = shade == darkest ? text + " events waiting; white: none" : text,
                      .fill = color_of(shade)});
  }
  if (result.cells.size() > 1) {
    legend.push_back({.text = "next cell", .line = Stroke{kReference, 1, Dash::dotted}});
  }
  add_mark_legend(timeline, legend);
  return legend;
}

std::string partition_title(const HeatMap& map, const RunResult& result) {
  const std::string cells = result.cells.size() > 1 ? ", cell by cell" : "";
  if (map.per_row > 1) {
    return fmt::format("partition{} (a row: the greatest of {:.0f})", cells, map.per_row);
  }
  return "partition" + cells;
}

std::string description(const RunResult& result, const HeatMap& map, const Timeline& timeline) {
  return fmt::format("{}. Backlog of {} partitions over time; a shade is {} events.{}",
                     heat_finding(result, map), map.partitions, human_number(map.unit),
                     marks_in_words(timeline));
}

}  // namespace

Plot heatmap_plot(const RunResult& result) {
  const HeatMap map = heat_map(result);
  const Timeline timeline = bare_timeline(result);
  if (timeline.title.empty()) {
    throw nothing_to_draw("heatmap", "a run without a series over time",
                          "a run of at least one series interval");
  }
  const double letters = timeline.marks.empty() ? 0 : kLetterFont;
  const double height =
      std::clamp(kRowHeight * static_cast<double>(map.rows.size()), kLowestMap, kHighestMap);
  Page page = start_page({.width = kWidth,
                          .height = kHeadHeight + letters + height + kPanelFoot,
                          .title = heat_finding(result, map),
                          .description = description(result, map, timeline),
                          .legend = legend_of(map, timeline, result)});
  Box outer = page.body;
  outer.top += letters;
  const double top = static_cast<double>(map.partitions) - 0.5;
  Panel panel(page.plot,
              {.outer = outer,
               .x = {.title = timeline.title, .scale = timeline.time_scale(), .label = time_label},
               .y = {.title = partition_title(map, result),
                     .scale = {.low = -0.5, .high = top},
                     .whole_numbers = true}});
  const double column_width = map.step_s * timeline.step / result.series.interval_s;
  for (std::size_t row = 0; row < map.rows.size(); ++row) {
    paint_row(panel, map, row, column_width, timeline.end);
  }
  paint_cell_borders(panel, result, timeline.end);
  if (timeline.marks.size() <= kMostMarkLines) paint_mark_lines(panel, timeline, top);
  paint_mark_letters(page.plot, panel, timeline, top);
  return page.plot;
}

}  // namespace uslkit
