#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "report/fit_panels.h"
#include "report/fit_plots.h"
#include "report/human_number.h"
#include "report/palette.h"
#include "report/safe_text.h"
#include "report/text_width.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostFits = 12;
constexpr std::size_t kMostPeaksNamed = 3;
constexpr double kLabelFont = 14;
constexpr double kLeastLabelRoom = 90;
constexpr double kMostLabelRoom = 240;
constexpr double kLabelHeight = 19;

const SeriesLook& look_of(std::size_t index) { return kSeriesLooks[index % kSeriesLooks.size()]; }

// The highest throughput that the data support: a peak far beyond them does not count.
double best_throughput(const UslFit& fit) {
  if (fit.has_peak && fit.peak_concurrency.value <= plotted_concurrency(fit)) {
    return fit.peak_throughput.value;
  }
  return usl_throughput(fit.parameters, largest_concurrency(fit));
}

// All rows of all fits as one axis: every curve is drawn over the same N.
AxisScale shared_concurrency_scale(const std::vector<NamedFit>& fits) {
  std::vector<double> values;
  double largest = 0;
  for (const NamedFit& named : fits) {
    for (const FittedPoint& row : named.fit->rows) values.push_back(row.concurrency);
    if (named.fit->rows.empty()) {
      values.push_back(smallest_concurrency(*named.fit));
      values.push_back(largest_concurrency(*named.fit));
    }
    largest = std::max(largest, plotted_concurrency(*named.fit));
  }
  std::sort(values.begin(), values.end());
  return concurrency_scale(values, largest);
}

std::vector<DataPoint> curve_of(const UslFit& fit, const AxisScale& scale) {
  std::vector<DataPoint> curve;
  for (const double n : evenly_spaced(scale.kind, smallest_concurrency(fit), scale.high)) {
    curve.push_back({n, usl_throughput(fit.parameters, n)});
  }
  return curve;
}

double highest_throughput(const std::vector<NamedFit>& fits) {
  double high = 0;
  for (const NamedFit& named : fits) {
    for (const FittedPoint& row : named.fit->rows) high = std::max(high, row.throughput);
    high = std::max(high, best_throughput(*named.fit));
  }
  return high;
}

double label_room(const std::vector<NamedFit>& fits) {
  double width = 0;
  for (const NamedFit& named : fits) width = std::max(width, text_width(named.name, kLabelFont));
  return std::clamp(width + 48, kLeastLabelRoom, kMostLabelRoom);
}

struct EndLabel {
  std::size_t series = 0;
  Point curve_end;
  bool curve_shown = true;  // the curve's end lies within the axes
  double y = 0;             // of the label's middle
};

// Labels in the order of the curves' ends, pushed apart to kLabelHeight, back inside the axes.
std::vector<EndLabel> spread(std::vector<EndLabel> labels, const Box& inner) {
  std::stable_sort(labels.begin(), labels.end(),
                   [](const EndLabel& a, const EndLabel& b) { return a.y < b.y; });
  double lowest_free = inner.top + kLabelHeight / 2;
  for (EndLabel& label : labels) {
    label.y = std::max(label.y, lowest_free);
    lowest_free = label.y + kLabelHeight;
  }
  double highest_free = inner.bottom - kLabelHeight / 2;
  for (std::size_t i = labels.size(); i-- > 0;) {
    labels[i].y = std::min(labels[i].y, highest_free);
    highest_free = labels[i].y - kLabelHeight;
  }
  return labels;
}

void paint_end_labels(Plot& plot, const Panel& panel, const std::vector<NamedFit>& fits,
                      std::vector<EndLabel> labels) {
  const double x = panel.inner().right + 26;
  for (const EndLabel& label : spread(std::move(labels), panel.inner())) {
    const SeriesLook& look = look_of(label.series);
    plot.shapes.push_back(
        Polyline{"leader", {label.curve_end, {x - 12, label.y}}, {look.color, 1, Dash::solid}});
    plot.shapes.push_back(Marker{.role = "label",
                                 .center = {x - 6, label.y},
                                 .radius = 5,
                                 .kind = look.marker,
                                 .fill = look.color});
    plot.shapes.push_back(
        Text{.role = "label",
             .at = {x + 4, label.y + 0.36 * kLabelFont},
             .text = fit_text(fits[label.series].name, plot.width - x - 14, kLabelFont),
             .size = kLabelFont,
             .color = kInk});
  }
}

