#include "report/fit_panels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/check.h"
#include "report/human_number.h"
#include "report/palette.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kManyPoints = 60;
constexpr double kHeadroom = 1.06;
// A prediction band may be many times higher than the data: it is cut rather than let it flatten
// everything else.
constexpr double kMostBandAboveData = 1.3;

// A curve with its two bands and points, already in the panel's units.
struct BandedCurve {
  std::vector<DataPoint> curve;
  std::vector<DataPoint> confidence_lower, confidence_upper;
  std::vector<DataPoint> prediction_lower, prediction_upper;
  std::vector<DataPoint> points;
};

// How a panel shows a throughput X at N. `falls` says that a larger X is a smaller value.
struct Measure {
  double (*value)(const UslFit& fit, double concurrency, double throughput);
  bool falls = false;
};

double as_throughput(const UslFit&, double, double throughput) { return throughput; }

double as_efficiency(const UslFit& fit, double concurrency, double throughput) {
  return throughput / (fit.parameters.gamma * concurrency);
}

double as_latency(const UslFit& fit, double concurrency, double throughput) {
  if (throughput <= 0) return std::numeric_limits<double>::infinity();
  return fit.time_unit_s() * concurrency / throughput;
}

constexpr Measure kThroughput{as_throughput, false};
constexpr Measure kEfficiency{as_efficiency, false};
constexpr Measure kLatency{as_latency, true};

// Linear between finite values; a band that is open at one side stays open there.
double between_values(double from, double to, double t) {
  if (!std::isfinite(from) || !std::isfinite(to)) return t < 0.5 ? from : to;
  return std::lerp(from, to, t);
}

// The fit's band at the N that look evenly spaced on the axis: exact on the curve, straight lines
// between the fit's own points for the bands.
std::vector<BandPoint> resampled_band(const UslFit& fit) {
  std::vector<BandPoint> samples;
  if (fit.band.size() < 2) return samples;
  const double first = fit.band.front().concurrency;
  const double last = fit.band.back().concurrency;
  const AxisScale scale = concurrency_axis(fit, last).scale;
  std::size_t right = 1;
  for (const double n : evenly_spaced(scale.kind, first, last)) {
    while (right + 1 < fit.band.size() && fit.band[right].concurrency < n) ++right;
    const BandPoint& a = fit.band[right - 1];
    const BandPoint& b = fit.band[right];
    const double t = std::clamp((n - a.concurrency) / (b.concurrency - a.concurrency), 0.0, 1.0);
    const auto between = [t](const Interval& from, const Interval& to) {
      return Interval{between_values(from.lower, to.lower, t),
                      between_values(from.upper, to.upper, t)};
    };
    samples.push_back({n, usl_throughput(fit.parameters, n), between(a.confidence, b.confidence),
                       between(a.prediction, b.prediction)});
  }
  return samples;
}

BandedCurve banded_curve(const UslFit& fit, const Measure& measure) {
  BandedCurve result;
  for (const BandPoint& point : resampled_band(fit)) {
    const double n = point.concurrency;
    const auto add = [&](std::vector<DataPoint>& to, double throughput) {
      to.push_back({n, measure.value(fit, n, throughput)});
    };
    add(result.curve, point.throughput);
    add(result.confidence_lower, point.confidence.lower);
    add(result.confidence_upper, point.confidence.upper);
    add(result.prediction_lower, point.prediction.lower);
    add(result.prediction_upper, point.prediction.upper);
  }
  for (const FittedPoint& row : fit.rows) {
    result.points.push_back({row.concurrency, measure.value(fit, row.concurrency, row.throughput)});
  }
  if (measure.falls) {
    std::swap(result.confidence_lower, result.confidence_upper);
    std::swap(result.prediction_lower, result.prediction_upper);
  }
  return result;
}

double highest(const std::vector<DataPoint>& points) {
  double high = 0;
  for (const DataPoint& point : points) {
    if (std::isfinite(point.y)) high = std::max(high, point.y);
  }
  return high;
}

double value_axis_top(const BandedCurve& curve) {
  const double data = std::max(highest(curve.curve), highest(curve.points));
  const double band = std::min(highest(curve.prediction_upper), kMostBandAboveData * data);
  const double top = kHeadroom * std::max(data, band);
  return top > 0 ? top : 1;
}

void paint_bands(Panel& panel, const BandedCurve& curve) {
  if (curve.curve.size() < 2) return;
  const Stroke prediction_edge{kPredictionEdge, 1, Dash::dashed};
  const Stroke confidence_edge{kConfidenceEdge, 1, Dash::solid};
  panel.band("prediction", curve.prediction_lower, curve.prediction_upper, kPrediction);
  panel.band("confidence", curve.confidence_lower, curve.confidence_upper, kConfidence);
  panel.line("prediction", curve.prediction_lower, prediction_edge);
  panel.line("prediction", curve.prediction_upper, prediction_edge);
  panel.line("confidence", curve.confidence_lower, confidence_edge);
  panel.line("confidence", curve.confidence_upper, confidence_edge);
}

