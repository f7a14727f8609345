#include "fit/latency_form.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace uslkit {
namespace {

constexpr int kMostPasses = 100;
// A Newton step this small, relative to the curve, doubles its correct digits beyond rounding.
constexpr double kNewtonStep = 1e-8;
// A Gauss-Newton step only reduces the error by a factor: it has to be small itself.
constexpr double kGaussNewtonStep = 1e-11;
// Differences of sums of squares below this are rounding.
constexpr double kRssRounding = 1e-13;

template <bool kLogScale, bool kExact>
LatencySums sums_over_rows(const FitProblem& problem, const LatencyForm& form) {
  double rss = 0, g0 = 0, g1 = 0, g2 = 0, h00 = 0, h01 = 0, h02 = 0, h11 = 0, h12 = 0, h22 = 0;
  const std::size_t count = problem.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double concurrency = problem.concurrency[i];
    const double u = concurrency - 1;
    const double v = concurrency * u;
    const double inverse = 1 / (form[0] + form[1] * u + form[2] * v);
    const double fitted = concurrency * inverse;
    const double weight = problem.weight[i];
    const double size = kLogScale ? weight : weight * fitted;
    const double residual =
        weight * (problem.response[i] - (kLogScale ? std::log(fitted) : fitted));
    const double slope = size * inverse;
    const double g = residual * slope;
    const double bend = kExact ? (kLogScale ? residual * weight : 2 * residual * size) : 0.0;
    const double h = slope * slope - bend * inverse * inverse;
    const double hu = h * u;
    const double hv = h * v;
    rss += residual * residual;
    g0 += g;
    g1 += g * u;
    g2 += g * v;
    h00 += h;
    h01 += hu;
    h02 += hv;
    h11 += hu * u;
    h12 += hu * v;
    h22 += hv * v;
  }
  return {.rss = rss,
          .gradient = {g0, g1, g2},
          .curvature = {{{h00, h01, h02}, {h01, h11, h12}, {h02, h12, h22}}}};
}

double dot(const LatencyForm& a, const LatencyForm& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

LatencyForm times(const std::array<LatencyForm, 3>& matrix, const LatencyForm& vector) {
  return {dot(matrix[0], vector), dot(matrix[1], vector), dot(matrix[2], vector)};
}

// Sums restricted to the directions: a system of `count` unknowns.
struct Reduced {
  std::array<LatencyForm, 3> matrix{};
  LatencyForm gradient{};
  std::size_t count = 0;
};

Reduced reduce(const LatencySums& sums, const LatencyDirections& directions) {
  Reduced reduced;
  reduced.count = static_cast<std::size_t>(directions.count);
  for (std::size_t i = 0; i < reduced.count; ++i) {
    const LatencyForm column = times(sums.curvature, directions.direction[i]);
    reduced.gradient[i] = dot(sums.gradient, directions.direction[i]);
    for (std::size_t j = 0; j <= i; ++j) {
      reduced.matrix[i][j] = reduced.matrix[j][i] = dot(column, directions.direction[j]);
    }
  }
  return reduced;
}

// (M + damping diag M)^-1 b by Cholesky on columns scaled to unit length, so that units of N and X
// play no part. Empty if the matrix is not safely positive.
std::optional<LatencyForm> solve(const Reduced& system, const LatencyForm& right, double damping) {
  constexpr double kSmallestPivot = 1e-14;
  const std::size_t count = system.count;
  std::array<LatencyForm, 3> lower{};
  LatencyForm scale{};
  LatencyForm result{};
  for (std::size_t i = 0; i < count; ++i) {
    if (!(system.matrix[i][i] > 0) || !std::isfinite(system.matrix[i][i])) return std::nullopt;
    scale[i] = 1 / std::sqrt(system.matrix[i][i]);
    double value = right[i] * scale[i];
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = i == j ? 1 + damping : system.matrix[i][j] * scale[i] * scale[j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i][k] * lower[j][k];
      if (i == j) {
        if (!(sum > kSmallestPivot)) return std::nullopt;
        lower[i][i] = std::sqrt(sum);
      } else {
        lower[i][j] = sum / lower[j][j];
      }
    }
    for (std::size_t k = 0; k < i; ++k) value -= lower[i][k] * result[k];
    result[i] = value / lower[i][i];
  }
  for (std::size_t i = count; i-- > 0;) {
    for (std::size_t k = i + 1; k < count; ++k) result[i] -= lower[k][i] * result[k];
    result[i] /= lower[i][i];
  }
  for (std::size_t i = 0; i < count; ++i) result[i] *= scale[i];
  return result;
}

LatencyForm moved(LatencyForm form, const LatencyDirections& directions, const LatencyForm& step) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(directions.count); ++i) {
    for (std::size_t k = 0; k < 3; ++k) form[k] += step[i] * directions.direction[i][k];
  }
  return form;
}

// How far the step moves the curve through each unknown, relative to the curve itself.
double relative_size(const Reduced& system, const LatencySums& sums, const LatencyForm& form,
                     const LatencyForm& step) {
  const double curve = std::abs(dot(form, times(sums.curvature, form)));
  double largest = 0;
  for (std::size_t i = 0; i < system.count; ++i) {
    largest = std::max(largest, step[i] * step[i] * system.matrix[i][i]);
  }
  return std::sqrt(largest / curve);
}

