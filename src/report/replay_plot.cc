#include "report/replay_plot.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/plot_page.h"
#include "report/replay_answer.h"
#include "report/series_outline.h"
#include "report/timeline.h"

namespace uslkit {
namespace {

constexpr double kWidth = 900;
constexpr double kHeadHeight = 110;
constexpr double kLoadHeight = 150;
constexpr double kConsumersHeight = 115;  // of each contestant
constexpr double kLagHeight = 230;
constexpr double kHeadroom = 1.08;
constexpr Stroke kLoad{kInk, 1.6, Dash::solid};
constexpr Stroke kObjective{kReference, 1, Dash::dashed};

struct Curve {
  const ReplayOutcome* outcome = nullptr;
  Stroke stroke{};
};

// Policies, and what was measured; constant numbers and foresight would only hide them.
std::vector<Curve> curves_of(const AutoscaleReplay& replay) {
  std::vector<Curve> curves;
  for (const ReplayOutcome& outcome : replay.outcomes) {
    if (outcome.kind == ReplayKind::measured) {
      curves.push_back({&outcome, {kInk, 1.4, Dash::dotted}});
    } else if (outcome.kind == ReplayKind::policy) {
      const SeriesLook& look = kSeriesLooks[curves.size() % kSeriesLooks.size()];
      curves.push_back({&outcome, {look.color, 1.8, look.dash}});
    }
  }
  return curves;
}

double highest_of(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

const std::vector<double>& lag_of(const AutoscaleReplay& replay, const ReplayOutcome& outcome) {
  return replay.options.slo_of == LagKind::work_lag ? outcome.work_lag_s : outcome.age_lag_s;
}

// A step that stays where it is needs its two ends only.
std::vector<DataPoint> corners(const std::vector<DataPoint>& points) {
  std::vector<DataPoint> kept;
  for (const DataPoint& point : points) {
    const std::size_t size = kept.size();
    const bool flat = size >= 2 && kept[size - 1].y == point.y && kept[size - 2].y == point.y;
    if (flat) kept.pop_back();
    kept.push_back(point);
  }
  return kept;
}

class ReplayPainter {
 public:
  explicit ReplayPainter(const AutoscaleReplay& replay)
      : replay_(replay),
        curves_(curves_of(replay)),
        unit_(time_unit_for(replay.length_s)),
        grid_{.step = replay.row_s / unit_.seconds, .end = replay.length_s / unit_.seconds} {
    double consumers = highest_of(replay.needed);
    double lag = in_seconds(replay.options.slo_lag);
    for (const Curve& curve : curves_) {
      consumers = std::max(consumers, highest_of(curve.outcome->consumers));
      lag = std::max(lag, highest_of(lag_of(replay, *curve.outcome)));
    }
    load_axis_ = axis("load (events/s)", std::max(1e-9, replay.peak_rate), false);
    consumers_axis_ = axis("", consumers, true);
    lag_axis_ = axis(lag_name(replay.options.slo_of) + " (s)", lag, true);
    for (const PanelAxis* each : {&load_axis_, &consumers_axis_, &lag_axis_}) {
      label_width_ = std::max(label_width_, label_width_of(*each, kLoadHeight));
    }
  }

  Plot paint() {
    Page page = start_page({.width = kWidth,
                            .height = kHeadHeight + kLoadHeight + kLagHeight +
                                      kConsumersHeight * static_cast<double>(curves_.size()),
                            .title = title(),
                            .description = description(),
                            .legend = legend()});
    Box box = page.body;
    box.bottom = box.top + kLoadHeight;
    Panel load = panel(page.plot, box, load_axis_, true);
    load.line("load", line_of(replay_.load_per_s), kLoad);
    for (const Curve& curve : curves_) {
      box = {box.left, box.bottom, box.right, box.bottom + kConsumersHeight};
      paint_consumers(page.plot, box, curve);
    }
    box = {box.left, box.bottom, box.right, page.body.bottom};
    Panel lag = panel(page.plot, box, lag_axis_, false);
    const double objective = in_seconds(replay_.options.slo_lag);
    lag.line("objective", {{0, objective}, {grid_.end, objective}}, kObjective);
    for (const Curve& curve : curves_) {
      lag.line("lag", line_of(lag_of(replay_, *curve.outcome)), curve.stroke);
    }
    return page.plot;
  }

 private:
  static PanelAxis axis(std::string title, double highest, bool plain) {
    return {.title = std::move(title),
            .scale = {.low = 0, .high = kHeadroom * highest},
            .label = plain ? time_label : nullptr};
  }

  Panel panel(Plot& plot, const Box& outer, const PanelAxis& y, bool bare) const {
    return Panel(plot, {.outer = outer,
                        .x = {.title = fmt::format("time ({})", unit_.name),
                              .scale = {.low = 0, .high = grid_.end},
                              .label = time_label,
                              .bare = bare},
                        .y = y,
                        .label_width = label_width_});
  }

  [[nodiscard]] std::vector<DataPoint> line_of(const std::vector<double>& values) const {
    return corners(series_outline(values, grid_).line);
  }

  // Over what was needed; one below the other, because who flaps would cover all others.
  void paint_consumers(Plot& plot, const Box& box, const Curve& curve) const {
    PanelAxis y = consumers_axis_;
    y.title = curve.outcome->name;
    Panel consumers = panel(plot, box, y, true);
    const std::vector<DataPoint> needed = corners(series_outline(replay_.needed, grid_).high);
    std::vector<DataPoint> floor = needed;
    for (DataPoint& point : floor) point.y = 0;
    consumers.band("needed", floor, needed, kConfidence);
    paint_useful_line(consumers);
    consumers.line("consumers", line_of(curve.outcome->consumers),
                   {curve.stroke.color, curve.stroke.width, Dash::solid});
  }

  void paint_useful_line(Panel& panel) const {
    const double useful = static_cast<double>(replay_.most_useful);
    if (useful > consumers_axis_.scale.high) return;
    panel.line("useful", {{0, useful}, {grid_.end, useful}}, kObjective);
  }

  [[nodiscard]] std::string title() const {
    const ReplayOutcome* best = best_policy(replay_);
    const std::string objective = fmt::format("{} within {}", lag_name(replay_.options.slo_of),
                                              seconds_text(in_seconds(replay_.options.slo_lag)));
    if (best == nullptr) return "A load over time";
    if (best->lag(replay_.options.slo_of).above_s > 0) {
      return fmt::format("No autoscaler kept {}; {} came nearest", objective, best->name);
    }
    return fmt::format("{} kept {} for the fewest consumer-hours: {}", best->name, objective,
                       human_number(best->consumer_hours, 3));
  }

  [[nodiscard]] std::string description() const {
    std::string text;
    for (const std::string& sentence : replay_answer(replay_)) text += sentence + ' ';
    return text + "The dashed lines are the most useful number of consumers and the objective.";
  }

  [[nodiscard]] std::vector<LegendEntry> legend() const {
    std::vector<LegendEntry> legend{{.text = "load", .line = kLoad},
                                    {.text = "consumers needed", .fill = kConfidence}};
    for (const Curve& curve : curves_) {
      legend.push_back({.text = curve.outcome->name, .line = curve.stroke});
    }
    legend.push_back({.text = "most useful, objective", .line = kObjective});
    return legend;
  }

  const AutoscaleReplay& replay_;
  std::vector<Curve> curves_;
  TimeUnit unit_;
  SeriesGrid grid_;
  PanelAxis load_axis_;
  PanelAxis consumers_axis_;
  PanelAxis lag_axis_;
  double label_width_ = 0;
};

}  // namespace

Plot replay_plot(const AutoscaleReplay& replay) { return ReplayPainter(replay).paint(); }

}  // namespace uslkit
