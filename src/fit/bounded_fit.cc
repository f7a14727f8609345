#include "fit/bounded_fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "base/input_error.h"
#include "fit/ceres_fit.h"
#include "fit/error_variance.h"

namespace uslkit {
namespace {

// A coefficient that moves the curve by less than this anywhere in the data is rounding.
constexpr double kRounding = 1e-12;
// Residuals of this size, relative to the throughput, are those of exact data.
constexpr double kExactResidual = 1e-13;
// Beyond twice the data nobody should extrapolate, so a pole there does no harm.
constexpr double kPoleReach = 2;

struct Candidate {
  UslParameters parameters;
  FreeParameters free;
  double rss = 0;
};

[[noreturn]] void no_minimum() {
  InputError::Parts parts;
  parts.found = "no minimum of the squared errors from any start";
  parts.allowed = "data that determine the free parameters";
  parts.hint = "check the rows for wrong units or swapped columns, or measure more concurrencies";
  throw FitNotUsable(parts);
}

// True where nothing but rounding is left: a variance made of it would be nonsense.
bool is_exact(const FitProblem& problem, double rss) {
  double rounding = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double size = problem.weight[i] * (problem.log_scale ? 1 : problem.throughput[i]);
    rounding += size * size;
  }
  return rss <= kExactResidual * kExactResidual * rounding;
}

Candidate fitted(const FitProblem& problem, FreeParameters free, const UslParameters& held) {
  const RefitResult result = ceres_fit(problem, free, held);
  if (!result.converged) no_minimum();
  Candidate candidate = {.parameters = result.parameters, .free = free, .rss = result.rss};
  const double others = std::abs(problem.concurrency.back() - 1);
  const double denominator = usl_denominator(result.parameters, problem.concurrency.back());
  UslParameters& usl = candidate.parameters;
  if (std::abs(usl.alpha) * others < kRounding * denominator) usl.alpha = 0;
  if (std::abs(usl.beta) * others * problem.concurrency.back() < kRounding * denominator) {
    usl.beta = 0;
  }
  if (is_exact(problem, candidate.rss)) candidate.rss = 0;
  return candidate;
}

bool has_near_pole(const FitProblem& problem, const UslParameters& usl) {
  const std::optional<double> pole = usl_pole(usl);
  return pole && *pole <= kPoleReach * problem.concurrency.back();
}

// Best fit with alpha as given by `start` and beta >= 0.
Candidate with_beta_bound(const FitProblem& problem, const Candidate& start) {
  if (!start.free.beta || start.parameters.beta > 0) return start;
  FreeParameters free = start.free;
  free.beta = false;
  UslParameters held = start.parameters;
  held.beta = 0;
  return fitted(problem, free, held);
}

// Best fit with alpha = 0 and beta >= 0.
Candidate with_alpha_bound(const FitProblem& problem, FreeParameters free, UslParameters held) {
  free.alpha = false;
  held.alpha = 0;
  return with_beta_bound(problem, fitted(problem, free, held));
}

bool is_rejected(const FitProblem& problem, const Candidate& restricted, const Candidate& full,
                 double level) {
  const ErrorVariance variance = error_variance(problem, full.rss, full.free.count());
  return restricted.rss > variance.rss_cut(full.rss, level);
}

std::string pole_text(const UslParameters& usl) {
  return fmt::format("{:.3g}", usl_pole(usl).value_or(0));
}

}  // namespace

BoundedFit bounded_fit(const FitProblem& problem, FreeParameters free, const UslParameters& held,
                       const BoundOptions& options) {
  const Candidate unconstrained = fitted(problem, free, held);
  Candidate accepted = unconstrained;
  BoundedFit fit;
  if (!options.keep_unconstrained) {
    accepted = with_beta_bound(problem, unconstrained);
    if (accepted.free.alpha && !(accepted.parameters.alpha > 0)) {
      const Candidate bounded = with_alpha_bound(problem, free, accepted.parameters);
      const bool superlinear =
          accepted.parameters.alpha < 0 && is_rejected(problem, bounded, accepted, options.level);
      const bool pole = has_near_pole(problem, accepted.parameters);
      if (superlinear && pole) {
        fit.remark = {
            "superlinear-pole",
            fmt::format("Throughput grows faster than N, but the curve that says so has a "
                        "pole at N = {}, within twice the data: alpha is held at 0.",
                        pole_text(accepted.parameters))};
      }
      if (!superlinear || pole) {
        accepted = bounded;
        fit.alpha_on_bound = true;
      }
    }
    fit.beta_on_bound = free.beta && !accepted.free.beta;
  } else if (usl_pole(accepted.parameters)) {
    fit.remark = {"pole",
                  fmt::format("The unconstrained curve has a pole at N = {}: it means nothing "
                              "near or beyond that.",
                              pole_text(accepted.parameters))};
  }
  fit.parameters = accepted.parameters;
  fit.free = accepted.free;
  fit.rss = accepted.rss;
  fit.unconstrained = unconstrained.parameters;
  fit.unconstrained_free = unconstrained.free;
  fit.unconstrained_rss = unconstrained.rss;
  return fit;
}

}  // namespace uslkit
