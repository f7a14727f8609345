#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "report/fit_panels.h"
#include "report/fit_plots.h"
#include "report/human_number.h"
#include "report/palette.h"
#include "report/text_width.h"

namespace uslkit {
namespace {

constexpr double kWarningLine = 2;  // about 5 % of good runs lie beyond
constexpr double kLeastAxis = 3;
constexpr double kMostAxis = 60;  // a wilder residual is drawn at the edge
constexpr double kLabelFont = 13;
constexpr std::size_t kMostLabels = 8;

struct PlacedResidual {
  DataPoint at;
  const FittedPoint* row = nullptr;
};

double drawn_residual(const FittedPoint& row) {
  if (std::isnan(row.standardized)) return 0;
  return std::clamp(row.standardized, -kMostAxis, kMostAxis);
}

std::vector<PlacedResidual> placed_residuals(const UslFit& fit, ResidualOrder order) {
  std::vector<const FittedPoint*> rows;
  for (const FittedPoint& row : fit.rows) rows.push_back(&row);
  if (order == ResidualOrder::by_run) {
    std::stable_sort(rows.begin(), rows.end(), [](const FittedPoint* a, const FittedPoint* b) {
      return std::tie(a->source, a->line) < std::tie(b->source, b->line);
    });
  }
  std::vector<PlacedResidual> placed;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double x =
        order == ResidualOrder::by_run ? static_cast<double>(i + 1) : rows[i]->concurrency;
    placed.push_back({{x, drawn_residual(*rows[i])}, rows[i]});
  }
  return placed;
}

PanelAxis run_axis(const UslFit& fit) {
  return {.title = "run, in file order",
          .scale = {.low = 0, .high = static_cast<double>(fit.rows.size()) + 1},
          .whole_numbers = true};
}

double axis_height(const std::vector<PlacedResidual>& residuals) {
  double height = kLeastAxis;
  for (const PlacedResidual& residual : residuals) {
    height = std::max(height, 1.25 * std::abs(residual.at.y));
  }
  return height;
}

std::string plain_number(double value) { return human_number(value, 3); }

// By the point, outwards first, where it hides nothing; nowhere if all four places are taken.
std::optional<Text> free_label(const Panel& panel, const std::string& text, Point at,
                               const std::vector<Box>& taken) {
  const double away = 13;
  const Text above{.at = {at.x, at.y - away - 2}, .anchor = Anchor::middle};
  const Text below{.at = {at.x, at.y + away + 10}, .anchor = Anchor::middle};
  const Text right{.at = {at.x + away, at.y + 5}, .anchor = Anchor::start};
  const Text left{.at = {at.x - away, at.y + 5}, .anchor = Anchor::end};
  const bool high = at.y < (panel.inner().top + panel.inner().bottom) / 2;
  const std::array<Text, 4> places = {high ? above : below, right, left, high ? below : above};
  for (Text place : places) {
    place.role = "flagged";
    place.text = text;
    place.size = kLabelFont;
    place.color = kInk;
    const Box box = bounds_of(place);
    const bool free = std::none_of(taken.begin(), taken.end(),
                                   [&](const Box& other) { return box.overlaps(other); });
    if (free && panel.inner().contains(box)) return place;
  }
  return std::nullopt;
}

void label_flagged(Plot& plot, const Panel& panel, const std::vector<PlacedResidual>& residuals,
                   double radius) {
  std::vector<Box> taken;
  for (const double level : {-kWarningLine, 0.0, kWarningLine}) {
    const double y = panel.at({0, level}).y;
    taken.push_back({panel.inner().left, y - 1, panel.inner().right, y + 1});
  }
  std::vector<PlacedResidual> flagged;
  for (const PlacedResidual& residual : residuals) {
    const Point at = panel.at(residual.at);
    taken.push_back({at.x - radius - 1, at.y - radius - 1, at.x + radius + 1, at.y + radius + 1});
    if (residual.row->outlier) flagged.push_back(residual);
  }
  std::stable_sort(flagged.begin(), flagged.end(),
                   [](const PlacedResidual& a, const PlacedResidual& b) {
                     return std::abs(a.at.y) > std::abs(b.at.y);
                   });
  if (flagged.size() > kMostLabels) flagged.resize(kMostLabels);
  for (const PlacedResidual& residual : flagged) {
    const std::string text = "N = " + human_number(residual.row->concurrency);
    const std::optional<Text> label = free_label(panel, text, panel.at(residual.at), taken);
    if (!label) continue;
    taken.push_back(bounds_of(*label));
    plot.shapes.push_back(*label);
  }
}

std::size_t flagged_count(const UslFit& fit) {
  return static_cast<std::size_t>(std::count_if(
      fit.rows.begin(), fit.rows.end(), [](const FittedPoint& row) { return row.outlier; }));
}

}  // namespace

