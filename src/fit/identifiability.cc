#include "fit/identifiability.h"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "fit/quantity_text.h"
#include "fit/refit.h"
#include "model/distributions.h"

namespace uslkit {
namespace {

// P(t > observed) if beta were zero; the sign of t is that of the unconstrained beta.
double beta_zero_p_value(const FitProblem& problem, const BoundedFit& fit) {
  if (!fit.unconstrained_free.beta) return 1;
  const ErrorVariance variance =
      error_variance(problem, fit.unconstrained_rss, fit.unconstrained_free.count());
  if (!(variance.degrees_of_freedom > 0)) return 1;
  FreeParameters without_beta = fit.unconstrained_free;
  without_beta.beta = false;
  UslParameters held = fit.unconstrained;
  held.beta = 0;
  const RefitResult restricted = best_refit(problem, without_beta, held);
  const double rise = std::fmax(restricted.rss - fit.unconstrained_rss, 0.0);
  if (!(variance.variance > 0)) return fit.unconstrained.beta > 0 ? 0 : 1;  // exact data
  const double t = std::copysign(std::sqrt(rise / variance.variance), fit.unconstrained.beta);
  return student_t_survival(t, variance.degrees_of_freedom);
}

std::string sentence_of(const Identifiability& found, const BoundedFit& fit,
                        const PeakEstimates& peak, double level) {
  const std::string at = " at " + percent_text(level);
  const std::optional<Interval> interval = peak.concurrency.interval();
  std::string bound;
  if (interval && std::isfinite(interval->lower)) {
    bound = "; N* >= " + number_text(interval->lower) + at;
  }
  if (fit.beta_on_bound) {
    std::string sentence = "the data show no crosstalk and no peak";
    if (found.beta_upper_95)
      sentence += "; beta <= " + number_text(*found.beta_upper_95) + " at 95 %";
    return sentence + bound;
  }
  if (!peak.exists) return "the curve has no peak";
  if (!interval) return "nothing is known about the error of N*";
  if (!found.peak_identified) return "the data show no peak" + bound;
  return "the data determine the peak: N* = " + number_text(peak.concurrency.value) + ", " +
         interval_text(*interval) + at;
}

}  // namespace

Identifiability identifiability_of(const FitProblem& problem, const BoundedFit& fit,
                                   const Covariance& covariance, const PeakEstimates& peak,
                                   double level) {
  Identifiability found;
  found.max_concurrency = problem.concurrency.back();
  found.beta_zero_p_value = beta_zero_p_value(problem, fit);
  const bool hidden = fit.free.count() < fit.unconstrained_free.count();
  const Covariance& shown =
      hidden ? covariance_of(problem, fit.unconstrained, fit.unconstrained_free, 1) : covariance;
  found.condition_number = shown.condition_number;
  found.correlation = shown.correlation;
  if (fit.beta_on_bound) found.beta_upper_95 = beta_upper_limit(problem, fit);
  if (peak.exists) {
    found.reach = found.max_concurrency / peak.concurrency.value;
    const std::optional<Interval> interval = peak.concurrency.interval();
    found.peak_identified =
        interval && std::isfinite(interval->lower) && std::isfinite(interval->upper);
  }
  found.sentence = sentence_of(found, fit, peak, level);
  return found;
}

}  // namespace uslkit
