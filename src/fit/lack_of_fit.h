// Lack of fit: do the rows leave the USL in a way that noise does not explain?
#pragma once

#include <cstdint>
#include <vector>

#include "fit/fit_problem.h"
#include "model/usl_fit.h"

namespace uslkit {

// Names under which the tests stand in UslFit::tests.
inline constexpr const char* kPureErrorTest = "lack of fit (pure error)";
inline constexpr const char* kKnownVarianceTest = "lack of fit (known variance)";
inline constexpr const char* kRunsTest = "runs";
inline constexpr const char* kSaturationTest = "saturating queue";

// A knee that is better than the USL by more than this in AIC is called a saturating queue
// (Burnham & Anderson 2002, section 2.6: beyond 10 the worse model has essentially no support).
inline constexpr double kSaturationDeltaAic = 10;

// - pure error, where any N was measured twice: F test of the variance between the curve and the
//   group means against the variance within groups (Draper & Smith 1998, section 2.1);
// - known variance: chi-squared test of the weighted residual sum of squares;
// - runs: Wald & Wolfowitz (1940) on the signs of the mean residual per N, exact, one-sided: too
//   few runs mean a curve of another shape;
// - saturating queue: statistic = AIC(USL) - AIC(knee), p_value = the relative likelihood
//   exp(-statistic/2) of the USL, at most 1.
[[nodiscard]] std::vector<TestResult> lack_of_fit_tests(const FitProblem& problem,
                                                        const UslParameters& parameters,
                                                        FreeParameters free);

// P(number of runs <= runs) among all orders of `positive` plus and `negative` minus signs; exact.
[[nodiscard]] double runs_cdf(std::int64_t runs, std::int64_t positive, std::int64_t negative);

}  // namespace uslkit
