// LatencyForm: the law written as N / X(N), in which it is linear, and its least-squares solver.
//
//   N / X(N) = l[0] + l[1] (N-1) + l[2] N (N-1),   l = (1, alpha, beta) / gamma
//
// By Little's law this is the latency R(N). Everything least squares needs per row is then a number
// times (1, N-1, N(N-1)): for e = log X - log(N/L), with L = N/X(N) of the curve,
//   d(e^2/2)/dL = e/L,        d2(e^2/2)/dL2 = (1 - e)/L^2,
// and for e = X - N/L, with f = N/L,
//   d(e^2/2)/dL = e f/L,      d2(e^2/2)/dL2 = f (f - 2e)/L^2.
// So the exact second derivatives cost nothing, and Newton's method ends in three or four passes
// over the rows. Holding a parameter, or N*, fixed leaves a linear space of l: its directions are
// given.
#pragma once

#include <array>

#include "fit/fit_problem.h"
#include "model/usl.h"

namespace uslkit {

using LatencyForm = std::array<double, 3>;

[[nodiscard]] LatencyForm latency_form(const UslParameters& usl);
[[nodiscard]] UslParameters usl_of(const LatencyForm& form);

// True if N/X(N) is positive from min(1, smallest N) to the largest N: a curve without a pole in
// the data's range.
[[nodiscard]] bool is_admissible(const FitProblem& problem, const LatencyForm& form);

// Half the residual sum of squares as a function of the three coefficients, at `form`.
struct LatencySums {
  double rss = 0;
  LatencyForm gradient{};                  // of rss/2
  std::array<LatencyForm, 3> curvature{};  // its second derivatives, symmetric
};
enum class Curvature { exact, gauss_newton };
[[nodiscard]] LatencySums latency_sums(const FitProblem& problem, const LatencyForm& form,
                                       Curvature curvature);

// The directions in which a fit may move: at most three.
struct LatencyDirections {
  std::array<LatencyForm, 3> direction{};
  int count = 0;

  void add(const LatencyForm& form) { direction[static_cast<std::size_t>(count++)] = form; }
};

// All curves that agree with `held` in the parameters that are not free.
[[nodiscard]] LatencyDirections directions_of(FreeParameters free, const UslParameters& held);

// All curves with their peak at `peak_concurrency`: beta = (1-alpha)/N*^2, gamma free.
[[nodiscard]] LatencyDirections directions_of_peak(double peak_concurrency);

struct LatencyFit {
  LatencyForm form{};
  double rss = 0;
  bool converged = false;
  int iterations = 0;
};

// Local minimum of the residual sum of squares in start + span(directions); `start` is admissible,
// and so is every curve on the way. Damped Newton: undamped while it works, Levenberg-Marquardt
// when it does not, Gauss-Newton where the exact curvature is not positive. At most 100 passes.
[[nodiscard]] LatencyFit minimize_rss(const FitProblem& problem, const LatencyForm& start,
                                      const LatencyDirections& directions);

// Weighted linear least squares of the measured N/X on origin + span(directions); the weights make
// it the first-order estimate of the problem's own error model. Not always admissible.
[[nodiscard]] LatencyForm linear_latency_fit(const FitProblem& problem, const LatencyForm& origin,
                                             const LatencyDirections& directions);

}  // namespace uslkit
