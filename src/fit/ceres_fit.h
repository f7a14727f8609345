// ceres_fit: the fit that is reported, found by two independent solvers.
#pragma once

#include "fit/fit_problem.h"
#include "fit/refit.h"

namespace uslkit {

// Full Ceres from the closed-form start, on (alpha max N, beta max N^2, log gamma), and the Newton
// solver of refit.h from a grid of starts. The lower minimum wins; where the two disagree, Ceres
// also tries a grid of starts first. The winner is finished by Newton steps, so that the answer has
// all its digits and does not depend on which of them found it. Parameters that are not free stay
// at `held`. About 0.1 ms for 7 to 32 rows.
[[nodiscard]] RefitResult ceres_fit(const FitProblem& problem, FreeParameters free = {},
                                    const UslParameters& held = {0, 0, 1});

// Ceres alone, from one start: what the cross-checks compare with.
[[nodiscard]] RefitResult ceres_refit(const FitProblem& problem, const UslParameters& start,
                                      FreeParameters free = {});

}  // namespace uslkit
