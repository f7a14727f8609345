#include "fit/error_variance.h"

#include <cmath>
#include <limits>

#include "model/distributions.h"

namespace uslkit {

// F(1, df) is the square of Student's t, and chi-squared(1) that of the normal law, so one quantile
// serves both kinds of interval.
double ErrorVariance::t_quantile(double level) const {
  return student_t_quantile(0.5 * (1 + level), degrees_of_freedom);
}

double ErrorVariance::rss_cut(double rss_minimum, double level) const {
  const double t = t_quantile(level);
  return rss_minimum + t * t * variance;
}

ErrorVariance error_variance(const FitProblem& problem, double rss, int free_count) {
  if (problem.known_variance) {
    return {.variance = 1, .degrees_of_freedom = std::numeric_limits<double>::infinity()};
  }
  if (problem.variance_from_replicates) {
    const double df = problem.pure_error_degrees_of_freedom;
    return {.variance = problem.pure_error_rss / df, .degrees_of_freedom = df};
  }
  const double df = static_cast<double>(problem.size()) - free_count;
  return {.variance = df > 0 ? rss / df : 0, .degrees_of_freedom = df};
}

}  // namespace uslkit
