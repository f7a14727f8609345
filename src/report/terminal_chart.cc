#include "report/terminal_chart.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "report/axis_scale.h"
#include "report/braille_grid.h"
#include "report/chart_cells.h"
#include "report/fit_panels.h"
#include "report/human_number.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kLowest = 6;
// In the tick layout a digit is 0.636 of the font size: at this size it is one cell.
constexpr double kCellFont = 1 / 0.636;
constexpr double kRowsPerTick = 1.25;

struct Glyphs {
  char32_t point, flagged, peak, band, corner, across, down, x_tick, y_tick, whisker_left,
      whisker_right, whisker, arrow_right;
};
constexpr Glyphs kUnicode{U'●', U'◎', U'◆', U'░', U'└', U'─', U'│',
                          U'┬', U'┤', U'├', U'┤', U'─', U'▶'};
constexpr Glyphs kAscii{'o', '@', 'P', ':', '+', '-', '|', '+', '+', '|', '|', '-', '>'};

// The drawing area: cells, and the way from data to them.
struct Canvas {
  std::size_t columns;
  std::size_t rows;
  AxisScale x;
  AxisScale y;
  std::vector<ChartCell> cells;

  [[nodiscard]] std::optional<std::size_t> column_of(double concurrency) const {
    const double at = std::round(x.fraction(concurrency) * static_cast<double>(columns - 1));
    if (!(at >= 0) || at >= static_cast<double>(columns)) return std::nullopt;
    return static_cast<std::size_t>(at);
  }
  [[nodiscard]] std::optional<std::size_t> row_of(double value) const {
    const double at = std::round((1 - y.fraction(value)) * static_cast<double>(rows - 1));
    if (!(at >= 0) || at >= static_cast<double>(rows)) return std::nullopt;
    return static_cast<std::size_t>(at);
  }
  // The N in the middle of a column, or of the `part`-th of `parts` slices of it.
  [[nodiscard]] double concurrency_at(double column) const {
    const double fraction = column / static_cast<double>(columns - 1);
    if (x.kind == ScaleKind::linear) return x.low + fraction * (x.high - x.low);
    return x.low * std::pow(x.high / x.low, fraction);
  }
  void put(double concurrency, double value, ChartCell cell) {
    const std::optional<std::size_t> column = column_of(concurrency);
    const std::optional<std::size_t> row = row_of(value);
    if (column && row) cells[*row * columns + *column] = cell;
  }
};

double highest_value(const UslFit& fit) {
  double high = 0;
  for (const FittedPoint& row : fit.rows) high = std::max(high, row.throughput);
  for (const BandPoint& point : fit.band) {
    if (std::isfinite(point.throughput)) high = std::max(high, point.throughput);
  }
  return high > 0 ? 1.08 * high : 1;
}

// The confidence band at N, interpolated between its points; empty beyond them.
std::optional<Interval> confidence_at(const UslFit& fit, double concurrency) {
  const std::vector<BandPoint>& band = fit.band;
  for (std::size_t i = 1; i < band.size(); ++i) {
    if (concurrency < band[i - 1].concurrency || concurrency > band[i].concurrency) continue;
    const double step = band[i].concurrency - band[i - 1].concurrency;
    const double t = step > 0 ? (concurrency - band[i - 1].concurrency) / step : 0;
    const Interval& a = band[i - 1].confidence;
    const Interval& b = band[i].confidence;
    return Interval{a.lower + t * (b.lower - a.lower), a.upper + t * (b.upper - a.upper)};
  }
  return std::nullopt;
}

void paint_band(Canvas& canvas, const UslFit& fit, const Glyphs& glyphs) {
  for (std::size_t column = 0; column < canvas.columns; ++column) {
    const std::optional<Interval> band =
        confidence_at(fit, canvas.concurrency_at(static_cast<double>(column)));
    if (!band) continue;
    for (std::size_t row = 0; row < canvas.rows; ++row) {
      const double fraction = 1 - static_cast<double>(row) / static_cast<double>(canvas.rows - 1);
      const double value = canvas.y.low + fraction * (canvas.y.high - canvas.y.low);
      if (value < band->lower || value > band->upper) continue;
      canvas.cells[row * canvas.columns + column] = {glyphs.band, Ink::band};
    }
  }
}

