// The exact least-squares knee, X = min(gamma N, saturation).
#pragma once

#include <cstdint>

#include "fit/fit_problem.h"

namespace uslkit {

struct KneeFit {
  double gamma = 0;
  double saturation = 0;
  double rss = 0;           // on the problem's scale, weighted
  std::int64_t rising = 0;  // rows left of the knee
};

// Between two neighbouring N the sum of squares is a quadratic (on either scale), so its minimum is
// either inside such a piece, where slope and plateau are separate means, or on its border, where
// the knee stands exactly at a measured N. All pieces and borders are tried: no start, no false
// minimum. Cost: linear in the rows, by prefix sums.
[[nodiscard]] KneeFit fit_knee(const FitProblem& problem);

}  // namespace uslkit
