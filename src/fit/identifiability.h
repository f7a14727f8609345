// Identifiability: can these rows determine what the fit claims?
#pragma once

#include "fit/bounded_fit.h"
#include "fit/covariance.h"
#include "fit/estimates.h"
#include "model/usl_fit.h"

namespace uslkit {

// Condition number and correlations of the reported fit (of the unconstrained one where a bound
// hides them), the F test of beta = 0 against beta > 0 (one-sided: half of the two-sided p), how
// far the data reach, and one sentence that says it.
[[nodiscard]] Identifiability identifiability_of(const FitProblem& problem, const BoundedFit& fit,
                                                 const Covariance& covariance,
                                                 const PeakEstimates& peak, double level);

}  // namespace uslkit
