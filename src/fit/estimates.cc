#include "fit/estimates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fit/peak_profile.h"
#include "fit/profile.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kOneSided95 = 0.90;  // the two-sided level whose upper tail is 5 %

Interval around(double value, double half_width) {
  return {value - half_width, value + half_width};
}

ProfileBase base_of(const BoundedFit& fit, const ErrorVariance& variance, double level) {
  return {.minimum = fit.parameters,
          .free = fit.free,
          .rss = fit.rss,
          .rss_cut = variance.rss_cut(fit.rss, level)};
}

Estimate estimate_with_wald(double value, double standard_error, double t) {
  Estimate estimate;
  estimate.value = value;
  estimate.standard_error = standard_error;
  estimate.wald = around(value, t * standard_error);
  return estimate;
}

// The profile without bounds, as far as it is not below zero.
std::optional<Interval> profile_on_bound(const FitProblem& problem, const BoundedFit& fit,
                                         UslParameter parameter, double level) {
  const ErrorVariance variance =
      error_variance(problem, fit.unconstrained_rss, fit.unconstrained_free.count());
  if (!(variance.degrees_of_freedom > 0)) return std::nullopt;
  const Covariance covariance =
      covariance_of(problem, fit.unconstrained, fit.unconstrained_free, variance.variance);
  if (!covariance.identified) return std::nullopt;
  const ProfileBase base = {.minimum = fit.unconstrained,
                            .free = fit.unconstrained_free,
                            .rss = fit.unconstrained_rss,
                            .rss_cut = variance.rss_cut(fit.unconstrained_rss, level)};
  const std::size_t index = parameter == UslParameter::alpha ? 0 : 1;
  const double half_width = variance.t_quantile(level) * covariance.standard_error[index];
  const Interval interval = profile_interval(problem, base, parameter, half_width);
  return Interval{std::max(interval.lower, 0.0), std::max(interval.upper, 0.0)};
}

// N* and X* without a peak: what the data say about how far away it must be. One-sided.
Interval peak_beyond(const FitProblem& problem, const BoundedFit& fit, double level) {
  const ErrorVariance variance =
      error_variance(problem, fit.unconstrained_rss, fit.unconstrained_free.count());
  ProfileBase base = base_of(fit, variance, 2 * level - 1);
  base.free.beta = true;
  return profile_peak_concurrency(problem, base);
}

}  // namespace

ParameterEstimates parameter_estimates(const FitProblem& problem, const BoundedFit& fit,
                                       const Covariance& covariance, const ErrorVariance& variance,
                                       double level) {
  ParameterEstimates result;
  result.alpha.value = fit.parameters.alpha;
  result.beta.value = fit.parameters.beta;
  result.gamma.value = fit.parameters.gamma;
  if (fit.alpha_on_bound) {
    result.alpha.profile = profile_on_bound(problem, fit, UslParameter::alpha, level);
  }
  if (fit.beta_on_bound) {
    result.beta.profile = profile_on_bound(problem, fit, UslParameter::beta, level);
  }
  if (!covariance.identified || !(variance.degrees_of_freedom > 0)) return result;
  const double t = variance.t_quantile(level);
  const ProfileBase base = base_of(fit, variance, level);
  const auto complete = [&](Estimate& estimate, UslParameter parameter, std::size_t index) {
    const double error = covariance.standard_error[index];
    estimate = estimate_with_wald(estimate.value, error, t);
    estimate.profile = profile_interval(problem, base, parameter, t * error);
  };
  if (fit.free.alpha) complete(result.alpha, UslParameter::alpha, 0);
  if (fit.free.beta) complete(result.beta, UslParameter::beta, 1);
  if (fit.free.gamma) complete(result.gamma, UslParameter::gamma, 2);
  return result;
}

PeakEstimates peak_estimates(const FitProblem& problem, const BoundedFit& fit,
                             const Covariance& covariance, const ErrorVariance& variance,
                             double level) {
  PeakEstimates result;
  const std::optional<UslPeak> peak = usl_peak(fit.parameters);
  const bool can_say = covariance.identified && variance.degrees_of_freedom > 0;
  result.exists = peak.has_value();
  result.concurrency.value = peak ? peak->concurrency : kInfinity;
  result.throughput.value = usl_throughput_limit(fit.parameters);
  if (!can_say) return result;
  const ProfileBase base = base_of(fit, variance, level);
  // A curve that falls from N = 1 on has its highest point there, which no family below describes.
  const bool falls = peak && !(peak->concurrency > 1);
  if (std::isfinite(result.throughput.value) && !falls) {
    result.throughput_limit = profile_throughput_limit(problem, base);
    result.throughput.profile = result.throughput_limit;
  }
  if (!peak) {
    if (fit.beta_on_bound) result.concurrency.profile = peak_beyond(problem, fit, level);
    return result;
  }
  const double t = variance.t_quantile(level);
  if (fit.parameters.alpha < 1) {
    const double relative =
        std::sqrt(quadratic_form(covariance.covariance, log_peak_gradient(fit.parameters)));
    result.concurrency = estimate_with_wald(peak->concurrency, peak->concurrency * relative, t);
  }
  result.concurrency.profile = profile_peak_concurrency(problem, base);
  const double height =
      std::sqrt(quadratic_form(covariance.covariance, peak_throughput_gradient(fit.parameters)));
  result.throughput = estimate_with_wald(peak->throughput, height, t);
  result.throughput.profile = result.throughput_limit;
  return result;
}

std::optional<double> beta_upper_limit(const FitProblem& problem, const BoundedFit& fit) {
  const ErrorVariance variance =
      error_variance(problem, fit.unconstrained_rss, fit.unconstrained_free.count());
  if (!(variance.degrees_of_freedom > 0)) return std::nullopt;
  ProfileBase base = base_of(fit, variance, kOneSided95);
  base.free.beta = true;
  if (!(base.rss_cut > base.rss)) return fit.parameters.beta;
  const Covariance covariance =
      covariance_of(problem, fit.parameters, base.free, variance.variance);
  if (!covariance.identified) return std::nullopt;
  ParameterProfile profile(problem, base, UslParameter::beta);
  auto rise = [&](double beta) { return signed_root(base, profile.rss_at(beta)); };
  const double step = variance.t_quantile(kOneSided95) * covariance.standard_error[1];
  return crossing_from(rise, 0, step, 1e9 * std::max(step, 1.0));
}

}  // namespace uslkit
