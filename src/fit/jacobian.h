// The slopes of the model in alpha, beta and gamma, and the 3 x 3 matrices that are made of them.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "fit/fit_problem.h"
#include "model/usl.h"

namespace uslkit {

using Vector3 = std::array<double, 3>;  // in the order alpha, beta, gamma
using Matrix3 = std::array<std::array<double, 3>, 3>;

// d log X(N) = (-(N-1)/D, -N(N-1)/D, 1/gamma) with D = 1 + alpha (N-1) + beta N (N-1).
[[nodiscard]] Vector3 log_throughput_gradient(const UslParameters& usl, double concurrency);

// dX(N) = X(N) d log X(N).
[[nodiscard]] Vector3 throughput_gradient(const UslParameters& usl, double concurrency);

// The gradient of the problem's response: of log X or of X, without the row's weight.
[[nodiscard]] Vector3 response_gradient(bool log_scale, const UslParameters& usl,
                                        double concurrency);

// d log N* = (-1/(2 (1-alpha)), -1/(2 beta), 0); needs alpha < 1 and beta > 0.
[[nodiscard]] Vector3 log_peak_gradient(const UslParameters& usl);

// d X(N*) at a fixed N*, as dX/dN is zero there (envelope theorem); needs a peak.
[[nodiscard]] Vector3 peak_throughput_gradient(const UslParameters& usl);

[[nodiscard]] double dot(const Vector3& a, const Vector3& b);
[[nodiscard]] Vector3 times(const Matrix3& matrix, const Vector3& vector);

// v' M v: the variance of a quantity with gradient v when M is the covariance.
[[nodiscard]] double quadratic_form(const Matrix3& matrix, const Vector3& vector);

// Fisher's information J'J, summed row by row; its inverse is the covariance per unit of variance.
struct Information {
  Matrix3 sum{};

  void add(const Vector3& gradient, double precision = 1);

  // Inverse over the free parameters, on columns scaled to unit length so that the units of N and X
  // do not matter; rows and columns of the others are zero. Empty if the rows cannot tell the free
  // parameters apart (a reciprocal condition below 1e-13 of the scaled matrix).
  [[nodiscard]] std::optional<Matrix3> inverse(FreeParameters free = {}) const;
};

// J'J of the problem's rows, weights included.
[[nodiscard]] Information information_of(const FitProblem& problem, const UslParameters& usl);

// Diagonal of J (J'J)^-1 J': how much of its own fitted value each row decides, 0..1. All zero
// where J'J has no inverse. Order of the problem's rows.
[[nodiscard]] std::vector<double> leverages(const FitProblem& problem, const UslParameters& usl,
                                            FreeParameters free);

// weight * (response - model) per row; the curve must be positive at each of them.
[[nodiscard]] std::vector<double> weighted_residuals(const FitProblem& problem,
                                                     const UslParameters& usl);

// Residual sums of squares below this are rounding, not noise: residuals of 1e-12 of the responses.
[[nodiscard]] double rounding_rss(const FitProblem& problem);

}  // namespace uslkit
