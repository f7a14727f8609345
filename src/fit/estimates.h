// Estimates: every parameter and the peak with standard errors, Wald and profile intervals.
#pragma once

#include <optional>

#include "fit/bounded_fit.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "model/usl_fit.h"

namespace uslkit {

struct ParameterEstimates {
  Estimate alpha, beta, gamma;
};

// A parameter that was free gets all three. One on its bound has no standard error (Wald's is
// invalid there); its profile is that of the fit without the bound, cut off at zero.
[[nodiscard]] ParameterEstimates parameter_estimates(const FitProblem& problem,
                                                     const BoundedFit& fit,
                                                     const Covariance& covariance,
                                                     const ErrorVariance& variance, double level);

struct PeakEstimates {
  bool exists = false;
  Estimate concurrency;  // value +infinity without a peak; the profile then has a lower end only
  Estimate throughput;   // without a peak the limit of the curve
  std::optional<Interval> throughput_limit;
};

// Standard errors by the delta method (N* on the logarithmic scale), intervals to quote by profile.
// Without a peak the lower end of N* is one-sided, at `level`.
[[nodiscard]] PeakEstimates peak_estimates(const FitProblem& problem, const BoundedFit& fit,
                                           const Covariance& covariance,
                                           const ErrorVariance& variance, double level);

// The largest beta that the data do not reject at 95 %, one-sided, against the reported fit on its
// bound; empty where even the largest is not rejected.
[[nodiscard]] std::optional<double> beta_upper_limit(const FitProblem& problem,
                                                     const BoundedFit& fit);

}  // namespace uslkit
