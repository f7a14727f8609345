// BasisCurve: least squares for the curves that are linear in their coefficients, upright or upside
// down, which all rival laws but the knee are.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "fit/fit_problem.h"

namespace uslkit {

// D(N) = sum of coefficient_k basis_k(N); throughput is D itself (upright), or N / D (inverse): for
// the USL N/X = 1/gamma + (alpha/gamma)(N-1) + (beta/gamma) N(N-1).
struct BasisCurve {
  using Row = std::array<double, 3>;
  std::vector<Row> basis;  // per row of the problem; unused columns are 0
  int count = 1;           // coefficients, 1 to 3
  bool inverse = true;
};

struct BasisFit {
  std::array<double, 3> coefficient{};
  double rss = 0;  // on the problem's scale, weighted
};

// Levenberg-Marquardt from the linear solution, on columns of unit length. Empty where no curve
// that is positive at every row was found or the rows cannot tell the coefficients apart.
[[nodiscard]] std::optional<BasisFit> fit_basis_curve(const FitProblem& problem,
                                                      const BasisCurve& curve);

}  // namespace uslkit
