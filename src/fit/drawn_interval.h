// drawn_interval: how far a quantity reaches when a coefficient of the fit sits on its bound, and
// how far one new run does.
//
// On a bound the covariance takes the bound for certain: an Amdahl fit would be extrapolated as if
// crosstalk were known to be zero, although the data may allow a good deal of it. The joint draws
// do not forget: they come from the unconstrained fit, cut off at the bound. Where a fit sits on a
// bound its intervals are therefore widened to the percentiles over the draws.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "fit/bootstrap.h"
#include "model/usl_fit.h"

namespace uslkit {

// Draws that one percentile is read from: enough for a band (the coverage test uses as many), few
// enough that a band of 121 points costs about a millisecond.
inline constexpr std::size_t kDrawsPerInterval = 500;

// The draws to widen by: the first of the fit where it sits on a bound, else none.
[[nodiscard]] inline std::span<const UslParameters> draws_on_bound(const UslFit& fit) {
  if (!fit.beta_on_bound && !fit.alpha_on_bound) return {};
  const std::span<const UslParameters> draws = fit.joint_draws.draws;
  return draws.first(std::min(draws.size(), kDrawsPerInterval));
}

// The interval of a new run around `value`: that of the curve and the error of one run (its half
// width at the same level), which are independent.
[[nodiscard]] inline Interval with_error_of_a_run(double value, const Interval& curve,
                                                  double error) {
  return {value - std::hypot(value - curve.lower, error),
          value + std::hypot(curve.upper - value, error)};
}

// `interval`, made at least as wide as the percentiles of quantity(draw). Without draws, as it is.
template <typename Quantity>
[[nodiscard]] Interval widened(const Interval& interval, std::span<const UslParameters> draws,
                               double level, const Quantity& quantity) {
  if (draws.empty()) return interval;
  std::vector<double> values;
  values.reserve(draws.size());
  for (const UslParameters& draw : draws) values.push_back(quantity(draw));
  const Interval drawn = percentile_interval(std::move(values), level);
  return {std::min(interval.lower, drawn.lower), std::max(interval.upper, drawn.upper)};
}

}  // namespace uslkit
