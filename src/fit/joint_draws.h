// Joint draws from the uncertainty of (alpha, beta, gamma) when nothing better was asked for.
#pragma once

#include <cstdint>

#include "fit/bounded_fit.h"
#include "model/usl_fit.h"

namespace uslkit {

// Multivariate Student t around the unconstrained minimum with its Wald covariance, in (alpha,
// beta, log gamma); draws outside the admissible region (alpha >= 0 unless the fit is superlinear,
// beta
// >= 0 unless reported below, no pole within twice the data) are drawn again. So a fit on a bound
// still carries the crosstalk it could not exclude. Where fewer than one draw in a hundred is
// admissible the uncertainty of the reported fit, bounds held, is used instead. Method "student-t",
// random stream "joint draws"; empty if the covariance does not exist.
[[nodiscard]] JointDraws joint_draws(const FitProblem& problem, const BoundedFit& fit, int draws,
                                     std::uint64_t seed);

}  // namespace uslkit
