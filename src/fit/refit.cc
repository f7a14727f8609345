#include "fit/refit.h"

#include <algorithm>
#include <cmath>

#include "fit/latency_form.h"

namespace uslkit {
namespace {

// A coefficient outside these never came from a real sweep: look for a better minimum.
constexpr double kSuspiciousAlpha = 10;
constexpr double kSuspiciousBeta = 10;

RefitResult as_refit(const LatencyFit& fit, const UslParameters& held, FreeParameters free) {
  RefitResult result = {.parameters = usl_of(fit.form),
                        .rss = fit.rss,
                        .converged = fit.converged,
                        .iterations = fit.iterations};
  if (!free.alpha) result.parameters.alpha = held.alpha;
  if (!free.beta) result.parameters.beta = held.beta;
  if (!free.gamma) result.parameters.gamma = held.gamma;
  return result;
}

// The gamma with the best sum of squares for the shape of `usl`.
double best_gamma(const FitProblem& problem, const UslParameters& usl) {
  double weights = 0;
  double sum = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double shape = problem.concurrency[i] / usl_denominator(usl, problem.concurrency[i]);
    const double precision = problem.weight[i] * problem.weight[i];
    if (problem.log_scale) {
      weights += precision;
      sum += precision * (problem.response[i] - std::log(shape));
    } else {
      weights += precision * shape * shape;
      sum += precision * shape * problem.response[i];
    }
  }
  return problem.log_scale ? std::exp(sum / weights) : sum / weights;
}

bool is_suspicious(const RefitResult& result) {
  return !result.converged || std::abs(result.parameters.alpha) > kSuspiciousAlpha ||
         std::abs(result.parameters.beta) > kSuspiciousBeta;
}

const RefitResult& better(const RefitResult& a, const RefitResult& b) {
  if (a.converged != b.converged) return a.converged ? a : b;
  return b.rss < a.rss ? b : a;
}

}  // namespace

UslParameters linear_start(const FitProblem& problem, FreeParameters free,
                           const UslParameters& held) {
  // The full form first, then without crosstalk, then without contention, as long as the curve has
  // a pole in the data.
  UslParameters base = held;
  const LatencyForm form = linear_latency_fit(
      problem,
      free.gamma
          ? LatencyForm{}
          : latency_form({free.alpha ? 0 : held.alpha, free.beta ? 0 : held.beta, held.gamma}),
      directions_of(free, held));
  if (is_admissible(problem, form)) {
    return as_refit({.form = form}, held, free).parameters;
  }
  if (free.beta) {
    base.beta = 0;
    free.beta = false;
    return linear_start(problem, free, base);
  }
  if (free.alpha) {
    base.alpha = 0;
    free.alpha = false;
    return linear_start(problem, free, base);
  }
  if (!free.gamma) return held;
  // Only a held curve with a pole comes here: no gamma can mend it, but a plain one is harmless.
  base.gamma = best_gamma(problem, {0, 0, 1});
  return base;
}

RefitResult refit(const FitProblem& problem, const UslParameters& start, FreeParameters free) {
  LatencyForm form = latency_form(start);
  if (!is_admissible(problem, form)) {
    form = latency_form(linear_start(problem, free, start));
    if (!is_admissible(problem, form)) {
      return {.parameters = start, .rss = HUGE_VAL, .converged = free.count() == 0};
    }
  }
  const LatencyDirections directions = directions_of(free, start);
  LatencyFit fit = minimize_rss(problem, form, directions);
  if (!fit.converged && free.gamma) {
    // A start of the wrong height lies on a plateau; with the best gamma for its shape it does not.
    UslParameters scaled = usl_of(form);
    scaled.gamma = best_gamma(problem, scaled);
    fit = minimize_rss(problem, latency_form(scaled), directions);
  }
  return as_refit(fit, start, free);
}

RefitResult best_refit(const FitProblem& problem, FreeParameters free, const UslParameters& held) {
  const RefitResult found = refit(problem, linear_start(problem, free, held), free);
  return is_suspicious(found) ? better(found, thorough_refit(problem, free, held)) : found;
}

RefitResult thorough_refit(const FitProblem& problem, FreeParameters free,
                           const UslParameters& held) {
  RefitResult best = refit(problem, linear_start(problem, free, held), free);
  if (free.count() == 0) return best;
  const double largest = std::max(2.0, problem.concurrency.back());
  for (const double alpha : {-0.005, 0.0, 0.01, 0.1, 0.5, 2.0}) {
    // No peak, a peak at the end of the data, one in their middle, and one before they begin.
    for (const double peak : {0.0, largest, std::sqrt(largest), 1.0}) {
      UslParameters start = held;
      if (free.alpha) start.alpha = alpha;
      if (free.beta) start.beta = peak > 0 ? std::abs(1 - alpha) / (peak * peak) : 0;
      if (free.gamma) start.gamma = best_gamma(problem, start);
      if (start.gamma > 0) best = better(best, refit(problem, start, free));
    }
  }
  return best;
}

}  // namespace uslkit