void paint_curve(Canvas& canvas, const UslFit& fit, bool unicode) {
  BrailleGrid grid(canvas.columns, canvas.rows);
  const double smallest = smallest_concurrency(fit);
  const double down = static_cast<double>(canvas.rows * BrailleGrid::kDotsDown - 1);
  std::optional<std::int64_t> previous;
  for (std::size_t x = 0; x < canvas.columns * BrailleGrid::kDotsAcross; ++x) {
    const double column = (static_cast<double>(x) - 0.5) / BrailleGrid::kDotsAcross;
    const double n = canvas.concurrency_at(column);
    if (n < smallest || n > plotted_concurrency(fit)) continue;
    const double fraction = canvas.y.fraction(usl_throughput(fit.parameters, n));
    const double dot = std::clamp((1 - fraction) * down, -1e6, 1e6);
    const std::int64_t y = std::llround(dot);
    // From one dot column to the next the line is closed, but without doubling its own end.
    const std::int64_t from = previous && *previous > y   ? *previous - 1
                              : previous && *previous < y ? *previous + 1
                                                          : y;
    grid.vertical(static_cast<std::int64_t>(x), from, y);
    previous = y;
  }
  for (std::size_t row = 0; row < canvas.rows; ++row) {
    for (std::size_t column = 0; column < canvas.columns; ++column) {
      if (grid.empty(column, row)) continue;
      const char32_t glyph = unicode ? grid.braille(column, row) : grid.ascii(column, row);
      canvas.cells[row * canvas.columns + column] = {glyph, Ink::curve};
    }
  }
}

void paint_marks(Canvas& canvas, const UslFit& fit, const Glyphs& glyphs) {
  if (fit.has_peak) {
    canvas.put(fit.peak_concurrency.value, fit.peak_throughput.value, {glyphs.peak, Ink::peak});
  }
  for (const FittedPoint& row : fit.rows) {
    canvas.put(row.concurrency, row.throughput,
               {row.outlier ? glyphs.flagged : glyphs.point, Ink::point});
  }
}

struct Axes {
  std::vector<Tick> x_ticks;
  std::vector<Tick> y_ticks;
  std::size_t margin = 8;  // cells left of the drawing area
};

std::string drawing_lines(const Canvas& canvas, const Axes& axes, const Glyphs& glyphs,
                          bool color) {
  std::string text;
  for (std::size_t row = 0; row < canvas.rows; ++row) {
    std::vector<ChartCell> line(axes.margin + canvas.columns);
    line[axes.margin - 1] = {glyphs.down, Ink::axis};
    for (const Tick& tick : axes.y_ticks) {
      if (canvas.row_of(tick.value) != row) continue;
      write_at(line, axes.margin - 2 - cells_of(tick.label), tick.label, Ink::axis);
      line[axes.margin - 1] = {glyphs.y_tick, Ink::axis};
    }
    for (std::size_t column = 0; column < canvas.columns; ++column) {
      line[axes.margin + column] = canvas.cells[row * canvas.columns + column];
    }
    text += line_text(line, color) + '\n';
  }
  return text;
}

std::string concurrency_axis_lines(const Canvas& canvas, const Axes& axes, const Glyphs& glyphs,
                                   const std::string& title) {
  std::vector<ChartCell> line(axes.margin + canvas.columns, ChartCell{glyphs.across, Ink::axis});
  std::vector<ChartCell> labels(axes.margin + canvas.columns);
  for (std::size_t i = 0; i + 1 < axes.margin; ++i) line[i] = {};
  line[axes.margin - 1] = {glyphs.corner, Ink::axis};
  std::size_t end = 0;
  for (const Tick& tick : axes.x_ticks) {
    const std::optional<std::size_t> column = canvas.column_of(tick.value);
    if (!column) continue;
    line[axes.margin + *column] = {glyphs.x_tick, Ink::axis};
    const std::size_t width = cells_of(tick.label);
    const std::size_t at = std::min(axes.margin + *column - width / 2, labels.size() - width);
    if (at < end) continue;
    write_at(labels, at, tick.label, Ink::axis);
    end = at + width + 1;
  }
  const std::size_t width = axes.margin + canvas.columns;
  const std::string name = cut_to_cells(title, width);
  const std::string blanks(width - cells_of(name), ' ');
  return line_text(line, false) + '\n' + line_text(labels, false) + '\n' + blanks + name + '\n';
}

