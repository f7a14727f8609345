// Where a function that starts below zero first crosses it: the end of an interval.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace uslkit {

struct RootBracket {
  double inside = 0;  // f < 0
  double value_inside = 0;
  double outside = 0;  // f >= 0, perhaps +infinity
  double value_outside = 0;
};

// Chandrupatla (1997), "A new hybrid quadratic/bisection algorithm for finding the zero of a
// nonlinear function without using derivatives": inverse quadratic interpolation where it is safe,
// bisection where it is not. Stops when the bracket is `tolerance` wide; at most 120 evaluations.
template <class Function>
[[nodiscard]] double root_in(Function& f, const RootBracket& bracket, double tolerance) {
  double x1 = bracket.outside, f1 = bracket.value_outside;
  double x2 = bracket.inside, f2 = bracket.value_inside;
  double x3 = x2, f3 = f2;
  double share = std::isfinite(f1) ? f1 / (f1 - f2) : 0.5;
  for (int evaluation = 0; evaluation < 120; ++evaluation) {
    const double x = x1 + share * (x2 - x1);
    const double value = f(x);
    if ((value < 0) == (f1 < 0)) {
      x3 = x1;
      f3 = f1;
    } else {
      x3 = x2;
      f3 = f2;
      x2 = x1;
      f2 = f1;
    }
    x1 = x;
    f1 = value;
    const double best = std::abs(f1) < std::abs(f2) ? x1 : x2;
    const double smallest =
        (2 * std::numeric_limits<double>::epsilon() * std::abs(best) + 0.5 * tolerance) /
        std::abs(x2 - x1);
    if (smallest > 0.5 || !(std::abs(f1) > 0)) return best;
    const double xi = (x1 - x2) / (x3 - x2);
    const double phi = (f1 - f2) / (f3 - f2);
    share = 0.5;
    if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi) {
      share =
          f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2);
    }
    share = std::clamp(share, smallest, 1 - smallest);
  }
  return x1;
}

// Walks from `start`, where f = -1, by `first_step` and then as far as the slope so far suggests,
// until f >= 0, and returns the crossing. Empty when `limit` is reached without one. f should grow
// roughly linearly: then three or four evaluations are enough.
template <class Function>
[[nodiscard]] std::optional<double> crossing_from(Function& f, double start, double first_step,
                                                  double limit) {
  constexpr int kMostSteps = 200;
  constexpr double kTolerance = 1e-10;
  RootBracket bracket = {.inside = start, .value_inside = -1};
  double step = first_step;
  for (int i = 0; i < kMostSteps; ++i) {
    const bool at_limit = std::abs(step) >= std::abs(limit - start);
    bracket.outside = at_limit ? limit : start + step;
    bracket.value_outside = f(bracket.outside);
    if (!(bracket.value_outside < 0)) {
      return root_in(f, bracket, kTolerance * std::abs(bracket.outside - start));
    }
    if (at_limit) return std::nullopt;
    bracket.inside = bracket.outside;
    bracket.value_inside = bracket.value_outside;
    step *= std::clamp(1.05 / (1 + bracket.value_outside), 1.1, 4.0);
  }
  return std::nullopt;
}

}  // namespace uslkit