// Lines of all series first, then all points: no curve hides a measurement.
std::vector<EndLabel> paint_series(Panel& panel, const std::vector<NamedFit>& fits,
                                   const AxisScale& scale) {
  std::vector<EndLabel> labels;
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const std::vector<DataPoint> curve = curve_of(*fits[i].fit, scale);
    // Where a fit's own data end the line becomes thin: from there on it is extrapolation.
    const double known = plotted_concurrency(*fits[i].fit);
    const std::vector<DataPoint>::const_iterator beyond =
        std::find_if(curve.begin(), curve.end(), [&](DataPoint point) { return point.x > known; });
    panel.line("curve", {curve.begin(), beyond}, {look_of(i).color, 2.4, look_of(i).dash});
    if (beyond != curve.begin()) {
      panel.line("extrapolation", {beyond - 1, curve.end()}, {look_of(i).color, 1, Dash::dotted});
    }
    Point end = panel.at(curve.back());
    end.y = std::clamp(end.y, panel.inner().top, panel.inner().bottom);
    labels.push_back({i, end, panel.shows(curve.back()), end.y});
  }
  for (std::size_t i = 0; i < fits.size(); ++i) {
    for (const FittedPoint& row : fits[i].fit->rows) {
      panel.marker({row.concurrency, row.throughput}, {.role = "point",
                                                       .radius = point_radius(*fits[i].fit),
                                                       .kind = look_of(i).marker,
                                                       .fill = look_of(i).color,
                                                       .edge = Stroke{kPaper, 0.8, {}}});
    }
  }
  return labels;
}

std::string comparison_finding(const std::vector<NamedFit>& fits) {
  const std::string first = cut_to_cells(fits.front().name, 24);
  if (fits.size() == 1) return fmt::format("{}: {}", first, throughput_finding(*fits[0].fit));
  if (fits.size() == 2) {
    const double change = best_throughput(*fits[1].fit) / best_throughput(*fits[0].fit) - 1;
    return fmt::format("{} reaches {} {} throughput than {}", cut_to_cells(fits[1].name, 24),
                       percent_text(std::abs(change)), change < 0 ? "less" : "more", first);
  }
  const std::vector<NamedFit>::const_iterator best =
      std::max_element(fits.begin(), fits.end(), [](const NamedFit& a, const NamedFit& b) {
        return best_throughput(*a.fit) < best_throughput(*b.fit);
      });
  return fmt::format("{} reaches the most: {}", cut_to_cells(best->name, 24),
                     throughput_text(*best->fit, best_throughput(*best->fit)));
}

std::string comparison_description(const std::vector<NamedFit>& fits) {
  std::string text = fmt::format("Throughput against {} of {} fits. {}.",
                                 cut_to_cells(fits.front().fit->concurrency_name, 40), fits.size(),
                                 comparison_finding(fits));
  for (std::size_t i = 0; i < std::min(fits.size(), kMostPeaksNamed); ++i) {
    text +=
        fmt::format(" {}: {}.", cut_to_cells(fits[i].name, 40), throughput_finding(*fits[i].fit));
  }
  return text;
}

}  // namespace

Plot comparison_plot(const std::vector<NamedFit>& all) {
  USLKIT_CHECK(!all.empty());
  std::vector<NamedFit> fits = all;
  fits.resize(std::min(fits.size(), kMostFits));
  std::string title = comparison_finding(fits);
  if (all.size() > fits.size()) {
    title += fmt::format(" (first {} of {} fits)", fits.size(), all.size());
  }
  Page page = start_page({.title = title, .description = comparison_description(fits)});
  PanelSpec spec;
  spec.outer = page.body;
  spec.x = concurrency_axis(*fits.front().fit, 0);
  spec.x.scale = shared_concurrency_scale(fits);
  const double top = 1.06 * highest_throughput(fits);
  spec.y.title = throughput_label(*fits.front().fit, 40);
  spec.y.scale = {.low = 0, .high = top > 0 ? top : 1};
  spec.right_margin = label_room(fits);
  Panel panel(page.plot, spec);
  std::vector<EndLabel> labels = paint_series(panel, fits, spec.x.scale);
  paint_end_labels(page.plot, panel, fits, std::move(labels));
  return page.plot;
}

}  // namespace uslkit
