// The same rows described by rival laws: does the USL earn its parameters?
#pragma once

#include <string>
#include <vector>

#include "fit/fit_problem.h"
#include "model/usl_fit.h"

namespace uslkit {

// Fits linear, Amdahl, Gustafson, USL, log-USL and knee (in this order) by least squares on the
// problem's scale with its weights, coefficients unconstrained. See model/rival_models.h.
//
// With a free variance  AIC = n ln(RSS/n) + 2k, BIC = n ln(RSS/n) + k ln n,
//   AICc = AIC + 2k(k+1)/(n-k-1), k = parameters + 1     (Burnham & Anderson 2002, section 2.4)
// and with known variances RSS takes the place of n ln(RSS/n) and k counts the parameters only.
// AICc is refused where n - k - 1 < 1. Decide by the F test of the nested models (linear, Amdahl)
// against the USL: in simulation AICc prefers Amdahl in 99 % of six-point sweeps of a true USL, and
// BIC is wrong about every second linear system.
[[nodiscard]] std::vector<RivalModel> compare_models(const FitProblem& problem);

// The model of that name; a bug of the caller if there is none.
[[nodiscard]] const RivalModel& model_named(const std::vector<RivalModel>& models,
                                            const char* name);

}  // namespace uslkit