void paint_points(Panel& panel, const UslFit& fit, const BandedCurve& curve) {
  const double radius = point_radius(fit);
  for (const DataPoint& point : curve.points) panel.marker(point, measured_point(radius));
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    if (fit.rows[i].outlier) panel.marker(curve.points[i], outlier_ring(radius));
  }
}

void paint_curve_and_points(Panel& panel, const UslFit& fit, const BandedCurve& curve) {
  panel.line("curve", curve.curve, {kCurve, 2.4, Dash::solid});
  paint_points(panel, fit, curve);
}

// gamma N, and the fit without its crosstalk.
void paint_references(Panel& panel, const UslFit& fit) {
  std::vector<DataPoint> linear;
  std::vector<DataPoint> amdahl;
  UslParameters contention_only = fit.parameters;
  contention_only.beta = 0;
  for (const BandPoint& point : resampled_band(fit)) {
    const double n = point.concurrency;
    linear.push_back({n, fit.parameters.gamma * n});
    amdahl.push_back({n, usl_throughput(contention_only, n)});
  }
  panel.line("reference-linear", linear, {kReference, 1.6, Dash::dotted});
  if (fit.parameters.beta == 0) return;
  panel.line("reference-amdahl", amdahl, {kReference, 1.6, Dash::dash_dot});
}

// The end of the whisker: a cap where the interval ends on the axes, an arrow where it goes on.
void paint_whisker_end(Panel& panel, Plot& plot, DataPoint end, double direction) {
  const Stroke stroke{kInk, 1.8, Dash::solid};
  const Box& inner = panel.inner();
  if (std::isfinite(end.x) && panel.shows(end)) {
    const Point tip = panel.at(end);
    plot.shapes.push_back(Polyline{"peak", {{tip.x, tip.y - 6}, {tip.x, tip.y + 6}}, stroke});
    return;
  }
  const double x = direction > 0 ? inner.right - 2 : inner.left + 2;
  const double y = panel.at({0, end.y}).y;
  const double back = x - 9 * direction;
  plot.shapes.push_back(Polyline{"peak", {{back, y - 5}, {x, y}, {back, y + 5}}, stroke});
}

void paint_peak(Panel& panel, Plot& plot, const UslFit& fit) {
  if (!fit.has_peak) return;
  const DataPoint peak{fit.peak_concurrency.value, fit.peak_throughput.value};
  if (!panel.shows({largest_concurrency(fit), peak.y})) return;
  const std::optional<Interval> interval = fit.peak_concurrency.interval();
  if (interval && interval->lower < plotted_concurrency(fit)) {
    const double far = 2 * plotted_concurrency(fit);
    const double from = std::max(interval->lower, smallest_concurrency(fit) * 0.5);
    const double to = std::min(interval->upper, far);
    panel.line("peak", {{from, peak.y}, {to, peak.y}}, {kInk, 1.8, Dash::solid});
    paint_whisker_end(panel, plot, {interval->lower, peak.y}, -1);
    paint_whisker_end(panel, plot, {interval->upper, peak.y}, 1);
  }
  panel.marker(peak, {.role = "peak",
                      .radius = 7,
                      .kind = MarkerKind::diamond,
                      .fill = kPaper,
                      .edge = Stroke{kInk, 2, Dash::solid}});
}

// One unit for a whole axis: the largest in which its top is at least one.
struct LatencyUnit {
  double seconds;
  const char* title;
  std::string (*label)(double seconds);
};
constexpr std::array<LatencyUnit, 4> kLatencyUnits = {
    {{1, "latency N / X (s)", [](double s) { return human_number(s, 4); }},
     {1e-3, "latency N / X (ms)", [](double s) { return human_number(s * 1e3, 4); }},
     {1e-6, "latency N / X (us)", [](double s) { return human_number(s * 1e6, 4); }},
     {1e-9, "latency N / X (ns)", [](double s) { return human_number(s * 1e9, 4); }}}};

const LatencyUnit& latency_unit(double highest_seconds) {
  for (const LatencyUnit& unit : kLatencyUnits) {
    if (highest_seconds >= unit.seconds) return unit;
  }
  return kLatencyUnits.back();
}

// Thousands of workers are "2k", half a worker is "0.5".
std::string concurrency_label(double n) { return n >= 1 ? si_number(n, 4) : human_number(n, 3); }

std::string percent_label(double share) { return human_number(100 * share, 3) + "%"; }

std::string band_name(const UslFit& fit, const char* kind) {
  return fmt::format("{} {}", percent_text(fit.confidence_level), kind);
}

bool any_outlier(const UslFit& fit) {
  return std::any_of(fit.rows.begin(), fit.rows.end(),
                     [](const FittedPoint& row) { return row.outlier; });
}

void paint_derived(Plot& plot, const UslFit& fit, const PanelPlace& place, const BandedCurve& curve,
                   PanelAxis value_axis) {
  value_axis.scale = {.low = 0, .high = value_axis_top(curve)};
  Panel panel(plot, {.outer = place.outer,
                     .heading = place.heading,
                     .x = concurrency_axis(fit, plotted_concurrency(fit)),
                     .y = std::move(value_axis)});
  paint_bands(panel, curve);
  paint_curve_and_points(panel, fit, curve);
}

}  // namespace

