// partitions_plot: a bar for every partition: its events beside the fair share, its lag, how busy
// its consumers were.
#include <algorithm>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/partition_bars.h"
#include "report/plot_page.h"
#include "report/run_plots.h"
#include "report/run_tables.h"
#include "report/timeline.h"

namespace uslkit {
namespace {

constexpr double kWidth = 840;
constexpr double kHeadHeight = 75;
constexpr double kEventsHeight = 230;
constexpr double kOtherHeight = 140;
constexpr double kHeadroom = 1.08;
constexpr double kHot = 1.5;  // times the fair share
constexpr double kGapShare = 0.18;
constexpr Stroke kFair{kInk, 1.6, Dash::dashed};

std::string share_label(double share) { return fmt::format("{:.4g} %", 100 * share); }

PanelAxis along(const PartitionBars& bars, bool bare) {
  const std::string title =
      bars.ranked ? "partitions, those with the most events first" : "partition";
  // A bar stands in the middle of its number.
  return {.title = title,
          .scale = {.low = -0.5, .high = static_cast<double>(bars.partitions) - 0.5},
          .whole_numbers = true,
          .bare = bare};
}

struct BarsPanel {
  std::string title;
  double PartitionBar::*value;
  double highest;
  std::string (*label)(double value);
};

double highest_of(const PartitionBars& bars, double PartitionBar::*value) {
  double highest = 0;
  for (const PartitionBar& bar : bars.bars) highest = std::max(highest, bar.*value);
  return highest;
}

PanelAxis upright(const BarsPanel& panel) {
  return {.title = panel.title,
          .scale = {.low = 0, .high = kHeadroom * (panel.highest > 0 ? panel.highest : 1)},
          .label = panel.label};
}

bool is_hot(const PartitionBars& bars, const PartitionBar& bar) {
  return bars.partitions > 1 && bar.events > kHot * bars.fair_events;
}

void paint_bars(Panel& panel, const PartitionBars& bars, double PartitionBar::*value) {
  const double gap = bars.bars.size() > 64 ? 0 : kGapShare / 2;
  for (std::size_t i = 0; i < bars.bars.size(); ++i) {
    const double first = bars.per_bar * static_cast<double>(i);
    const double last = std::min(first + bars.per_bar, static_cast<double>(bars.partitions));
    const double height = bars.bars[i].*value;
    panel.area("bar",
               {{first - 0.5 + gap, 0},
                {first - 0.5 + gap, height},
                {last - 0.5 - gap, height},
                {last - 0.5 - gap, 0}},
               is_hot(bars, bars.bars[i]) ? kPoint : kConfidenceEdge);
  }
}

// Where one cell ends and the next begins.
void paint_cell_borders(Panel& panel, const RunResult& result, const PartitionBars& bars,
                        double highest) {
  constexpr std::size_t kMostBorders = 40;
  if (bars.ranked || result.cells.size() > kMostBorders) return;
  for (std::size_t i = 1; i < result.partitions.size(); ++i) {
    if (result.partitions[i].cell == result.partitions[i - 1].cell) continue;
    const double x = static_cast<double>(i) - 0.5;
    panel.line("cell", {{x, 0}, {x, highest}}, {kReference, 1, Dash::dotted});
  }
}

std::vector<LegendEntry> legend_of(const RunResult& result, const PartitionBars& bars) {
  std::vector<LegendEntry> legend;
  if (bars.partitions > 1) {
    legend.push_back(
        {.text = fmt::format("fair share: 1/{} of the events", bars.partitions), .line = kFair});
    legend.push_back({.text = "above 1.5 times its share", .fill = kPoint});
  }
  legend.push_back({.text = "other partitions", .fill = kConfidenceEdge});
  if (!bars.ranked && result.cells.size() > 1) {
    legend.push_back({.text = "next cell", .line = Stroke{kReference, 1, Dash::dotted}});
  }
  if (bars.per_bar > 1) {
    legend.push_back({.text = fmt::format("a bar: the greatest of {:.0f}", bars.per_bar)});
  }
  return legend;
}

std::string description(const RunResult& result, const PartitionBars& bars) {
  std::int64_t hot = 0;
  for (const PartitionBar& bar : bars.bars) hot += is_hot(bars, bar) ? 1 : 0;
  return fmt::format(
      "{}. {} partitions, {} events, {} each as a fair share; the most in one: {}. {} above 1.5 "
      "times the share. Greatest work-lag of a partition: {}.",
      partitions_finding(result, bars), bars.partitions,
      count_text(static_cast<std::int64_t>(bars.all_events)), human_number(bars.fair_events),
      human_number(bars.hottest_events), hot,
      seconds_text(highest_of(bars, &PartitionBar::work_lag_s)));
}

}  // namespace

Plot partitions_plot(const RunResult& result) {
  const PartitionBars bars = partition_bars(result);
  const std::vector<BarsPanel> panels = {
      {"events appended", &PartitionBar::events, highest_of(bars, &PartitionBar::events), nullptr},
      {"work-lag (s)", &PartitionBar::work_lag_s, highest_of(bars, &PartitionBar::work_lag_s),
       time_label},
      {"consumers busy", &PartitionBar::utilization,
       std::max(1 / kHeadroom, highest_of(bars, &PartitionBar::utilization)), share_label}};
  double label_width = 0;
  for (const BarsPanel& panel : panels) {
    label_width = std::max(label_width, label_width_of(upright(panel), kOtherHeight));
  }
  const double foot = kPanelFoot - kBareFoot;
  Page page = start_page({.width = kWidth,
                          .height = kHeadHeight + kEventsHeight + 2 * kOtherHeight + foot,
                          .title = partitions_finding(result, bars),
                          .description = description(result, bars),
                          .legend = legend_of(result, bars)});
  Box outer = page.body;
  outer.bottom = page.body.bottom - 2 * kOtherHeight - foot;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const bool last = i + 1 == panels.size();
    Panel panel(page.plot, {.outer = outer,
                            .x = along(bars, !last),
                            .y = upright(panels[i]),
                            .label_width = label_width});
    paint_bars(panel, bars, panels[i].value);
    paint_cell_borders(panel, result, bars, kHeadroom * panels[i].highest);
    if (i == 0 && bars.partitions > 1) {
      panel.line("fair-share",
                 {{-0.5, bars.fair_events},
                  {static_cast<double>(bars.partitions) - 0.5, bars.fair_events}},
                 kFair);
    }
    outer.top = outer.bottom;
    outer.bottom += kOtherHeight + (i + 2 == panels.size() ? foot : 0);
  }
  return page.plot;
}

}  // namespace uslkit
