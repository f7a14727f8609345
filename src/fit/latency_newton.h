// minimize_rss_on: damped Newton for any family of curves given as a chart of latency forms.
//
// A chart is a point of the family that knows its form, how the form moves with each of its
// unknowns, and how to move itself:
//   form(), count(), first(i) = d form / d unknown i, second(i, j), moved(step) -> chart
// The rows are only touched through latency_sums; all else is arithmetic on three numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "fit/fit_problem.h"
#include "fit/latency_form.h"

namespace uslkit {

template <class Chart>
struct NewtonResult {
  Chart chart;
  double rss = 0;
  bool converged = false;
  int iterations = 0;
};

[[nodiscard]] inline double inner(const LatencyForm& a, const LatencyForm& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

[[nodiscard]] inline LatencyForm product(const std::array<LatencyForm, 3>& matrix,
                                         const LatencyForm& vector) {
  return {inner(matrix[0], vector), inner(matrix[1], vector), inner(matrix[2], vector)};
}

// The sums seen from a chart: a system in its own unknowns.
struct NewtonSystem {
  std::array<LatencyForm, 3> matrix{};
  LatencyForm gradient{};
  std::size_t count = 0;
};

// Chain rule: H = J' C J + sum_k g_k d2 l_k.
template <class Chart>
[[nodiscard]] NewtonSystem newton_system(const LatencySums& sums, const Chart& chart,
                                         Curvature curvature = Curvature::exact) {
  NewtonSystem system;
  system.count = chart.count();
  for (std::size_t i = 0; i < system.count; ++i) {
    const LatencyForm column = product(sums.curvature, chart.first(i));
    system.gradient[i] = inner(sums.gradient, chart.first(i));
    for (std::size_t j = 0; j <= i; ++j) {
      double value = inner(column, chart.first(j));
      if (curvature == Curvature::exact) value += inner(sums.gradient, chart.second(i, j));
      system.matrix[i][j] = system.matrix[j][i] = value;
    }
  }
  return system;
}

// (M + damping diag M)^-1 b by Cholesky on columns scaled to unit length, so that the units of N
// and X play no part. Empty if the matrix is not safely positive.
[[nodiscard]] std::optional<LatencyForm> solve(const NewtonSystem& system, const LatencyForm& right,
                                               double damping);

// How far the step moves the curve through any one unknown, relative to the curve itself.
[[nodiscard]] double relative_step(const NewtonSystem& system, const LatencySums& sums,
                                   const LatencyForm& form, const LatencyForm& step);

// Raises the damping after a step that did not help; above this there is no step left to try.
inline constexpr double kFirstDamping = 1e-3;
inline constexpr double kLargestDamping = 1e12;

template <class Chart>
[[nodiscard]] NewtonResult<Chart> minimize_rss_on(const FitProblem& problem, const Chart& start) {
  constexpr int kMostPasses = 100;
  // A Newton step this small doubles its correct digits beyond rounding; a Gauss-Newton step only
  // divides the error, so it has to be small itself.
  constexpr double kNewtonStep = 1e-8;
  constexpr double kGaussNewtonStep = 1e-11;
  // Differences between sums of squares below this are rounding.
  constexpr double kRssRounding = 1e-13;

  LatencySums sums = latency_sums(problem, start.form(), Curvature::exact);
  NewtonResult<Chart> best = {.chart = start, .rss = sums.rss, .converged = start.count() == 0};
  Curvature curvature = Curvature::exact;
  double damping = 0;
  while (!best.converged && best.iterations < kMostPasses && damping <= kLargestDamping) {
    ++best.iterations;
    const NewtonSystem system = newton_system(sums, best.chart, curvature);
    const LatencyForm downhill = {-system.gradient[0], -system.gradient[1], -system.gradient[2]};
    const std::optional<LatencyForm> step = solve(system, downhill, damping);
    if (!step && curvature == Curvature::exact) {
      curvature = Curvature::gauss_newton;
      sums = latency_sums(problem, best.chart.form(), curvature);
      continue;
    }
    const Chart next = step ? best.chart.moved(*step) : best.chart;
    if (!step || !is_admissible(problem, next.form())) {
      damping = std::max(10 * damping, kFirstDamping);
      continue;
    }
    const double size = relative_step(system, sums, best.chart.form(), *step);
    const bool last =
        damping == 0 && size <= (curvature == Curvature::exact ? kNewtonStep : kGaussNewtonStep);
    const double fall = inner(downhill, *step);  // of rss, to second order
    if (last && fall <= 1e-6 * best.rss) {
      return {next, best.rss - fall, true, best.iterations};
    }
    const LatencySums next_sums = latency_sums(problem, next.form(), Curvature::exact);
    // Where the data are exact the sum of squares itself is rounding and cannot judge a last step.
    best.converged = last;
    if (next_sums.rss <= best.rss * (1 + kRssRounding)) {
      best.chart = next;
      best.rss = next_sums.rss;
      sums = next_sums;
      curvature = Curvature::exact;
      damping = damping > 0.1 * kFirstDamping ? damping / 10 : 0;
    } else {
      damping = std::max(10 * damping, kFirstDamping);
    }
  }
  return best;
}

}  // namespace uslkit