void paint_throughput_panel(Plot& plot, const UslFit& fit, const PanelPlace& place) {
  const BandedCurve curve = banded_curve(fit, kThroughput);
  const AxisScale scale{.low = 0, .high = value_axis_top(curve)};
  Panel panel(plot, {.outer = place.outer,
                     .heading = place.heading,
                     .x = concurrency_axis(fit, plotted_concurrency(fit)),
                     .y = {.title = throughput_label(fit, 40), .scale = scale}});
  paint_bands(panel, curve);
  paint_references(panel, fit);
  panel.line("curve", curve.curve, {kCurve, 2.4, Dash::solid});
  paint_peak(panel, plot, fit);
  paint_points(panel, fit, curve);
}

void paint_efficiency_panel(Plot& plot, const UslFit& fit, const PanelPlace& place) {
  paint_derived(plot, fit, place, banded_curve(fit, kEfficiency),
                {.title = "efficiency X(N) / (N X(1))", .label = percent_label});
}

void paint_latency_panel(Plot& plot, const UslFit& fit, const PanelPlace& place) {
  const BandedCurve curve = banded_curve(fit, kLatency);
  const LatencyUnit& unit = latency_unit(value_axis_top(curve));
  paint_derived(plot, fit, place, curve, {.title = unit.title, .label = unit.label});
}

std::vector<LegendEntry> derived_legend(const UslFit& fit) {
  std::vector<LegendEntry> legend = {{.text = "measured", .marker = measured_point(4.5)},
                                     {.text = "USL fit", .line = Stroke{kCurve, 2.4, Dash::solid}}};
  if (any_outlier(fit)) {
    legend.insert(legend.begin() + 1,
                  {.text = "flagged", .marker = measured_point(4.5), .ring = true});
  }
  if (fit.band.empty()) return legend;
  legend.push_back({.text = band_name(fit, "confidence"),
                    .fill = kConfidence,
                    .line = Stroke{kConfidenceEdge, 1, Dash::solid}});
  legend.push_back({.text = band_name(fit, "prediction"),
                    .fill = kPrediction,
                    .line = Stroke{kPredictionEdge, 1, Dash::dashed}});
  return legend;
}

std::vector<LegendEntry> throughput_legend(const UslFit& fit) {
  std::vector<LegendEntry> legend = derived_legend(fit);
  if (fit.has_peak && fit.peak_concurrency.value <= plotted_concurrency(fit)) {
    std::optional<Stroke> whisker;
    if (fit.peak_concurrency.interval()) whisker = Stroke{kInk, 1.8, Dash::solid};
    legend.push_back({.text = fit.peak_concurrency.interval() ? "peak and its interval" : "peak",
                      .line = whisker,
                      .marker = Marker{.radius = 6,
                                       .kind = MarkerKind::diamond,
                                       .fill = kPaper,
                                       .edge = Stroke{kInk, 2, Dash::solid}}});
  }
  legend.push_back({.text = "linear", .line = Stroke{kReference, 1.6, Dash::dotted}});
  if (fit.parameters.beta != 0) {
    legend.push_back({.text = "Amdahl", .line = Stroke{kReference, 1.6, Dash::dash_dot}});
  }
  return legend;
}

PanelAxis concurrency_axis(const UslFit& fit, double largest) {
  std::vector<double> values;
  for (const FittedPoint& row : fit.rows) values.push_back(row.concurrency);
  if (values.empty()) values = {smallest_concurrency(fit), largest_concurrency(fit)};
  std::sort(values.begin(), values.end());
  const std::string name = fit.concurrency_name.empty() ? "concurrency" : fit.concurrency_name;
  return {.title = cut_to_cells(name, 60) + " (N)",
          .scale = concurrency_scale(values, largest),
          .whole_numbers = true,
          .label = concurrency_label};
}

// A fit may come without its rows (a document that somebody shortened): then its band or its own
// note of the largest N says where the data lay.
double smallest_concurrency(const UslFit& fit) {
  if (fit.rows.empty()) return fit.band.empty() ? 1 : fit.band.front().concurrency;
  double smallest = fit.rows.front().concurrency;
  for (const FittedPoint& row : fit.rows) smallest = std::min(smallest, row.concurrency);
  return smallest;
}

double largest_concurrency(const UslFit& fit) {
  if (fit.rows.empty()) {
    return std::max({fit.identifiability.max_concurrency, smallest_concurrency(fit), 2.0});
  }
  double largest = 0;
  for (const FittedPoint& row : fit.rows) largest = std::max(largest, row.concurrency);
  return largest;
}

double plotted_concurrency(const UslFit& fit) {
  double largest = largest_concurrency(fit);
  for (const BandPoint& point : fit.band) largest = std::max(largest, point.concurrency);
  return largest;
}

double point_radius(const UslFit& fit) { return fit.rows.size() > kManyPoints ? 3 : 4.5; }

Marker measured_point(double radius) {
  return {.role = "point", .radius = radius, .fill = kPoint, .edge = Stroke{kPointEdge, 1, {}}};
}

}  // namespace uslkit
