// A redescending fit that single bad rows cannot bend, and the flags that follow from it.
#pragma once

#include <optional>
#include <vector>

#include "fit/fit_problem.h"
#include "fit/refit.h"
#include "model/usl_fit.h"

namespace uslkit {

struct RobustFit {
  UslParameters parameters;
  std::vector<double> weight;        // 0..1 per row of the problem: 1 trusted, 0 ignored
  double scale = 0;                  // robust sd of the weighted residuals
  std::vector<double> standardized;  // residual / its sd under this fit, leverage included
};

// MM-type estimate: Yohai (1987), "High breakdown-point and high efficiency robust estimates for
// regression"; Tukey's bisquare for both steps (scale with a breakdown of one quarter, location
// with 95 % efficiency at the normal law, c = 4.685).
//
// Convex losses such as Huber's do not help here: an end point of the sweep has a leverage near 1,
// draws the curve to itself and leaves no residual. Hence the search starts from the fits without
// each row in turn (each block of rows and random subsets beyond 40 rows; the same ones each time),
// ranks them by robust scale, and polishes the best. Empty with fewer than three spare rows.
// Cost: about 3 n refits.
[[nodiscard]] std::optional<RobustFit> robust_fit(const FitProblem& problem, FreeParameters free);

// Copies weights and flags into the points (same order as the problem's rows). A row is an outlier
// when its robust standardised residual exceeds Student's two-sided quantile at the Sidak level
// 1 - 0.95^(1/n): in clean data at most about one sweep in twenty has any row flagged. Rows are
// flagged, never removed.
[[nodiscard]] std::vector<FittedPoint> flag_outliers(std::vector<FittedPoint> points,
                                                     const RobustFit& robust);

}  // namespace uslkit
