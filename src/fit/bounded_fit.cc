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

[[noreturn]] void no_minimum(const std::string& source) {
  InputError::Parts parts;
  parts.place.source = source;
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

std::optional<Candidate> fitted(const FitProblem& problem, FreeParameters free,
                                const UslParameters& held) {
  const RefitResult result = ceres_fit(problem, free, held);
  if (!result.converged) return std::nullopt;
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

// The best fit with beta = 0.
std::optional<Candidate> amdahl_fitted(const FitProblem& problem, FreeParameters free,
                                       UslParameters held) {
  free.beta = false;
  held.beta = 0;
  return fitted(problem, free, held);
}

// The best fit with beta >= 0. Where nothing has a minimum as it comes, the bound may have one.
std::optional<Candidate> with_beta_bound(const FitProblem& problem, FreeParameters free,
                                         const UslParameters& held,
                                         const std::optional<Candidate>& unbounded) {
  if (!free.beta) return unbounded;
  if (unbounded && unbounded->parameters.beta > 0) return unbounded;
  return amdahl_fitted(problem, free, unbounded ? unbounded->parameters : held);
}

// The best fit with alpha = 0 and beta >= 0.
std::optional<Candidate> with_alpha_bound(const FitProblem& problem, FreeParameters free,
                                          UslParameters held) {
  free.alpha = false;
  held.alpha = 0;
  return with_beta_bound(problem, free, held, fitted(problem, free, held));
}

bool is_rejected(const FitProblem& problem, const Candidate& restricted, const Candidate& full,
                 double level) {
  const ErrorVariance variance = error_variance(problem, full.rss, full.free.count());
  return restricted.rss > variance.rss_cut(full.rss, level);
}

std::string pole_text(const UslParameters& usl) {
  return fmt::format("{:.3g}", usl_pole(usl).value_or(0));
}

// What is reported, and why.
struct Choice {
  std::optional<Candidate> accepted;
  bool alpha_on_bound = false;
  std::optional<Note> remark;
};

// Negative alpha: real where alpha = 0 is rejected and no pole is near, else held at 0.
Choice with_negative_alpha(const FitProblem& problem, FreeParameters free,
                           const UslParameters& held, const std::optional<Candidate>& found,
                           double level) {
  const std::optional<Candidate> bounded =
      with_alpha_bound(problem, free, found ? found->parameters : held);
  if (!found || !bounded) return {bounded ? bounded : found, bounded.has_value(), {}};
  const bool superlinear =
      found->parameters.alpha < 0 && is_rejected(problem, *bounded, *found, level);
  const bool pole = has_near_pole(problem, found->parameters);
  if (superlinear && !pole) return {found, false, {}};
  Choice choice = {bounded, true, {}};
  if (superlinear) {
    choice.remark = {kSuperlinearPole,
                     fmt::format("Throughput grows faster than N, but the curve that says so has a "
                                 "pole at N = {}, within twice the data: alpha is held at 0.",
                                 pole_text(found->parameters))};
  }
  return choice;
}

Choice within_bounds(const FitProblem& problem, FreeParameters free, const UslParameters& held,
                     const std::optional<Candidate>& unconstrained, double level) {
  const std::optional<Candidate> found = with_beta_bound(problem, free, held, unconstrained);
  if (found && (!found->free.alpha || found->parameters.alpha > 0)) return {found, false, {}};
  if (!free.alpha) return {found, false, {}};
  return with_negative_alpha(problem, free, held, found, level);
}

// Least squares as it comes, with a word where the curve ends in a pole.
Choice as_it_comes(const std::optional<Candidate>& unconstrained) {
  Choice choice = {unconstrained, false, {}};
  if (unconstrained && usl_pole(unconstrained->parameters)) {
    choice.remark = {"pole",
                     fmt::format("The unconstrained curve has a pole at N = {}: it means nothing "
                                 "near or beyond that.",
                                 pole_text(unconstrained->parameters))};
  }
  return choice;
}

}  // namespace

BoundedFit bounded_fit(const FitProblem& problem, FreeParameters free, const UslParameters& held,
                       const BoundOptions& options) {
  const std::optional<Candidate> unconstrained = fitted(problem, free, held);
  const Choice choice = options.keep_unconstrained
                            ? as_it_comes(unconstrained)
                            : within_bounds(problem, free, held, unconstrained, options.level);
  if (!choice.accepted) no_minimum(options.source);
  const Candidate& accepted = *choice.accepted;
  // Without a minimum of its own, the unconstrained fit is the accepted one.
  const Candidate& first = unconstrained ? *unconstrained : accepted;
  return {.parameters = accepted.parameters,
          .free = accepted.free,
          .rss = accepted.rss,
          .unconstrained = first.parameters,
          .unconstrained_free = first.free,
          .unconstrained_rss = first.rss,
          .beta_on_bound = free.beta && !accepted.free.beta,
          .alpha_on_bound = choice.alpha_on_bound,
          .remark = choice.remark};
}

}  // namespace uslkit
