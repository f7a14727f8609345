// shed_run_plot: what a run turned away, by class over time and by reason in all.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/run_plot_words.h"
#include "report/run_plots.h"
#include "report/run_tables.h"
#include "report/run_timelines.h"
#include "report/text_width.h"
#include "report/timeline_plot.h"

namespace uslkit {
namespace {

constexpr double kBarHeight = 18;
constexpr double kBarRow = 26;
constexpr double kFont = 14;
constexpr double kHeadingFont = 15;
constexpr double kHeading = 34;
constexpr double kValueWidth = 130;

// One bar: attempts refused for one reason, cut into the classes of the legend and the others.
struct Bar {
  std::string name{};
  std::int64_t total = 0;
  std::vector<std::int64_t> parts{};
};

std::vector<Bar> bars_of(const RunResult& result) {
  const std::vector<std::size_t> classes = classes_shed_most(result);
  std::vector<Bar> bars;
  for (std::size_t reason = 1; reason < result.totals.rejected.size(); ++reason) {
    Bar bar{.name = reason_text(static_cast<RejectReason>(reason)),
            .total = result.totals.rejected[reason]};
    if (bar.total == 0) continue;
    std::int64_t others = bar.total;
    for (const std::size_t index : classes) {
      // Never beyond the whole, whatever a document of another program says.
      bar.parts.push_back(
          std::clamp<std::int64_t>(result.classes[index].counts.rejected[reason], 0, others));
      others -= bar.parts.back();
    }
    bar.parts.push_back(others);
    bars.push_back(std::move(bar));
  }
  std::stable_sort(bars.begin(), bars.end(),
                   [](const Bar& a, const Bar& b) { return a.total > b.total; });
  return bars;
}

double bars_height(std::size_t bars) {
  return bars == 0 ? 0 : kHeading + kBarRow * static_cast<double>(bars) + 8;
}

void paint_bar(Plot& plot, const Bar& bar, const Box& room, double per_attempt) {
  double left = room.left;
  for (std::size_t i = 0; i < bar.parts.size(); ++i) {
    const double right = left + per_attempt * static_cast<double>(bar.parts[i]);
    if (!(right > left)) continue;
    plot.shapes.push_back(
        Area{"reason",
             {{left, room.top}, {right, room.top}, {right, room.bottom}, {left, room.bottom}},
             area_look(i),
             {}});
    left = right;
  }
}

Text text_beside(const std::string& text, Point at, Anchor anchor) {
  return {.role = "bar",
          .at = {at.x, at.y + 0.36 * kFont},
          .text = text,
          .size = kFont,
          .anchor = anchor,
          .color = kInk};
}

void paint_bars(Plot& plot, const std::vector<Bar>& bars, const Box& room) {
  if (bars.empty()) return;
  double names = 0;
  std::int64_t most = 1;
  std::int64_t all = 0;
  for (const Bar& bar : bars) {
    names = std::max(names, text_width(bar.name, kFont));
    most = std::max(most, bar.total);
    all += bar.total;
  }
  plot.shapes.push_back(Text{.role = "heading",
                             .at = {room.left + 10, room.top + 18},
                             .text = "By reason, over the whole run (attempts)",
                             .size = kHeadingFont,
                             .bold = true,
                             .color = kInk});
  const double left = room.left + 20 + names;
  const double per_attempt = (room.right - kValueWidth - left) / static_cast<double>(most);
  double top = room.top + kHeading;
  for (const Bar& bar : bars) {
    const double middle = top + kBarHeight / 2;
    plot.shapes.push_back(text_beside(bar.name, {left - 8, middle}, Anchor::end));
    paint_bar(plot, bar, {left, top, 0, top + kBarHeight}, per_attempt);
    const double share = static_cast<double>(bar.total) / static_cast<double>(all);
    plot.shapes.push_back(text_beside(
        fmt::format("{} ({})", si_number(static_cast<double>(bar.total)), percent_text(share)),
        {left + per_attempt * static_cast<double>(bar.total) + 6, middle}, Anchor::start));
    top += kBarRow;
  }
}

std::string finding(const RunResult& result) {
  const std::int64_t shed = result.totals.rejected_total();
  if (shed == 0) return run_name(result) + ": nothing was shed";
  const double attempts =
      static_cast<double>(result.totals.arrived + result.totals.retried + result.totals.duplicates);
  const std::vector<std::size_t> classes = classes_shed_most(result);
  std::string text =
      fmt::format("{}: {} of {} attempts shed", run_name(result),
                  percent_text(static_cast<double>(shed) / attempts), si_number(attempts));
  if (classes.empty() || result.classes.size() < 2) return text;
  const ClassResult& most = result.classes[classes.front()];
  const double share =
      static_cast<double>(most.counts.rejected_total()) / static_cast<double>(shed);
  return text + fmt::format(", {} of them {}", percent_text(share), short_name(most.name, 28));
}

std::string description(const RunResult& result, const Timeline& timeline,
                        const std::vector<Bar>& bars) {
  std::string text = finding(result) + ".";
  for (const Bar& bar : bars) text += fmt::format(" {}: {}.", bar.name, count_text(bar.total));
  for (const std::size_t index : classes_shed_most(result)) {
    text += fmt::format(" Class {}: {}.", result.classes[index].name,
                        count_text(result.classes[index].counts.rejected_total()));
  }
  return text + marks_in_words(timeline);
}

}  // namespace

Plot shed_run_plot(const RunResult& result) {
  const Timeline timeline = shed_timeline(result);
  if (timeline.panels.empty()) {
    throw nothing_to_draw("shed", "a run without a series over time",
                          "a run of at least one series interval");
  }
  const std::vector<Bar> bars = bars_of(result);
  Page page = timeline_page(timeline, {.title = finding(result),
                                       .description = description(result, timeline, bars),
                                       .first_height = 280,
                                       .below = bars_height(bars.size())});
  paint_bars(page.plot, bars, page.body);
  return page.plot;
}

}  // namespace uslkit
