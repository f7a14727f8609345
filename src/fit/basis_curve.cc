#include "fit/basis_curve.h"

#include <cmath>
#include <limits>

#include "fit/jacobian.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Which of the three columns are in use, in the terms of Information.
FreeParameters columns_of(const BasisCurve& curve) {
  return {.alpha = true, .beta = curve.count > 1, .gamma = curve.count > 2};
}

double throughput_of(const FitProblem& problem, const BasisCurve& curve, const Vector3& coefficient,
                     std::size_t row) {
  const double sum = dot(curve.basis[row], coefficient);
  if (!(sum > 0)) return -1;
  return curve.inverse ? problem.concurrency[row] / sum : sum;
}

double rss_of(const FitProblem& problem, const BasisCurve& curve, const Vector3& coefficient) {
  double rss = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double throughput = throughput_of(problem, curve, coefficient, i);
    if (!(throughput > 0) || !std::isfinite(throughput)) return kInfinity;
    const double fitted = problem.log_scale ? std::log(throughput) : throughput;
    const double residual = problem.weight[i] * (problem.response[i] - fitted);
    rss += residual * residual;
  }
  return rss;
}

// The linear system that is, to first order, the weighted problem: the curve at the measured X.
std::optional<Vector3> linear_solution(const FitProblem& problem, const BasisCurve& curve) {
  Information information;
  Vector3 right{};
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double concurrency = problem.concurrency[i];
    const double measured = problem.log_scale ? std::exp(problem.response[i]) : problem.response[i];
    const double target = curve.inverse ? concurrency / measured : measured;
    // |d response / d D| at the measured point.
    const double slope = (problem.log_scale ? 1 : measured) / target;
    const double upright_slope = problem.log_scale ? 1 / target : 1;
    const double weight = problem.weight[i] * (curve.inverse ? slope : upright_slope);
    const double precision = weight * weight;
    information.add(curve.basis[i], precision);
    for (std::size_t k = 0; k < 3; ++k) right[k] += precision * curve.basis[i][k] * target;
  }
  const std::optional<Matrix3> inverse = information.inverse(columns_of(curve));
  if (!inverse) return std::nullopt;
  return times(*inverse, right);
}

// J'J and J'r at the current coefficients.
struct NormalEquations {
  Information information;
  Vector3 right{};
};

NormalEquations normal_equations(const FitProblem& problem, const BasisCurve& curve,
                                 const Vector3& coefficient) {
  NormalEquations result;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double sum = dot(curve.basis[i], coefficient);
    const double throughput = throughput_of(problem, curve, coefficient, i);
    const double fitted = problem.log_scale ? std::log(throughput) : throughput;
    double slope = problem.log_scale ? 1 / sum : throughput / sum;
    if (curve.inverse) slope = -slope;
    const double weight = problem.weight[i];
    const double residual = weight * (problem.response[i] - fitted);
    Vector3 gradient = curve.basis[i];
    for (double& value : gradient) value *= weight * slope;
    result.information.add(gradient);
    for (std::size_t k = 0; k < 3; ++k) result.right[k] += gradient[k] * residual;
  }
  return result;
}

std::optional<Vector3> damped_step(const NormalEquations& equations, const BasisCurve& curve,
                                   double damping) {
  Information damped = equations.information;
  for (std::size_t k = 0; k < 3; ++k) damped.sum[k][k] *= 1 + damping;
  const std::optional<Matrix3> inverse = damped.inverse(columns_of(curve));
  if (!inverse) return std::nullopt;
  return times(*inverse, equations.right);
}

// The first column alone describes the rows on average; it is positive everywhere.
Vector3 safe_start(const FitProblem& problem, const BasisCurve& curve) {
  double sum = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double target =
        curve.inverse ? problem.concurrency[i] / problem.throughput[i] : problem.throughput[i];
    sum += target / curve.basis[i][0];
  }
  return {sum / static_cast<double>(problem.size()), 0, 0};
}

}  // namespace

std::optional<BasisFit> fit_basis_curve(const FitProblem& problem, const BasisCurve& curve) {
  constexpr int kMostSteps = 200;
  constexpr double kRelativeChange = 1e-15;
  const std::optional<Vector3> linear = linear_solution(problem, curve);
  if (!linear) return std::nullopt;
  Vector3 coefficient = *linear;
  double rss = rss_of(problem, curve, coefficient);
  if (!std::isfinite(rss)) {
    coefficient = safe_start(problem, curve);
    rss = rss_of(problem, curve, coefficient);
  }
  if (!std::isfinite(rss)) return std::nullopt;

  double damping = 1e-4;
  for (int step_number = 0; step_number < kMostSteps && rss > 0; ++step_number) {
    const NormalEquations equations = normal_equations(problem, curve, coefficient);
    const std::optional<Vector3> step = damped_step(equations, curve, damping);
    if (!step) break;
    Vector3 next = coefficient;
    for (std::size_t k = 0; k < 3; ++k) next[k] += (*step)[k];
    const double next_rss = rss_of(problem, curve, next);
    if (next_rss <= rss) {
      const bool settled = rss - next_rss <= kRelativeChange * rss;
      coefficient = next;
      rss = next_rss;
      damping *= 0.1;
      if (settled) break;
    } else {
      damping = damping < 1e-12 ? 1e-6 : damping * 10;
      if (damping > 1e12) break;
    }
  }
  return BasisFit{coefficient, rss};
}

}  // namespace uslkit
