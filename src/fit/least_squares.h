// least_squares: Ceres for any smooth model, from several starts, silent and strict.
//
// "Converged" is not "right": on NIST's BoxBOD, Ceres 2.1 reports convergence to a false minimum
// from the first certified start. So the caller gives several starts and the best minimum wins.
// Models bring exact derivatives: with numeric ones four of NIST's 54 problems are lost.
#pragma once

#include <functional>
#include <vector>

namespace uslkit {

struct LeastSquaresModel {
  int residual_count = 0;
  int parameter_count = 0;
  // Fills residuals and, unless null, their derivatives (row-major, residual_count rows). Returns
  // false where the model does not exist; non-finite numbers are treated the same way.
  std::function<bool(const double* parameters, double* residuals, double* jacobian)> evaluate;
};

struct LeastSquaresFit {
  std::vector<double> parameters;
  double rss = 0;
  bool converged = false;
};

// Levenberg-Marquardt with dense QR and tolerances near rounding, then Gauss-Newton steps as long
// as they lower the gradient. Starts where the model does not exist are skipped; without any left
// the result is not converged. Nothing is ever written to stderr.
[[nodiscard]] LeastSquaresFit least_squares(const LeastSquaresModel& model,
                                            const std::vector<std::vector<double>>& starts);

// The start itself and variations of it: every combination of the parameters times 1/10, 1 and 10
// for up to three of them, else one parameter at a time.
[[nodiscard]] std::vector<std::vector<double>> starts_around(const std::vector<double>& start);

}  // namespace uslkit
