#include "report/timeline_plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "report/palette.h"
#include "report/run_plot_words.h"
#include "report/series_outline.h"

namespace uslkit {
namespace {

constexpr double kHeadroom = 1.08;
constexpr double kWidth = 840;
constexpr double kHeadHeight = 90;  // title and legend; the first panel gives way to a longer one
constexpr double kLetterFont = 12;
constexpr double kLineApart = 5;  // pixels
constexpr std::size_t kNameCells = 28;
constexpr Stroke kMark{kReference, 1, Dash::dashed};
constexpr Stroke kSeam{kPaper, 0.5, Dash::solid};

PanelAxis value_axis(const TimelinePanel& panel) {
  return {.title = panel.title,
          .scale = panel.scale(kHeadroom),
          .label = panel.label != nullptr ? panel.label
                   : panel.plain          ? time_label
                                          : nullptr};
}

// The pieces of a curve that have numbers; each begins at its own row.
struct Stretch {
  std::size_t first = 0;
  std::vector<double> values{};
};
std::vector<Stretch> finite_stretches(const std::vector<double>& values) {
  std::vector<Stretch> stretches;
  bool open = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool number = std::isfinite(values[i]);
    if (number && !open) stretches.push_back({.first = i});
    if (number) stretches.back().values.push_back(values[i]);
    open = number;
  }
  return stretches;
}

void paint_line(Panel& panel, const Timeline& timeline, const TimelineCurve& curve,
                const Stroke& stroke, bool peaks_only = false) {
  for (const Stretch& stretch : finite_stretches(curve.value)) {
    const double start = timeline.step * static_cast<double>(stretch.first);
    SeriesOutline outline =
        series_outline(stretch.values, {.step = timeline.step, .end = timeline.end - start});
    std::vector<DataPoint>& points = peaks_only ? outline.peak : outline.line;
    for (DataPoint& point : points) point.x += start;
    panel.line(curve.name, points, stroke);
  }
}

// Each area from the sum of those before it up to its own sum. The sums are added up before rows
// are put together, so that areas never cross.
void paint_stack(Panel& panel, const Timeline& timeline, const std::vector<TimelineCurve>& areas) {
  std::vector<double> sum;
  std::vector<DataPoint> floor;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const std::vector<double>& values = areas[i].value;
    sum.resize(std::max(sum.size(), values.size()));
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (std::isfinite(values[row])) sum[row] += values[row];
    }
    const SeriesOutline outline = series_outline(sum, {.step = timeline.step, .end = timeline.end});
    if (i == 0) floor = outline.low;
    panel.band("stacked", floor, outline.high, area_look(i));
    if (i > 0) panel.line("seam", floor, kSeam);
    floor = outline.high;
  }
}

// The time axis is one: its numbers stand under the last panel, and all panels begin alike.
void paint_panel(Plot& plot, const Timeline& timeline, std::size_t index, const Box& outer,
                 double label_width) {
  const TimelinePanel& source = timeline.panels[index];
  Panel panel(plot, {.outer = outer,
                     .x = {.title = timeline.title,
                           .scale = timeline.time_scale(),
                           .label = time_label,
                           .bare = index + 1 < timeline.panels.size()},
                     .y = value_axis(source),
                     .label_width = label_width});
  if (!source.filled.value.empty()) {
    const SeriesOutline filled =
        series_outline(source.filled.value, {.step = timeline.step, .end = timeline.end});
    panel.band("filled", filled.low, filled.high, kConfidence);
  }
  paint_stack(panel, timeline, source.stacked);
  paint_line(panel, timeline, source.line, line_look(source, 0), !source.stacked.empty());
  for (std::size_t i = 0; i < source.more.size(); ++i) {
    paint_line(panel, timeline, source.more[i], line_look(source, i + 1));
  }
  const double top = source.scale(kHeadroom).high;
  paint_mark_lines(panel, timeline, top);
  if (index == 0) paint_mark_letters(plot, panel, timeline, top);
}

