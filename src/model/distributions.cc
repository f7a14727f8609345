#include "model/distributions.h"

#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "base/check.h"

namespace uslkit {

namespace {

namespace policies = boost::math::policies;

// Arguments are checked here, before Boost sees them, so its own error handling is left with the
// numeric limits only: those return infinity or zero instead of throwing.
using Quiet = policies::policy<policies::domain_error<policies::ignore_error>,
                               policies::pole_error<policies::ignore_error>,
                               policies::overflow_error<policies::ignore_error>,
                               policies::underflow_error<policies::ignore_error>,
                               policies::denorm_error<policies::ignore_error>,
                               policies::evaluation_error<policies::ignore_error>,
                               policies::rounding_error<policies::ignore_error>>;

using Normal = boost::math::normal_distribution<double, Quiet>;
using StudentT = boost::math::students_t_distribution<double, Quiet>;
using FisherF = boost::math::fisher_f_distribution<double, Quiet>;
using ChiSquared = boost::math::chi_squared_distribution<double, Quiet>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void check_probability(double probability) {
  USLKIT_CHECK(probability >= 0.0);
  USLKIT_CHECK(probability <= 1.0);
}

void check_degrees_of_freedom(double degrees_of_freedom) {
  USLKIT_CHECK(degrees_of_freedom > 0.0);
  USLKIT_CHECK(std::isfinite(degrees_of_freedom));
}

// The laws on the whole line share their ends, and so do the laws on the positive half line; the
// ends are decided here because Boost treats an infinite variate as a domain error.

template <typename Distribution>
double cdf_on_line(const Distribution& distribution, double x) {
  USLKIT_CHECK(!std::isnan(x));
  if (std::isinf(x)) return x < 0.0 ? 0.0 : 1.0;
  return boost::math::cdf(distribution, x);
}

template <typename Distribution>
double quantile_on_line(const Distribution& distribution, double probability) {
  check_probability(probability);
  if (probability == 0.0) return -kInfinity;
  if (probability == 1.0) return kInfinity;
  return boost::math::quantile(distribution, probability);
}

template <typename Distribution>
double cdf_on_half_line(const Distribution& distribution, double x) {
  USLKIT_CHECK(!std::isnan(x));
  if (x <= 0.0) return 0.0;
  if (std::isinf(x)) return 1.0;
  return boost::math::cdf(distribution, x);
}

template <typename Distribution>
double survival_on_half_line(const Distribution& distribution, double x) {
  USLKIT_CHECK(!std::isnan(x));
  if (x <= 0.0) return 1.0;
  if (std::isinf(x)) return 0.0;
  return boost::math::cdf(boost::math::complement(distribution, x));
}

template <typename Distribution>
double quantile_on_half_line(const Distribution& distribution, double probability) {
  check_probability(probability);
  if (probability == 0.0) return 0.0;
  if (probability == 1.0) return kInfinity;
  return boost::math::quantile(distribution, probability);
}

FisherF checked_fisher_f(double numerator_df, double denominator_df) {
  check_degrees_of_freedom(numerator_df);
  check_degrees_of_freedom(denominator_df);
  return FisherF(numerator_df, denominator_df);
}

ChiSquared checked_chi_squared(double degrees_of_freedom) {
  check_degrees_of_freedom(degrees_of_freedom);
  return ChiSquared(degrees_of_freedom);
}

}  // namespace

double normal_density(double x) {
  USLKIT_CHECK(!std::isnan(x));
  constexpr double inverse_root_of_two_pi = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  return inverse_root_of_two_pi * std::exp(-0.5 * x * x);
}

double normal_cdf(double x) { return cdf_on_line(Normal(), x); }

double normal_survival(double x) { return normal_cdf(-x); }

double normal_quantile(double probability) { return quantile_on_line(Normal(), probability); }

double student_t_cdf(double t, double degrees_of_freedom) {
  if (degrees_of_freedom == kInfinity) return normal_cdf(t);
  check_degrees_of_freedom(degrees_of_freedom);
  return cdf_on_line(StudentT(degrees_of_freedom), t);
}

double student_t_survival(double t, double degrees_of_freedom) {
  return student_t_cdf(-t, degrees_of_freedom);
}

double student_t_quantile(double probability, double degrees_of_freedom) {
  if (degrees_of_freedom == kInfinity) return normal_quantile(probability);
  check_degrees_of_freedom(degrees_of_freedom);
  return quantile_on_line(StudentT(degrees_of_freedom), probability);
}

double fisher_f_cdf(double f, double numerator_df, double denominator_df) {
  return cdf_on_half_line(checked_fisher_f(numerator_df, denominator_df), f);
}

double fisher_f_survival(double f, double numerator_df, double denominator_df) {
  return survival_on_half_line(checked_fisher_f(numerator_df, denominator_df), f);
}

double fisher_f_quantile(double probability, double numerator_df, double denominator_df) {
  return quantile_on_half_line(checked_fisher_f(numerator_df, denominator_df), probability);
}

double chi_squared_cdf(double x, double degrees_of_freedom) {
  return cdf_on_half_line(checked_chi_squared(degrees_of_freedom), x);
}

double chi_squared_survival(double x, double degrees_of_freedom) {
  return survival_on_half_line(checked_chi_squared(degrees_of_freedom), x);
}

double chi_squared_quantile(double probability, double degrees_of_freedom) {
  return quantile_on_half_line(checked_chi_squared(degrees_of_freedom), probability);
}

}  // namespace uslkit
