#include "report/timeline_chart.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "report/axis_scale.h"
#include "report/braille_grid.h"
#include "report/chart_cells.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kLowestPanel = 4;
// In the tick layout a digit is 0.636 of the font size: at this size it is one cell.
constexpr double kCellFont = 1 / 0.636;
constexpr double kRowsPerTick = 0.65;
constexpr double kHeadroom = 1.05;

struct Glyphs {
  char32_t fill, corner, across, down, x_tick, y_tick;
};
constexpr Glyphs kUnicode{U'░', U'└', U'─', U'│', U'┬', U'┤'};
constexpr Glyphs kAscii{':', '+', '-', '|', '+', '+'};

// What is the same for all panels.
struct Frame {
  const Timeline* timeline;
  std::size_t margin = 8;   // cells left of the drawing area
  std::size_t columns = 0;  // of the drawing area
  const Glyphs* glyphs;
  bool unicode = true;
  bool color = false;

  // Rows of the series that a piece of the width shows: [from, to) of `parts` pieces.
  [[nodiscard]] double row_at(std::size_t part, std::size_t parts) const {
    return timeline->end / timeline->step * static_cast<double>(part) / static_cast<double>(parts);
  }
  [[nodiscard]] std::optional<std::size_t> column_of(double time) const {
    const double at =
        std::floor(timeline->time_scale().fraction(time) * static_cast<double>(columns));
    if (!(at >= 0) || at > static_cast<double>(columns)) return std::nullopt;
    return std::min(static_cast<std::size_t>(at), columns - 1);
  }
};

Frame frame_of(const Timeline& timeline, const ChartOptions& options) {
  return {.timeline = &timeline,
          .glyphs = options.unicode ? &kUnicode : &kAscii,
          .unicode = options.unicode,
          .color = options.color};
}

struct PanelCells {
  std::size_t rows;
  AxisScale y;
  std::vector<ChartCell> cells;  // row by row
};

void paint_fill(PanelCells& panel, const Frame& frame, const std::vector<double>& values) {
  for (std::size_t column = 0; column < frame.columns && !values.empty(); ++column) {
    const ValueRange range = range_of_rows(values, frame.row_at(column, frame.columns),
                                           frame.row_at(column + 1, frame.columns));
    const double filled =
        panel.y.fraction((range.low + range.high) / 2) * static_cast<double>(panel.rows);
    for (std::size_t row = 0; row < panel.rows; ++row) {
      const double middle = static_cast<double>(panel.rows - row) - 0.5;
      if (middle > filled) continue;
      panel.cells[row * frame.columns + column] = {frame.glyphs->fill, Ink::band};
    }
  }
}

// A column of dots shows the least and the greatest of its rows, so that no spike gets lost, and is
// joined to the column before.
void paint_line(PanelCells& panel, const Frame& frame, const std::vector<double>& values, Ink ink) {
  BrailleGrid grid(frame.columns, panel.rows);
  const std::size_t across = frame.columns * BrailleGrid::kDotsAcross;
  const double down = static_cast<double>(panel.rows * BrailleGrid::kDotsDown - 1);
  const auto dot_of = [&](double value) {
    return std::llround(std::clamp((1 - panel.y.fraction(value)) * down, 0.0, down));
  };
  std::int64_t last_top = 0;
  std::int64_t last_bottom = 0;
  bool joined = false;
  for (std::size_t x = 0; x < across && !values.empty(); ++x) {
    const ValueRange range =
        range_of_rows(values, frame.row_at(x, across), frame.row_at(x + 1, across));
    const bool number = std::isfinite(range.low) && std::isfinite(range.high);
    const bool continues = joined;
    joined = number;
    if (!number) continue;
    std::int64_t top = dot_of(range.high);
    std::int64_t bottom = dot_of(range.low);
    const std::int64_t own_top = top;
    const std::int64_t own_bottom = bottom;
    if (continues && last_top > bottom) bottom = last_top - 1;
    if (continues && last_bottom < top) top = last_bottom + 1;
    grid.vertical(static_cast<std::int64_t>(x), top, bottom);
    last_top = own_top;
    last_bottom = own_bottom;
  }
  for (std::size_t row = 0; row < panel.rows; ++row) {
    for (std::size_t column = 0; column < frame.columns; ++column) {
      if (grid.empty(column, row)) continue;
      const char32_t glyph = frame.unicode ? grid.braille(column, row) : grid.ascii(column, row);
      panel.cells[row * frame.columns + column] = {glyph, ink};
    }
  }
}

Ink ink_of(const TimelinePanel& panel) {
  if (!panel.more.empty()) return Ink::curve;
  if (panel.line.name == "arrived" || panel.line.name == "load") return Ink::curve;
  return panel.line.name == "shed" ? Ink::peak : Ink::point;
}

std::vector<Tick> value_ticks(const TimelinePanel& panel, const AxisScale& y, std::size_t rows) {
  return make_ticks(y, {.length = static_cast<double>(rows - 1),
                        .font_size = kRowsPerTick,
                        .vertical = true,
                        .label = panel.label != nullptr ? panel.label
                                 : panel.plain          ? time_label
                                                        : nullptr});
}

