#include "fit/peak_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "fit/ceres_fit.h"
#include "fit/error_variance.h"
#include "fit/jacobian.h"
#include "tests/fit/golden_rows.h"

namespace uslkit {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Fitted {
  FitProblem problem;
  ProfileBase base;
};

Fitted fitted(const std::string& name, ErrorModel model, FreeParameters free = {},
              UslParameters held = {0, 0, 1}) {
  Fitted result;
  result.problem = make_fit_problem(golden_rows(name), model, free);
  const RefitResult fit = ceres_fit(result.problem, free, held);
  const ErrorVariance variance = error_variance(result.problem, fit.rss, free.count());
  result.base = {.minimum = fit.parameters,
                 .free = free,
                 .rss = fit.rss,
                 .rss_cut = variance.rss_cut(fit.rss, 0.95)};
  return result;
}

// The extremes of a quantity over all curves whose rss is at most the cut, by brute force: along
// rays from the minimum in every direction, scaled by the covariance, out to where the rss ends.
// The extreme of X* over the region equals its profile interval.
struct Extremes {
  double lowest = kInfinity;
  double highest = -kInfinity;
};
template <class Quantity>
Extremes extremes_over_region(const Fitted& fit, Quantity quantity) {
  const Matrix3 inverse =
      information_of(fit.problem, fit.base.minimum).inverse(fit.base.free).value();
  const double reach = std::sqrt(fit.base.rss_cut - fit.base.rss);
  // A Cholesky factor of the covariance turns directions of the unit sphere into parameter steps.
  Matrix3 root{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = inverse[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= root[i][k] * root[j][k];
      root[i][j] = i == j ? std::sqrt(std::max(sum, 0.0)) : (root[j][j] > 0 ? sum / root[j][j] : 0);
    }
  }
  Extremes extremes;
  constexpr int kDirections = 100;
  for (int i = 0; i < kDirections; ++i) {
    for (int j = 0; j < kDirections; ++j) {
      const double polar = std::acos(1 - 2 * (i + 0.5) / kDirections);
      const double azimuth = 2 * 3.14159265358979 * j / kDirections;
      const Vector3 unit = {std::sin(polar) * std::cos(azimuth),
                            std::sin(polar) * std::sin(azimuth), std::cos(polar)};
      const Vector3 step = times(root, unit);
      const auto at = [&](double size) {
        const UslParameters& center = fit.base.minimum;
        return UslParameters{center.alpha + size * step[0], center.beta + size * step[1],
                             center.gamma + size * step[2]};
      };
      double inside = 0, outside = reach;
      while (residual_sum_of_squares(fit.problem, at(outside)) < fit.base.rss_cut &&
             outside < 1e3 * reach) {
        inside = outside;
        outside *= 2;
      }
      for (int k = 0; k < 40; ++k) {
        const double middle = 0.5 * (inside + outside);
        const bool is_in = residual_sum_of_squares(fit.problem, at(middle)) < fit.base.rss_cut;
        (is_in ? inside : outside) = middle;
      }
      const double value = quantity(at(inside));
      extremes.lowest = std::min(extremes.lowest, value);
      extremes.highest = std::max(extremes.highest, value);
    }
  }
  return extremes;
}

// A search over directions finds extremes a little inside the true ones.
void check_extremes(const Interval& profile, const Extremes& brute) {
  CHECK(profile.lower <= brute.lowest * (1 + 1e-9));
  CHECK(profile.upper >= brute.highest * (1 - 1e-9));
  CHECK(near(profile.lower, brute.lowest, 3e-3));
  CHECK(near(profile.upper, brute.highest, 3e-3));
}

}  // namespace

