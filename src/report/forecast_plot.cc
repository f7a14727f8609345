// The forecast plot of plan_plots.h.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/input_error.h"
#include "report/human_number.h"
#include "report/palette.h"
#include "report/panel.h"
#include "report/plan_plots.h"
#include "report/plan_words.h"
#include "report/plot_page.h"
#include "report/point_labels.h"

namespace uslkit {
namespace {

constexpr double kHeadroom = 1.08;
// A band may be many times wider than what the capacity lines are about: it is cut, not they.
constexpr double kMostBandAboveRest = 1.5;
constexpr double kEarly = 0.8;
constexpr Stroke kLikely{kCurve, 2.2, Dash::solid};
constexpr Stroke kEdge{kConfidenceEdge, 1, Dash::solid};
constexpr Stroke kEighty{kPoint, 1.8, Dash::long_dash};
constexpr Stroke kFull{kCrosstalk, 1.8, Dash::solid};

std::string month_label(double index) { return month_text({.index = std::llround(index)}); }

const ResourceForecast* tightest(const SizingForecast& forecast) {
  const std::vector<ResourceForecast>::const_iterator least =
      std::min_element(forecast.resources.begin(), forecast.resources.end(),
                       [](const ResourceForecast& a, const ResourceForecast& b) {
                         return a.capacity_per_s < b.capacity_per_s;
                       });
  const bool known = least != forecast.resources.end() && std::isfinite(least->capacity_per_s);
  return known ? &*least : nullptr;
}

std::string finding(const SizingPlan& plan, const SizingForecast& forecast) {
  const std::string name = plan.name.empty() ? "Forecast" : plan.name;
  const ResourceForecast* first = tightest(forecast);
  if (first == nullptr) return name + ": nothing of this deployment has a limit";
  const std::string resource = key_text(first->name);
  if (first->eighty_percent && *first->eighty_percent <= forecast.months.front().month) {
    return fmt::format("{}: {} are above 80 % already", name, resource);
  }
  if (!first->eighty_percent) {
    return fmt::format("{}: {} stay below 80 % until {}", name, resource,
                       month_text(forecast.months.back().month));
  }
  std::string text =
      fmt::format("{}: {} reach 80 % in {}", name, resource, month_text(*first->eighty_percent));
  if (first->eighty_percent_early && *first->eighty_percent_early < *first->eighty_percent) {
    text += fmt::format(", or already in {} (5 %)", month_text(*first->eighty_percent_early));
  }
  return text;
}

std::string description(const SizingPlan& plan, const SizingForecast& forecast) {
  const ForecastMonth& first = forecast.months.front();
  const ForecastMonth& last = forecast.months.back();
  return fmt::format(
      "{}. Likely peak {} in {} and {} in {}, there between {} and {} with 90 % probability.",
      finding(plan, forecast), quantity_text(first.peak_rate, "/s"), month_text(first.month),
      quantity_text(last.peak_rate, "/s"), month_text(last.month), quantity_text(last.low, "/s"),
      quantity_text(last.high, "/s"));
}

double top_of(const SizingForecast& forecast, const ResourceForecast* first) {
  double rest = first == nullptr ? 0 : first->capacity_per_s;
  double band = 0;
  for (const ForecastMonth& month : forecast.months) {
    rest = std::max(rest, month.peak_rate);
    band = std::max(band, month.high);
  }
  return kHeadroom * std::max(rest, std::min(band, kMostBandAboveRest * rest));
}

// The moment at which the likely load reaches a share of the capacity, on its line.
void mark_month(Panel& panel, const std::optional<Month>& month, double level,
                const std::string& what, std::vector<PointLabel>& labels) {
  if (!month) return;
  const DataPoint at{static_cast<double>(month->index), level};
  const Marker marker{.role = "crossing",
                      .radius = 6,
                      .fill = kPoint,
                      .edge = Stroke{kPointEdge, 1.2, Dash::solid}};
  if (!panel.shows(at)) return;
  panel.marker(at, marker);
  labels.push_back(
      {panel.at(at), marker.radius, fmt::format("{} in {}", what, month_text(*month)), true});
}

}  // namespace

Plot forecast_plot(const SizingPlan& plan, const SizingForecast& forecast) {
  if (forecast.months.size() < 2) {
    throw InputError({.place = {.source = "forecast plot"},
                      .found = "a forecast of less than two months",
                      .allowed = "two or more",
                      .hint = "look further ahead with --until"});
  }
  const ResourceForecast* first = tightest(forecast);
  const bool banded =
      std::any_of(forecast.months.begin(), forecast.months.end(),
                  [](const ForecastMonth& month) { return month.high > month.low; });
  std::vector<LegendEntry> legend = {{.text = "likely peak", .line = kLikely}};
  if (banded) {
    legend.push_back({.text = "between 5 % and 95 %", .fill = kConfidence, .line = kEdge});
  }
  if (first != nullptr) {
    const std::string resource = key_text(first->name);
    legend.push_back({.text = "80 % of " + resource, .line = kEighty});
    legend.push_back({.text = resource + " full", .line = kFull});
  }
  Page page = start_page({.width = 840,
                          .height = 460,
                          .title = finding(plan, forecast),
                          .description = description(plan, forecast),
                          .legend = std::move(legend)});
  const double start = static_cast<double>(forecast.months.front().month.index);
  const double end = static_cast<double>(forecast.months.back().month.index);
  Panel panel(page.plot, {.outer = page.body,
                          .x = {.title = "month",
                                .scale = {.low = start, .high = end},
                                .whole_numbers = true,
                                .label = month_label},
                          .y = {.title = "peak load (events/s)",
                                .scale = {.low = 0, .high = top_of(forecast, first)}},
                          .right_margin = 40});
  std::vector<DataPoint> likely;
  std::vector<DataPoint> low;
  std::vector<DataPoint> high;
  for (const ForecastMonth& month : forecast.months) {
    const double at = static_cast<double>(month.month.index);
    likely.push_back({at, month.peak_rate});
    low.push_back({at, month.low});
    high.push_back({at, month.high});
  }
  if (banded) {
    panel.band("band", low, high, kConfidence);
    panel.line("band", low, kEdge);
    panel.line("band", high, kEdge);
  }
  panel.line("likely", likely, kLikely);
  std::vector<PointLabel> labels;
  if (first != nullptr) {
    const double full = first->capacity_per_s;
    panel.line("eighty", {{start, kEarly * full}, {end, kEarly * full}}, kEighty);
    panel.line("full", {{start, full}, {end, full}}, kFull);
    // What is past is no crossing.
    const double now = forecast.months.front().peak_rate;
    if (now < kEarly * full) {
      mark_month(panel, first->eighty_percent, kEarly * full, "80 %", labels);
    }
    if (now < full) mark_month(panel, first->full, full, "full", labels);
  }
  paint_point_labels(page.plot, panel.inner(), std::move(labels));
  return page.plot;
}

}  // namespace uslkit
