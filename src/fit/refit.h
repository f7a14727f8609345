// refit: the small, fast least-squares solver behind the thousands of fits that intervals need.
//
// Damped Newton in at most three unknowns with exact second derivatives (see latency_form.h), from
// the closed-form start: N/X = 1/gamma + (alpha/gamma)(N-1) + (beta/gamma)N(N-1) is linear, and
// weighted by (X/N)^2 it is to first order the log-error estimate. No heap, no exceptions, no
// globals. Cost: 3 to 5 passes over the rows; about 0.7 us for 7 points, 1.7 us for 32.
#pragma once

#include <optional>

#include "fit/fit_problem.h"
#include "model/usl.h"

namespace uslkit {

struct RefitResult {
  UslParameters parameters;
  double rss = 0;          // on the problem's scale, weighted
  bool converged = false;  // gradient and step are at rounding level; false = do not use
  int iterations = 0;
};

// The closed-form start for the free parameters, others held at `held`. Always finite with gamma >
// 0.
[[nodiscard]] UslParameters linear_start(const FitProblem& problem, FreeParameters free = {},
                                         const UslParameters& held = {0, 0, 1});

// Local minimum near `start`. Parameters that are not free keep their start value. Coefficients may
// turn negative, but a curve with a pole inside the data's range is never returned.
[[nodiscard]] RefitResult refit(const FitProblem& problem, const UslParameters& start,
                                FreeParameters free = {});

// linear_start, then refit, then a few other starts if that failed or looks suspicious (robust to
// false minima: the best of all).
[[nodiscard]] RefitResult best_refit(const FitProblem& problem, FreeParameters free = {},
                                     const UslParameters& held = {0, 0, 1});

// The best of the linear start and a grid of others, always: for the one fit that is reported. Sums
// of squares of very noisy additive rows have several minima. About 25 refits.
[[nodiscard]] RefitResult thorough_refit(const FitProblem& problem, FreeParameters free = {},
                                         const UslParameters& held = {0, 0, 1});

}  // namespace uslkit