// Of a panel with one line only, the title of its axis says what it is.
std::vector<LegendEntry> legend_of(const Timeline& timeline) {
  const TimelinePanel& first = timeline.panels.front();
  std::vector<LegendEntry> legend;
  if (!first.more.empty() || !first.filled.value.empty() || !first.stacked.empty()) {
    legend.push_back({.text = first.line.name, .line = line_look(first, 0)});
  }
  for (std::size_t i = 0; i < first.more.size(); ++i) {
    legend.push_back({.text = first.more[i].name, .line = line_look(first, i + 1)});
  }
  if (!first.filled.value.empty()) {
    legend.push_back({.text = first.filled.name, .fill = kConfidence});
  }
  for (std::size_t i = 0; i < first.stacked.size(); ++i) {
    legend.push_back({.text = short_name(first.stacked[i].name, kNameCells), .fill = area_look(i)});
  }
  add_mark_legend(timeline, legend);
  return legend;
}

}  // namespace

Stroke line_look(const TimelinePanel& panel, std::size_t index) {
  constexpr std::array<Color, 3> kLines = {kCurve, kPoint, kSeriesLooks[3].color};
  if (!panel.more.empty()) return {kLines[index % kLines.size()], 1.6, Dash::solid};
  if (!panel.stacked.empty()) return {kInk, 1.4, Dash::solid};
  if (panel.line.name == "arrived") return {kCurve, 1.6, Dash::solid};
  if (panel.line.name == "shed") return {kCrosstalk, 1.6, Dash::solid};
  return {kPoint, 1.6, Dash::solid};
}

// Light and dark take turns, so that neighbours differ in grey print too.
Color area_look(std::size_t index) {
  constexpr std::array<Color, 6> kAreas = {{{0xe6, 0x9f, 0x00},
                                            {0x00, 0x46, 0x7f},
                                            {0x9f, 0xd3, 0xc0},
                                            {0xb0, 0x4f, 0x8a},
                                            {0xa3, 0xc7, 0xe4},
                                            {0x59, 0x59, 0x59}}};
  return kAreas[index % kAreas.size()];
}

void paint_mark_lines(Panel& panel, const Timeline& timeline, double highest) {
  const double per_pixel = timeline.end / std::max(1.0, panel.inner().width());
  for (const TimelineMark& mark : timeline.marks_apart(kLineApart * per_pixel)) {
    panel.line("mark", {{mark.time, -1}, {mark.time, highest}}, kMark);
  }
}

void paint_mark_letters(Plot& plot, const Panel& panel, const Timeline& timeline, double highest) {
  const double per_pixel = timeline.end / std::max(1.0, panel.inner().width());
  for (const TimelineMark& mark : timeline.marks_apart(kLetterFont * per_pixel)) {
    const Point top = panel.at({mark.time, highest});
    plot.shapes.push_back(Text{.role = "mark",
                               .at = {top.x, top.y - 3},
                               .text = std::string(1, mark.letter),
                               .size = kLetterFont,
                               .anchor = Anchor::middle,
                               .color = kInk});
  }
}

void add_mark_legend(const Timeline& timeline, std::vector<LegendEntry>& legend) {
  for (const MarkKind& kind : timeline.kinds) {
    legend.push_back({.text = fmt::format("{} {}", kind.letter, kind.name), .line = kMark});
  }
}

Page timeline_page(const Timeline& timeline, const TimelinePage& spec) {
  USLKIT_CHECK(!timeline.panels.empty());
  const std::size_t panels = timeline.panels.size();
  const double foot = kPanelFoot - kBareFoot;
  const double letters = timeline.marks.empty() ? 0 : kLetterFont;
  const double others = spec.other_height * static_cast<double>(panels - 1);
  Page page = start_page({.width = kWidth,
                          .height = kHeadHeight + spec.first_height + others + foot + spec.below,
                          .title = spec.title,
                          .description = spec.description,
                          .legend = legend_of(timeline)});
  const double bottom = page.body.bottom - spec.below;
  Box outer = page.body;
  outer.top += letters;
  outer.bottom = bottom - others - (panels > 1 ? foot : 0);
  double label_width = 0;
  for (const TimelinePanel& each : timeline.panels) {
    label_width = std::max(label_width, label_width_of(value_axis(each), spec.other_height));
  }
  for (std::size_t i = 0; i < panels; ++i) {
    paint_panel(page.plot, timeline, i, outer, label_width);
    outer.top = outer.bottom;
    outer.bottom += spec.other_height + (i + 2 == panels ? foot : 0);
  }
  page.body.top = bottom;
  return page;
}

}  // namespace uslkit
