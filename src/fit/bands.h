// Bands: the fitted curve with the uncertainty of the curve and of one new run at each N.
#pragma once

#include <span>
#include <vector>

#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "model/usl_fit.h"

namespace uslkit {

struct BandOptions {
  int points = 121;
  double from = 1;  // smallest N
  double to = 2;    // largest N
  double level = 0.95;
  // Joint draws of a fit on its bound, which widen both bands (fit/drawn_interval); else none.
  std::span<const UslParameters> draws = {};
};

// Pointwise: curve +- t sqrt(g' Cov g) on the problem's scale, g the gradient of the response in
// the parameters (Bates & Watts 1988, section 2.3); the prediction band adds the error variance of
// one run. On the logarithmic scale the bands are exponentials and stay positive; an additive one
// is cut off at zero. With known standard deviations that of a new run is interpolated between the
// rows. Points lie closer together at small N. Without degrees of freedom the curve alone is
// returned, its intervals infinitely wide.
[[nodiscard]] std::vector<BandPoint> bands(const FitProblem& problem, const UslParameters& usl,
                                           const Covariance& covariance,
                                           const ErrorVariance& variance,
                                           const BandOptions& options);

// Where the curve is worth showing to: 1.25 max N, or 1.25 N* if that is farther but within twice
// the data.
[[nodiscard]] double natural_band_end(double largest_concurrency, const UslParameters& usl);

}  // namespace uslkit
