// ErrorVariance: how large the errors are, how well that is known, and what it says about
// intervals.
#pragma once

#include "fit/fit_problem.h"

namespace uslkit {

struct ErrorVariance {
  double variance = 0;            // of a weighted residual
  double degrees_of_freedom = 0;  // +infinity when the variance is known

  // Half-width of a two-sided interval in standard errors: Student's t, or normal.
  [[nodiscard]] double t_quantile(double level) const;

  // The residual sum of squares at which a profile interval ends: for one parameter of interest the
  // rise over the minimum is variance * F(1, df) (Bates & Watts 1988, section 6.1), or chi-squared.
  [[nodiscard]] double rss_cut(double rss_minimum, double level) const;
};

// From the residuals of a fit with `free_count` parameters; known or from replicates where the
// problem says so. Zero degrees of freedom give variance 0: nothing can be said.
[[nodiscard]] ErrorVariance error_variance(const FitProblem& problem, double rss, int free_count);

}  // namespace uslkit
