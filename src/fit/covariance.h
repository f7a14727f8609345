// Covariance of the estimates, and how well the rows can tell them apart.
#pragma once

#include <array>

#include "fit/fit_problem.h"
#include "fit/jacobian.h"

namespace uslkit {

struct Covariance {
  Matrix3 covariance{};  // alpha, beta, gamma; zero for those not free
  Vector3 standard_error{};
  Vector3 correlation{};        // alpha-beta, alpha-gamma, beta-gamma
  double condition_number = 1;  // of the Jacobian with columns of unit length
  bool identified = true;       // false: the columns are dependent within rounding
};

// variance * (J'J)^-1 by QR and the singular values of the scaled triangle, never by normal
// equations. `variance` is that of a weighted residual.
[[nodiscard]] Covariance covariance_of(const FitProblem& problem, const UslParameters& usl,
                                       FreeParameters free, double variance);

}  // namespace uslkit