void paint_residual_panel(Plot& plot, const UslFit& fit, const PanelPlace& place,
                          ResidualOrder order) {
  const bool by_run = order == ResidualOrder::by_run;
  const std::vector<PlacedResidual> residuals = placed_residuals(fit, order);
  const double height = axis_height(residuals);
  const PanelAxis x = by_run ? run_axis(fit) : concurrency_axis(fit, largest_concurrency(fit));
  Panel panel(plot, {.outer = place.outer,
                     .heading = place.heading,
                     .x = x,
                     .y = {.title = "standardised residual (sd)",
                           .scale = {.low = -height, .high = height},
                           .label = plain_number}});
  const auto level = [&](double y, const Stroke& stroke) {
    panel.line("level", {{x.scale.low, y}, {x.scale.high, y}}, stroke);
  };
  level(0, {kMuted, 1.4, Dash::solid});
  level(kWarningLine, {kReference, 1.4, Dash::dashed});
  level(-kWarningLine, {kReference, 1.4, Dash::dashed});
  if (by_run) {
    std::vector<DataPoint> path;
    for (const PlacedResidual& residual : residuals) path.push_back(residual.at);
    panel.line("run-order", path, {kConfidenceEdge, 1.2, Dash::solid});
  }
  const double radius = point_radius(fit);
  for (const PlacedResidual& residual : residuals) {
    panel.marker(residual.at, measured_point(radius));
    if (residual.row->outlier) panel.marker(residual.at, outlier_ring(radius));
  }
  label_flagged(plot, panel, residuals, radius);
}

std::vector<LegendEntry> residual_legend(const UslFit& fit) {
  std::vector<LegendEntry> legend = {{.text = "run", .marker = measured_point(4.5)}};
  if (flagged_count(fit) > 0) {
    legend.push_back({.text = "flagged", .marker = measured_point(4.5), .ring = true});
  }
  legend.push_back(
      {.text = "2 standard deviations", .line = Stroke{kReference, 1.4, Dash::dashed}});
  return legend;
}

std::string residual_finding(const UslFit& fit) {
  const std::size_t flagged = flagged_count(fit);
  if (flagged == 0) return fmt::format("none of {} runs flagged", fit.rows.size());
  return fmt::format("{} of {} runs flagged", flagged, fit.rows.size());
}

std::string residual_description(const UslFit& fit) {
  double largest = 0;
  for (const FittedPoint& row : fit.rows) {
    if (std::isfinite(row.standardized)) {
      largest = std::max(largest, std::abs(row.standardized));
    }
  }
  return fmt::format(
      "Standardised residuals of {} runs, against {} and in run order, with lines at plus and "
      "minus 2 standard deviations; the largest is {} standard deviations. {} in all.",
      fit.rows.size(), fit.concurrency_name, human_number(largest, 3), residual_finding(fit));
}

Plot residual_plot(const UslFit& fit) {
  Page page = start_page({.title = "Residuals: " + residual_finding(fit),
                          .description = residual_description(fit),
                          .legend = residual_legend(fit)});
  const Box& body = page.body;
  const double middle = (body.left + body.right) / 2;
  paint_residual_panel(page.plot, fit,
                       {.outer = {body.left, body.top, middle, body.bottom}, .heading = "By N"},
                       ResidualOrder::by_concurrency);
  paint_residual_panel(
      page.plot, fit,
      {.outer = {middle, body.top, body.right, body.bottom}, .heading = "In run order"},
      ResidualOrder::by_run);
  return page.plot;
}

}  // namespace uslkit