// "N*  |----P-------->": where the peak may be, under the N axis.
std::string peak_line(const Canvas& canvas, const UslFit& fit, const Axes& axes,
                      const Glyphs& glyphs, bool color) {
  const std::optional<Interval> interval = fit.peak_concurrency.interval();
  if (!fit.has_peak || !interval) return "";
  const double last = static_cast<double>(canvas.columns - 1);
  const auto column = [&](double n) {
    return std::isfinite(n) ? std::round(canvas.x.fraction(n) * last) : 2 * last;
  };
  const double from = std::max(0.0, column(interval->lower));
  const double to = column(interval->upper);
  if (from > last) return "";
  std::vector<ChartCell> line(axes.margin + canvas.columns);
  write_at(line, axes.margin - 4, "N*", Ink::peak);
  const std::size_t first = axes.margin + static_cast<std::size_t>(from);
  const std::size_t end = axes.margin + static_cast<std::size_t>(std::min(to, last));
  for (std::size_t i = first; i <= end; ++i) line[i] = {glyphs.whisker, Ink::peak};
  line[first] = {glyphs.whisker_left, Ink::peak};
  line[end] = {to > last ? glyphs.arrow_right : glyphs.whisker_right, Ink::peak};
  const std::optional<std::size_t> peak = canvas.column_of(fit.peak_concurrency.value);
  if (peak) line[axes.margin + *peak] = {glyphs.peak, Ink::peak};
  return line_text(line, color) + '\n';
}

bool is_drawn(const Canvas& canvas, char32_t glyph) {
  return std::any_of(canvas.cells.begin(), canvas.cells.end(),
                     [glyph](const ChartCell& cell) { return cell.glyph == glyph; });
}

// Names what is on the canvas, and nothing that the curve or the points have hidden.
std::string legend_line(const UslFit& fit, const ChartOptions& options, const Canvas& canvas,
                        const Axes& axes, const Glyphs& glyphs) {
  const auto entry = [](char32_t glyph, const std::string& text) {
    return utf8_from(glyph) + ' ' + text;
  };
  std::string text;
  const auto add = [&text](const std::string& item) { text += (text.empty() ? "" : "  ") + item; };
  if (is_drawn(canvas, glyphs.point)) add(entry(glyphs.point, "measured"));
  if (is_drawn(canvas, glyphs.flagged)) add(entry(glyphs.flagged, "flagged"));
  add(options.unicode ? "⠒⠒ fit" : "-- fit");
  if (is_drawn(canvas, glyphs.band)) {
    add(entry(glyphs.band, percent_text(fit.confidence_level) + " confidence"));
  }
  if (is_drawn(canvas, glyphs.peak)) add(entry(glyphs.peak, "peak"));
  return std::string(axes.margin, ' ') +
         cut_to_cells(text, options.width > axes.margin ? options.width - axes.margin : 1) + '\n';
}

Axes make_axes(const AxisScale& y, std::size_t rows) {
  Axes axes;
  axes.y_ticks = make_ticks(
      y, {.length = static_cast<double>(rows - 1), .font_size = kRowsPerTick, .vertical = true});
  for (const Tick& tick : axes.y_ticks) {
    axes.margin = std::max(axes.margin, cells_of(tick.label) + 3);
  }
  return axes;
}

}  // namespace

std::string terminal_chart(const UslFit& fit, const ChartOptions& options) {
  const std::size_t width = std::max(options.width, kNarrowest);
  const std::size_t rows = std::max(options.height, kLowest);
  const Glyphs& glyphs = options.unicode ? kUnicode : kAscii;
  const PanelAxis concurrency = concurrency_axis(fit, plotted_concurrency(fit));
  const AxisScale y{.low = 0, .high = highest_value(fit)};
  Axes axes = make_axes(y, rows);
  Canvas canvas{
      .columns = width - axes.margin, .rows = rows, .x = concurrency.scale, .y = y, .cells = {}};
  canvas.cells.resize(canvas.columns * canvas.rows);
  axes.x_ticks = make_ticks(canvas.x, {.length = static_cast<double>(canvas.columns - 1),
                                       .font_size = kCellFont,
                                       .whole_numbers = true});
  paint_band(canvas, fit, glyphs);
  paint_curve(canvas, fit, options.unicode);
  paint_marks(canvas, fit, glyphs);
  return cut_to_cells(throughput_label(fit, width / 2), width) + '\n' +
         drawing_lines(canvas, axes, glyphs, options.color) +
         concurrency_axis_lines(canvas, axes, glyphs, concurrency.title) +
         peak_line(canvas, fit, axes, glyphs, options.color) +
         legend_line(fit, options, canvas, axes, glyphs);
}

}  // namespace uslkit
