// The probability distributions the fitter and the queueing formulas need: densities, distribution
// functions and quantiles of the normal, Student t, Fisher F and chi-squared laws.
#pragma once

namespace uslkit {

// Computed by Boost.Math with its internal promotion from double to long double, which its authors
// test to a few units in the last place of a double over the whole range; the tests here hold it to
// 1e-13 relative against published tables and closed forms.
//
// Conventions shared by all functions of this file:
// - A probability argument lies in [0, 1] and degrees of freedom are > 0 and finite (Student's may
//   be infinite, which is the normal law); anything else is a bug of the caller (USLKIT_CHECK).
// - A variate may be infinite: the distribution functions then return exactly 0 or 1.
// - A quantile at the end of the support is that end: -infinity, 0 or +infinity, never NaN.
// - `..._survival` is P(X > x), computed directly, so that tiny tails keep all their digits.

// Density, distribution function and quantile of the normal law with mean 0 and deviation 1.
[[nodiscard]] double normal_density(double x);
[[nodiscard]] double normal_cdf(double x);
[[nodiscard]] double normal_survival(double x);
[[nodiscard]] double normal_quantile(double probability);

// Student (1908): the law of a mean over its estimated standard error.
[[nodiscard]] double student_t_cdf(double t, double degrees_of_freedom);
[[nodiscard]] double student_t_survival(double t, double degrees_of_freedom);
[[nodiscard]] double student_t_quantile(double probability, double degrees_of_freedom);

// Fisher and Snedecor: the ratio of two mean squares, each over its degrees of freedom.
[[nodiscard]] double fisher_f_cdf(double f, double numerator_df, double denominator_df);
[[nodiscard]] double fisher_f_survival(double f, double numerator_df, double denominator_df);
[[nodiscard]] double fisher_f_quantile(double probability, double numerator_df,
                                       double denominator_df);

// Pearson (1900): a sum of squares of independent standard normal variates.
[[nodiscard]] double chi_squared_cdf(double x, double degrees_of_freedom);
[[nodiscard]] double chi_squared_survival(double x, double degrees_of_freedom);
[[nodiscard]] double chi_squared_quantile(double probability, double degrees_of_freedom);

}  // namespace uslkit
