// Influence: what each row contributes to the fit, and what the fit would be without it.
#pragma once

#include <vector>

#include "fit/fit_problem.h"
#include "fit/refit.h"
#include "model/measurements.h"
#include "model/usl_fit.h"

namespace uslkit {

// One FittedPoint per row of the problem, in its order (ascending concurrency); `robust_weight` and
// `outlier` are left for flag_outliers.
//
// Sources: leverage, externally studentised residual and Cook's distance from Belsley, Kuh and
// Welsch (1980), "Regression Diagnostics", with the Jacobian at the optimum in the place of X:
//   h_i  = w_i^2 g_i' (J'J)^-1 g_i
//   s_i^2 = (RSS - e_i^2 / (1-h_i)) / (n - p - 1)          the variance without row i
//   t_i  = e_i / (s_i sqrt(1-h_i)),    D_i = e_i^2 h_i / (p s^2 (1-h_i)^2)
// With known variances s = s_i = 1. The first-order formulas hold where the curve is nearly linear
// in its parameters over their uncertainty; the leave-one-out refits below do not need that.
//
// `parameters_without` comes from a full refit without the row, bounded at beta >= 0 like the fit
// itself; it is empty where too few rows or distinct N remain. Cost: n refits of n rows up to 512
// rows; beyond, the one-step formula theta_i = theta - (J'J)^-1 g_i w_i e_i / (1-h_i), which is
// exact enough where one row in hundreds is left out.
[[nodiscard]] std::vector<FittedPoint> influence(const Measurements& measurements,
                                                 const FitProblem& problem,
                                                 const UslParameters& parameters,
                                                 FreeParameters free);

// The refit of `problem` from `start`; where a free beta turns negative although the start was not,
// the refit on the bound, as fit_usl would do. Empty if nothing converged.
[[nodiscard]] std::optional<UslParameters> bounded_refit(const FitProblem& problem,
                                                         const UslParameters& start,
                                                         FreeParameters free);

}  // namespace uslkit