std::string panel_lines(const TimelinePanel& source, std::size_t rows, const Frame& frame) {
  PanelCells panel{.rows = rows, .y = source.scale(kHeadroom), .cells = {}};
  panel.cells.resize(rows * frame.columns);
  paint_fill(panel, frame, source.filled.value);
  paint_line(panel, frame, source.line.value, ink_of(source));
  for (std::size_t i = 0; i < source.more.size(); ++i) {
    paint_line(panel, frame, source.more[i].value, i % 2 == 0 ? Ink::point : Ink::peak);
  }
  const std::vector<Tick> ticks = value_ticks(source, panel.y, rows);
  std::string text = cut_to_cells(source.title, frame.margin + frame.columns) + '\n';
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<ChartCell> line(frame.margin + frame.columns);
    line[frame.margin - 1] = {frame.glyphs->down, Ink::axis};
    for (const Tick& tick : ticks) {
      const double at =
          std::round((1 - panel.y.fraction(tick.value)) * static_cast<double>(rows - 1));
      if (at < 0 || static_cast<std::size_t>(at) != row) continue;
      write_at(line, frame.margin - 2 - cells_of(tick.label), tick.label, Ink::axis);
      line[frame.margin - 1] = {frame.glyphs->y_tick, Ink::axis};
    }
    std::copy_n(panel.cells.begin() + static_cast<std::ptrdiff_t>(row * frame.columns),
                frame.columns, line.begin() + static_cast<std::ptrdiff_t>(frame.margin));
    text += line_text(line, frame.color) + '\n';
  }
  return text;
}

// The letters of what happened; of several in one column the first is shown.
std::string marks_line(const Frame& frame) {
  if (frame.timeline->marks.empty()) return "";
  std::vector<ChartCell> line(frame.margin + frame.columns);
  for (const TimelineMark& mark : frame.timeline->marks) {
    const std::optional<std::size_t> column = frame.column_of(mark.time);
    if (!column || line[frame.margin + *column].glyph != U' ') continue;
    line[frame.margin + *column] = {static_cast<char32_t>(mark.letter), Ink::peak};
  }
  return line_text(line, frame.color) + '\n';
}

std::string time_axis_lines(const Frame& frame) {
  const std::size_t width = frame.margin + frame.columns;
  std::vector<ChartCell> line(width, ChartCell{frame.glyphs->across, Ink::axis});
  std::vector<ChartCell> labels(width);
  for (std::size_t i = 0; i + 1 < frame.margin; ++i) line[i] = {};
  line[frame.margin - 1] = {frame.glyphs->corner, Ink::axis};
  std::size_t end = 0;
  for (const Tick& tick :
       make_ticks(frame.timeline->time_scale(), {.length = static_cast<double>(frame.columns),
                                                .font_size = kCellFont,
                                                .label = time_label})) {
    const std::optional<std::size_t> column = frame.column_of(tick.value);
    if (!column) continue;
    line[frame.margin + *column] = {frame.glyphs->x_tick, Ink::axis};
    const std::size_t size = cells_of(tick.label);
    const std::size_t at = std::min(frame.margin + *column - size / 2, width - size);
    if (at < end) continue;
    write_at(labels, at, tick.label, Ink::axis);
    end = at + size + 1;
  }
  const std::string title = cut_to_cells(frame.timeline->title, width);
  return line_text(line, false) + '\n' + marks_line(frame) + line_text(labels, false) + '\n' +
         std::string(width - cells_of(title), ' ') + title + '\n';
}

// The names of the first panel's lines, and of the area below; where that panel has none, of the
// last panel's. A line that is alone in its panel has its name in the title.
std::string legend_line(const Frame& frame) {
  const TimelinePanel& load = frame.timeline->panels.front();
  const TimelinePanel& last = frame.timeline->panels.back();
  const bool one = !load.filled.value.empty();
  const std::string& filled = one ? load.filled.name : last.filled.name;
  std::string text;
  if (!filled.empty() || !load.more.empty()) {
    std::string names = load.line.name;
    for (const TimelineCurve& curve : load.more) names += ", " + curve.name;
    if (!one && !filled.empty()) names += ", " + last.line.name;
    text += fmt::format("{} {}  ", frame.unicode ? "⠒⠒" : "--", names);
  }
  if (!filled.empty()) text += fmt::format("{} {}  ", utf8_from(frame.glyphs->fill), filled);
  for (const MarkKind& kind : frame.timeline->kinds) {
    text += fmt::format("{} {}  ", kind.letter, kind.name);
  }
  while (text.ends_with(' ')) text.pop_back();
  if (text.empty()) return "";
  return std::string(frame.margin, ' ') + cut_to_cells(text, frame.columns) + '\n';
}

std::size_t panel_height(std::size_t index, const ChartOptions& options) {
  const std::size_t height = index == 0 ? options.height : (options.height + 1) / 2;
  return std::max(height, kLowestPanel);
}

}  // namespace

std::string timeline_chart(const RunResult& result, const ChartOptions& options) {
  return timeline_chart(timeline_of(result), options);
}

std::string timeline_chart(const Timeline& timeline, const ChartOptions& options) {
  if (timeline.panels.empty()) return "";
  Frame frame = frame_of(timeline, options);
  for (std::size_t i = 0; i < timeline.panels.size(); ++i) {
    const AxisScale y = timeline.panels[i].scale(kHeadroom);
    for (const Tick& tick : value_ticks(timeline.panels[i], y, panel_height(i, options))) {
      frame.margin = std::max(frame.margin, cells_of(tick.label) + 3);
    }
  }
  frame.columns = std::max(options.width, kNarrowest) - frame.margin;
  std::string text;
  for (std::size_t i = 0; i < timeline.panels.size(); ++i) {
    text += panel_lines(timeline.panels[i], panel_height(i, options), frame);
  }
  return text + time_axis_lines(frame) + legend_line(frame);
}

std::string time_axis_text(const Timeline& timeline, const TimeAxisCells& cells,
                           const ChartOptions& options) {
  Frame frame = frame_of(timeline, options);
  frame.margin = cells.margin;
  frame.columns = cells.columns;
  return time_axis_lines(frame);
}

}  // namespace uslkit
