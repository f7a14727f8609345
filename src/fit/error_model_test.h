// Which error model do the rows support, and how much does the choice matter?
#pragma once

#include <vector>

#include "fit/fit_problem.h"
#include "model/measurements.h"
#include "model/usl_fit.h"

namespace uslkit {

// Names under which the tests stand in UslFit::tests.
inline constexpr const char* kPowerOfMeanTest = "error grows as a power of the mean";
inline constexpr const char* kBreuschPaganTest = "Breusch-Pagan";

// - Power of the mean: sd(X) = s mu(N)^q. Profile likelihood of q (Carroll & Ruppert 1988,
//   "Transformation and Weighting in Regression", chapter 3), restricted for the fitted curve: q =
//   0 is the additive model, q = 1 the relative one. `statistic` is the best q; `p_value` the
//   likelihood-ratio test of the q in use; the reading names the 95 % interval of q and which
//   models lie in it.
// - Breusch & Pagan (1979) in the studentised form of Koenker (1981): n R^2 of the squared
// residuals
//   regressed on log N, chi-squared with 1 degree of freedom. Small: the noise on the problem's
//   scale does not change along the sweep.
// Empty with fewer than two spare rows.
[[nodiscard]] std::vector<TestResult> error_model_tests(const Measurements& measurements,
                                                        const FitProblem& problem,
                                                        const UslParameters& parameters);

// The fit (beta bounded at 0) under relative, additive and, where every row has one, known standard
// deviations. An error model under which the rows cannot be fitted is left out.
[[nodiscard]] std::vector<ErrorModelSensitivity> error_model_sensitivity(
    const Measurements& measurements);

}  // namespace uslkit
