#include "report/run_plots.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/input_error.h"
#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/plot_page.h"
#include "report/run_tables.h"
#include "report/series_outline.h"
#include "report/timeline.h"

namespace uslkit {
namespace {

constexpr double kHeadroom = 1.08;
constexpr double kLoadHeight = 250;
constexpr double kPanelHeight = 150;
constexpr double kHeadHeight = 90;
constexpr double kLetterFont = 12;
constexpr double kLineApart = 5;  // pixels
constexpr Stroke kMark{kReference, 1, Dash::dashed};

Stroke stroke_of(const TimelinePanel& panel) {
  if (panel.line.name == "arrived") return {kCurve, 1.6, Dash::solid};
  if (panel.line.name == "shed") return {kCrosstalk, 1.6, Dash::solid};
  return {kPoint, 1.6, Dash::solid};
}

// A line for each mark that has room, and its letter where the letters do not touch.
void paint_marks(Plot& plot, Panel& panel, const Timeline& timeline, double highest,
                 bool with_letters) {
  const double per_pixel = timeline.end / std::max(1.0, panel.inner().width());
  for (const TimelineMark& mark : timeline.marks_apart(kLineApart * per_pixel)) {
    panel.line("mark", {{mark.time, 0}, {mark.time, highest}}, kMark);
  }
  if (!with_letters) return;
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

double top_of(const TimelinePanel& panel) { return kHeadroom * panel.highest; }

PanelAxis value_axis(const TimelinePanel& panel) {
  return {.title = panel.title,
          .scale = {.low = 0, .high = top_of(panel)},
          .label = panel.plain ? time_label : nullptr};
}

// The time axis is one: its numbers stand under the last panel, and all panels begin alike.
void paint_panel(Plot& plot, const Timeline& timeline, std::size_t index, const Box& outer) {
  const TimelinePanel& source = timeline.panels[index];
  double label_width = 0;
  for (const TimelinePanel& each : timeline.panels) {
    label_width = std::max(label_width, label_width_of(value_axis(each), kPanelHeight));
  }
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
  panel.line(source.line.name,
             series_outline(source.line.value, {.step = timeline.step, .end = timeline.end}).line,
             stroke_of(source));
  paint_marks(plot, panel, timeline, top_of(source), index == 0);
}

std::vector<LegendEntry> legend_of(const Timeline& timeline) {
  const TimelinePanel& load = timeline.panels.front();
  std::vector<LegendEntry> legend = {{.text = load.line.name, .line = stroke_of(load)},
                                     {.text = load.filled.name, .fill = kConfidence}};
  for (const MarkKind& kind : timeline.kinds) {
    legend.push_back({.text = fmt::format("{} {}", kind.letter, kind.name), .line = kMark});
  }
  return legend;
}

std::string finding(const RunResult& result) {
  const std::string name = result.name.empty() ? "Run" : result.name;
  if (result.lag.max_work_lag_s >= 1) {
    return fmt::format("{}: peak work-lag {}, availability {:.4g} %", name,
                       seconds_text(result.lag.max_work_lag_s), 100 * result.availability);
  }
  return fmt::format("{}: {}/s, availability {:.4g} %", name, si_number(result.throughput_per_s),
                     100 * result.availability);
}

std::string description(const RunResult& result, const Timeline& timeline) {
  std::string text =
      fmt::format("{} over {}. {} requests arrived, {} were shed, {} failed. Greatest work-lag {}.",
                  finding(result), moment_text(result.duration_s),
                  count_text(result.totals.arrived), count_text(result.totals.rejected_total()),
                  count_text(result.totals.failed), seconds_text(result.lag.max_work_lag_s));
  for (std::size_t i = 0; i < std::min<std::size_t>(timeline.marks.size(), 8); ++i) {
    text += fmt::format(" {} at {} {}.", timeline.marks[i].text,
                        human_number(timeline.marks[i].time), timeline.title);
  }
  return text;
}

}  // namespace

Plot timeline_plot(const RunResult& result) {
  const Timeline timeline = timeline_of(result);
  if (timeline.panels.empty()) {
    throw InputError({.place = {.source = "timeline"},
                      .found = "a run without a series over time",
                      .allowed = "a run of at least one series interval",
                      .hint = ""});
  }
  const std::size_t panels = timeline.panels.size();
  const double below = kPanelHeight * static_cast<double>(panels - 1);
  const double foot = kPanelFoot - kBareFoot;
  Page page = start_page({.width = 840,
                          .height = kHeadHeight + kLoadHeight + below + foot,
                          .title = finding(result),
                          .description = description(result, timeline),
                          .legend = legend_of(timeline)});
  Box outer = page.body;
  outer.top += timeline.marks.empty() ? 0 : kLetterFont;
  outer.bottom = page.body.bottom - below - (panels > 1 ? foot : 0);
  for (std::size_t i = 0; i < panels; ++i) {
    paint_panel(page.plot, timeline, i, outer);
    outer.top = outer.bottom;
    outer.bottom += kPanelHeight + (i + 2 == panels ? foot : 0);
  }
  return page.plot;
}

const std::vector<std::string>& run_plot_kinds() {
  static const std::vector<std::string> kKinds = {"timeline"};
  return kKinds;
}

}  // namespace uslkit
