#include "cli/fit_metrics.h"

#include <cmath>

#include <fmt/format.h>

namespace uslkit {
namespace {

Metric metric(std::string name, std::optional<double> value, std::string absent_reason) {
  if (value && !std::isfinite(*value)) value.reset();
  return {.name = std::move(name),
          .value = value,
          .before = {},
          .absent_reason = std::move(absent_reason)};
}

void add_estimate(std::vector<Metric>& metrics, const std::string& name, const Estimate& estimate,
                  bool exists, const std::string& absent_reason) {
  const std::optional<Interval> interval = estimate.interval();
  const std::string open = interval ? "this end of the interval is open" : "it has no interval";
  metrics.push_back(
      metric(name, exists ? std::optional<double>(estimate.value) : std::nullopt, absent_reason));
  metrics.push_back(metric(name + ".lower",
                           interval ? std::optional<double>(interval->lower) : std::nullopt, open));
  metrics.push_back(metric(name + ".upper",
                           interval ? std::optional<double>(interval->upper) : std::nullopt, open));
}

double count_outliers(const UslFit& fit) {
  double count = 0;
  for (const FittedPoint& row : fit.rows) count += row.outlier ? 1 : 0;
  return count;
}

}  // namespace

std::vector<std::string> fit_metric_names() {
  std::vector<std::string> names;
  for (const Metric& each : fit_metrics(UslFit{})) names.push_back(each.name);
  return names;
}

std::vector<Metric> fit_metrics(const UslFit& fit) {
  std::vector<Metric> metrics;
  add_estimate(metrics, "alpha", fit.alpha, true, "");
  add_estimate(metrics, "beta", fit.beta, true, "");
  add_estimate(metrics, "gamma", fit.gamma, true, "");
  const std::string no_peak = "the fitted curve has no peak";
  add_estimate(metrics, "peak.concurrency", fit.peak_concurrency, fit.has_peak, no_peak);
  add_estimate(metrics, "peak.throughput", fit.peak_throughput, fit.has_peak, no_peak);
  metrics.push_back(metric("peak.best_integer",
                           fit.best_integer > 0
                               ? std::optional<double>(static_cast<double>(fit.best_integer))
                               : std::nullopt,
                           no_peak));
  metrics.push_back(metric("throughput_limit", fit.throughput_limit, "throughput has no limit"));
  metrics.push_back(metric("fit.r_squared", fit.r_squared, ""));
  metrics.push_back(metric("fit.residual_sd", fit.residual_sd, ""));
  metrics.push_back(metric("fit.points", static_cast<double>(fit.points), ""));
  metrics.push_back(metric("fit.degrees_of_freedom", fit.degrees_of_freedom, ""));
  metrics.push_back(metric("fit.outliers", count_outliers(fit), ""));
  metrics.push_back(metric("identifiability.reach", fit.identifiability.reach, no_peak));
  return metrics;
}

std::vector<Metric> fit_metrics(const UslFit& before, const UslFit& after) {
  std::vector<Metric> metrics = fit_metrics(after);
  const std::vector<Metric> earlier = fit_metrics(before);
  for (std::size_t i = 0; i < metrics.size(); ++i) metrics[i].before = earlier[i].value;
  return metrics;
}

}  // namespace uslkit
