#include "fit/bands.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>

#include "fit/drawn_interval.h"
#include "fit/jacobian.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMargin = 1.25;
constexpr double kNear = 2;

// The standard deviation of a new run, from those of the neighbouring rows.
double known_sd_at(const FitProblem& problem, double concurrency) {
  const std::vector<double>& all = problem.concurrency;
  const std::vector<double>::const_iterator next =
      std::lower_bound(all.begin(), all.end(), concurrency);
  const std::size_t above = static_cast<std::size_t>(next - all.begin());
  if (above == 0) return 1 / problem.weight.front();
  if (above == all.size()) return 1 / problem.weight.back();
  const double sd_below = 1 / problem.weight[above - 1];
  const double sd_above = 1 / problem.weight[above];
  const double width = all[above] - all[above - 1];
  const double share = width > 0 ? (concurrency - all[above - 1]) / width : 0.5;
  return sd_below + share * (sd_above - sd_below);
}

Interval to_throughput(const FitProblem& problem, const Interval& response) {
  if (problem.log_scale) return {std::exp(response.lower), std::exp(response.upper)};
  return {std::max(0.0, response.lower), response.upper};
}

}  // namespace

std::vector<BandPoint> bands(const FitProblem& problem, const UslParameters& usl,
                             const Covariance& covariance, const ErrorVariance& variance,
                             const BandOptions& options) {
  const bool can_say = covariance.identified && variance.degrees_of_freedom > 0;
  const double t = can_say ? variance.t_quantile(options.level) : kInfinity;
  std::vector<BandPoint> result;
  for (int i = 0; i < options.points; ++i) {
    // Squares of equal steps: the curve bends at small N.
    const double share = options.points > 1 ? static_cast<double>(i) / (options.points - 1) : 1;
    const double concurrency = options.from + (options.to - options.from) * share * share;
    BandPoint point = {.concurrency = concurrency,
                       .throughput = usl_throughput(usl, concurrency),
                       .confidence = {0, kInfinity},
                       .prediction = {0, kInfinity}};
    if (can_say && std::isfinite(point.throughput)) {
      const Vector3 gradient = response_gradient(problem.log_scale, usl, concurrency);
      const double half =
          t * std::sqrt(std::max(0.0, quadratic_form(covariance.covariance, gradient)));
      const double response = model_response(problem, usl, concurrency);
      const Interval curve = widened(
          {response - half, response + half}, options.draws, options.level,
          [&](const UslParameters& draw) { return model_response(problem, draw, concurrency); });
      const double sd = problem.known_variance ? known_sd_at(problem, concurrency) : 1;
      const double error = t * std::sqrt(variance.variance) * sd;
      point.confidence = to_throughput(problem, curve);
      point.prediction = to_throughput(problem, with_error_of_a_run(response, curve, error));
    }
    result.push_back(point);
  }
  return result;
}

double natural_band_end(double largest_concurrency, const UslParameters& usl) {
  const std::optional<UslPeak> peak = usl_peak(usl);
  const double end = kMargin * largest_concurrency;
  if (!peak || peak->concurrency > kNear * largest_concurrency) return end;
  return std::max(end, kMargin * peak->concurrency);
}

}  // namespace uslkit