LatencyForm negative(const LatencyForm& form) { return {-form[0], -form[1], -form[2]}; }

}  // namespace

LatencyForm latency_form(const UslParameters& usl) {
  return {1 / usl.gamma, usl.alpha / usl.gamma, usl.beta / usl.gamma};
}

UslParameters usl_of(const LatencyForm& form) {
  return {.alpha = form[1] / form[0], .beta = form[2] / form[0], .gamma = 1 / form[0]};
}

bool is_admissible(const FitProblem& problem, const LatencyForm& form) {
  const double lowest = std::min(1.0, problem.concurrency.front());
  const double highest = std::max(1.0, problem.concurrency.back());
  const auto latency = [&form](double n) { return form[0] + (n - 1) * (form[1] + form[2] * n); };
  if (!(form[0] > 0) || !(latency(lowest) > 0) || !(latency(highest) > 0)) return false;
  if (!(form[0] < HUGE_VAL) || !(latency(highest) < HUGE_VAL)) return false;
  if (!(form[2] > 0)) return true;
  const double vertex = 0.5 * (1 - form[1] / form[2]);
  return vertex <= lowest || vertex >= highest || latency(vertex) > 0;
}

LatencySums latency_sums(const FitProblem& problem, const LatencyForm& form, Curvature curvature) {
  if (curvature == Curvature::exact) {
    return problem.log_scale ? sums_over_rows<true, true>(problem, form)
                             : sums_over_rows<false, true>(problem, form);
  }
  return problem.log_scale ? sums_over_rows<true, false>(problem, form)
                           : sums_over_rows<false, false>(problem, form);
}

LatencyDirections directions_of(FreeParameters free, const UslParameters& held) {
  LatencyDirections directions;
  // A held alpha or beta scales with 1/gamma, so it rides along when gamma moves.
  if (free.gamma) directions.add({1, free.alpha ? 0 : held.alpha, free.beta ? 0 : held.beta});
  if (free.alpha) directions.add({0, 1, 0});
  if (free.beta) directions.add({0, 0, 1});
  return directions;
}

LatencyDirections directions_of_peak(double peak_concurrency) {
  const double share = 1 / (peak_concurrency * peak_concurrency);
  LatencyDirections directions;
  directions.add({1, 0, share});
  directions.add({0, 1, -share});
  return directions;
}

LatencyFit minimize_rss(const FitProblem& problem, const LatencyForm& start,
                        const LatencyDirections& directions) {
  LatencySums sums = latency_sums(problem, start, Curvature::exact);
  LatencyFit fit = {.form = start, .rss = sums.rss, .converged = directions.count == 0};
  bool exact = true;
  double damping = 0;
  while (!fit.converged && fit.iterations < kMostPasses) {
    ++fit.iterations;
    const Reduced system = reduce(sums, directions);
    const std::optional<LatencyForm> step = solve(system, negative(system.gradient), damping);
    if (!step) {
      if (exact) {
        exact = false;
        sums = latency_sums(problem, fit.form, Curvature::gauss_newton);
      } else {
        damping = std::max(10 * damping, 1e-3);
        if (damping > 1e12) break;
      }
      continue;
    }
    const LatencyForm form = moved(fit.form, directions, *step);
    const double size = relative_size(system, sums, fit.form, *step);
    const bool last = damping == 0 && size <= (exact ? kNewtonStep : kGaussNewtonStep);
    const double expected = -dot(system.gradient, *step);  // fall of rss, to second order
    if (last && is_admissible(problem, form) && expected <= 1e-6 * fit.rss) {
      fit.form = form;
      fit.rss -= expected;
      fit.converged = true;
      break;
    }
    const bool admissible = is_admissible(problem, form);
    const LatencySums next =
        admissible ? latency_sums(problem, form, Curvature::exact) : LatencySums{.rss = HUGE_VAL};
    if (last && admissible) {
      // Exact data: the sum of squares itself is rounding, so it cannot judge the step.
      fit.converged = true;
      if (next.rss <= fit.rss) {
        fit.form = form;
        fit.rss = next.rss;
      }
      break;
    }
    if (next.rss <= fit.rss * (1 + kRssRounding)) {
      fit.form = form;
      fit.rss = next.rss;
      sums = next;
      exact = true;
      damping = damping > 1e-4 ? damping / 10 : 0;
    } else {
      damping = std::max(10 * damping, 1e-3);
      if (damping > 1e12) break;
    }
  }
  return fit;
}

LatencyForm linear_latency_fit(const FitProblem& problem, const LatencyForm& origin,
                               const LatencyDirections& directions) {
  LatencySums sums;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double concurrency = problem.concurrency[i];
    const double others = concurrency - 1;
    const LatencyForm z = {1, others, concurrency * others};
    const double throughput = problem.throughput[i];
    const double slope =
        problem.weight[i] * throughput / concurrency * (problem.log_scale ? 1 : throughput);
    const double precision = slope * slope;
    const double residual = concurrency / throughput - dot(origin, z);
    for (std::size_t j = 0; j < 3; ++j) {
      sums.gradient[j] += precision * residual * z[j];
      for (std::size_t k = 0; k < 3; ++k) sums.curvature[j][k] += precision * z[j] * z[k];
    }
  }
  const Reduced system = reduce(sums, directions);
  const std::optional<LatencyForm> step = solve(system, system.gradient, 0);
  return step ? moved(origin, directions, *step) : origin;
}

}  // namespace uslkit
