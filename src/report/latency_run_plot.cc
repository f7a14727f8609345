// latency_run_plot: percentiles of a run over time, and below them the whole distribution.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/percentile_curve.h"
#include "report/point_labels.h"
#include "report/run_plot_words.h"
#include "report/run_plots.h"
#include "report/run_timelines.h"
#include "report/text_width.h"
#include "report/timeline_plot.h"

namespace uslkit {
namespace {

constexpr double kCurveHeight = 300;
constexpr const char* kHeading = "All answers after the warm-up";
constexpr double kHeadingFont = 15;
constexpr double kNameFont = 13;
constexpr double kSample = 44;

struct Distribution {
  std::string name;
  const Histogram& histogram;
  std::vector<DataPoint> curve;
  SeriesLook look;
};

std::vector<Distribution> distributions_of(const RunResult& result) {
  std::vector<Distribution> all;
  const auto add = [&all](const char* name, const Histogram& histogram, std::size_t look) {
    std::vector<DataPoint> curve = percentile_curve(histogram);
    if (curve.empty()) return;
    all.push_back({name, histogram, std::move(curve), kSeriesLooks[look]});
  };
  // Without a log an answer is the end: one latency, not two.
  if (result.ack == result.end_to_end) {
    add("latency", result.ack, 0);
    return all;
  }
  add("ack", result.ack, 0);
  add("end to end", result.end_to_end, 1);
  return all;
}

std::string latency_label(double seconds) { return seconds_text(seconds); }

// Over whole decades, so that there are numbers along the axis. The fastest hundredth, which has no
// width on the other axis, may lie below.
AxisScale latency_scale(const std::vector<Distribution>& all) {
  double low = HUGE_VAL;
  double high = 0;
  for (const Distribution& each : all) {
    const double fast = 1e-9 * static_cast<double>(each.histogram.quantile(0.01).count());
    low = std::min(low, std::max(fast, each.curve.front().y));
    high = std::max(high, each.curve.back().y);
  }
  low = std::pow(10.0, std::floor(std::log10(low)));
  high = std::pow(10.0, std::ceil(std::log10(high)));
  return {.kind = ScaleKind::log10, .low = low, .high = high > low ? high : 10 * low};
}

AxisScale percentile_scale(const std::vector<Distribution>& all) {
  double most = 100;
  for (const Distribution& each : all) most = std::max(most, each.curve.back().x);
  return {.kind = ScaleKind::log10, .low = 1, .high = 1.15 * most};
}

Marker marker_of(const Distribution& from) {
  return {.role = "percentile",
          .radius = 4,
          .kind = from.look.marker,
          .fill = from.look.color,
          .edge = Stroke{kPaper, 1, Dash::solid}};
}

// Named points on the curves, each with its latency; the greatest find their places first.
void paint_percentiles(Plot& plot, Panel& panel, const std::vector<Distribution>& all) {
  std::vector<PointLabel> labels;
  for (const Distribution& each : all) {
    const DataPoint last = each.curve.back();
    panel.marker(last, marker_of(each));
    labels.push_back({panel.at(last), 4, "max " + seconds_text(last.y)});
  }
  for (const Distribution& each : all) {
    for (const NamedPercentile& named : percentiles_of(each.histogram)) {
      const double seconds =
          1e-9 * static_cast<double>(each.histogram.quantile(named.probability).count());
      const DataPoint at{1 / (1 - named.probability), seconds};
      panel.marker(at, marker_of(each));
      labels.push_back({panel.at(at), 4, fmt::format("{} {}", named.name, seconds_text(seconds))});
    }
  }
  paint_point_labels(plot, panel.inner(), std::move(labels));
}

// A sample of each curve and its name, behind the heading.
void paint_names(Plot& plot, const Box& body, const std::vector<Distribution>& all) {
  double x = body.left + 10 + text_width(kHeading, kHeadingFont, true) + 24;
  const double y = body.top + 13;
  for (const Distribution& each : all) {
    plot.shapes.push_back(
        Polyline{"legend", {{x, y}, {x + kSample, y}}, {each.look.color, 2, each.look.dash}});
    Marker marker = marker_of(each);
    marker.role = "legend";
    marker.center = {x + kSample / 2, y};
    plot.shapes.push_back(marker);
    plot.shapes.push_back(Text{.role = "legend",
                               .at = {x + kSample + 6, y + 0.36 * kNameFont},
                               .text = each.name,
                               .size = kNameFont,
                               .color = kInk});
    x += kSample + 24 + text_width(each.name, kNameFont);
  }
}

void paint_distributions(Page& page, const std::vector<Distribution>& all) {
  Panel panel(page.plot,
              {.outer = page.body,
               .heading = kHeading,
               .x = {.title = "share of the answers that were at least as fast",
                     .scale = percentile_scale(all),
                     .label = percentile_label},
               .y = {.title = "latency", .scale = latency_scale(all), .label = latency_label}});
  paint_names(page.plot, page.body, all);
  for (const Distribution& each : all) {
    panel.line("distribution", each.curve, {each.look.color, 2, each.look.dash});
  }
  paint_percentiles(page.plot, panel, all);
}

std::string words_of(const Distribution& from) {
  const auto quantile = [&from](double probability) {
    return seconds_text(1e-9 * static_cast<double>(from.histogram.quantile(probability).count()));
  };
  return fmt::format("{} p50 {}, p99 {}, greatest {}", from.name, quantile(0.5), quantile(0.99),
                     quantile(1));
}

}  // namespace

Plot latency_run_plot(const RunResult& result) {
  const Timeline timeline = latency_timeline(result);
  const std::vector<Distribution> all = distributions_of(result);
  if (timeline.panels.empty() || all.empty()) {
    throw nothing_to_draw("latency", "a run in which nobody was answered after the warm-up",
                          "a run with answers");
  }
  std::string title = run_name(result) + ": ";
  std::string description = title;
  for (const Distribution& each : all) {
    title += fmt::format(
        "{}{} p99 {}", &each == &all.front() ? "" : ", ", each.name,
        seconds_text(1e-9 * static_cast<double>(each.histogram.quantile(0.99).count())));
    description += words_of(each) + ". ";
  }
  description +=
      "Above: percentiles of each interval over time. Below: the latency under which "
      "each share of all answers lies. Both axes of latency are logarithmic.";
  Page page = timeline_page(timeline, {.title = title,
                                       .description = description + marks_in_words(timeline),
                                       .first_height = 190,
                                       .other_height = 170,
                                       .below = kCurveHeight});
  paint_distributions(page, all);
  return page.plot;
}

}  // namespace uslkit