TEST_CASE("profile intervals of N* and X* are their extremes over the confidence region") {
  for (const char* name : {"specsdm91", "raytracer_first6", "cisco_mysql", "schwartz_linear2"}) {
    for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
      CAPTURE(std::string(name));
      const Fitted fit = fitted(name, model);
      check_extremes(profile_peak_concurrency(fit.problem, fit.base),
                     extremes_over_region(
                         fit, [](const UslParameters& usl) { return usl_peak(usl)->concurrency; }));
      check_extremes(profile_throughput_limit(fit.problem, fit.base),
                     extremes_over_region(
                         fit, [](const UslParameters& usl) { return usl_peak(usl)->throughput; }));
    }
  }
}

TEST_CASE("the same with gamma held, and with alpha held at zero") {
  const FreeParameters no_gamma = {.alpha = true, .beta = true, .gamma = false};
  const FreeParameters no_alpha = {.alpha = false, .beta = true, .gamma = true};
  for (const Fitted& fit :
       {fitted("specsdm91", ErrorModel::relative, no_gamma, {0, 0, 64.9}),
        fitted("raytracer_first6", ErrorModel::additive, no_alpha, {0, 0, 1})}) {
    check_extremes(profile_peak_concurrency(fit.problem, fit.base),
                   extremes_over_region(
                       fit, [](const UslParameters& usl) { return usl_peak(usl)->concurrency; }));
    check_extremes(profile_throughput_limit(fit.problem, fit.base),
                   extremes_over_region(
                       fit, [](const UslParameters& usl) { return usl_peak(usl)->throughput; }));
  }
}

TEST_CASE("Amdahl's limit gamma/alpha is profiled along beta = 0") {
  const FreeParameters amdahl = {.alpha = true, .beta = false, .gamma = true};
  const Fitted fit = fitted("raytracer", ErrorModel::additive, amdahl);
  check_extremes(
      profile_throughput_limit(fit.problem, fit.base),
      extremes_over_region(fit, [](const UslParameters& usl) { return usl.gamma / usl.alpha; }));
}

TEST_CASE("N* has no upper limit exactly when beta = 0 is not rejected") {
  for (const char* name : {"specsdm91", "raytracer_first6", "cisco_mysql", "cisco_mysql_first10",
                           "oracledb", "sysbench_cpu"}) {
    CAPTURE(std::string(name));
    const Fitted fit = fitted(name, ErrorModel::additive);
    ParameterProfile beta(fit.problem, fit.base, UslParameter::beta);
    const bool rejected = beta.rss_at(0) > fit.base.rss_cut;
    const Interval interval = profile_peak_concurrency(fit.problem, fit.base);
    CHECK(std::isfinite(interval.upper) == rejected);
    CHECK(interval.lower < usl_peak(fit.base.minimum)->concurrency);
  }
}

TEST_CASE("each end of a profile interval lies on the cut") {
  const Fitted fit = fitted("cisco_mysql", ErrorModel::relative);
  for (const UslParameter parameter :
       {UslParameter::alpha, UslParameter::beta, UslParameter::gamma}) {
    const Interval interval = profile_interval(fit.problem, fit.base, parameter, 1e-3);
    ParameterProfile profile(fit.problem, fit.base, parameter);
    CHECK(near(profile.rss_at(interval.lower), fit.base.rss_cut, 1e-8));
    profile.restart();
    CHECK(near(profile.rss_at(interval.upper), fit.base.rss_cut, 1e-8));
  }
}

TEST_CASE("without a peak the data still say how far away it must be") {
  Fitted fit = fitted("raytracer", ErrorModel::additive);
  const Interval interval = profile_peak_concurrency(fit.problem, fit.base);
  CHECK(std::isinf(interval.upper));
  CHECK(interval.lower > 64);
  // The lower end is on the cut: the best curve with that peak is just rejected.
  const double peak = interval.lower;
  const LatencyDirections directions = directions_of_peak(peak);
  const LatencyFit there =
      minimize_rss(fit.problem, linear_latency_fit(fit.problem, {}, directions), directions);
  CHECK(near(there.rss, fit.base.rss_cut, 1e-8));
}

}  // namespace uslkit
