#include "fit/jacobian.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

Vector3 log_throughput_gradient(const UslParameters& usl, double concurrency) {
  const double denominator = usl_denominator(usl, concurrency);
  const double others = concurrency - 1;
  return {-others / denominator, -concurrency * others / denominator, 1 / usl.gamma};
}

Vector3 throughput_gradient(const UslParameters& usl, double concurrency) {
  const double throughput = usl_throughput(usl, concurrency);
  Vector3 gradient = log_throughput_gradient(usl, concurrency);
  for (double& slope : gradient) slope *= throughput;
  return gradient;
}

Vector3 response_gradient(bool log_scale, const UslParameters& usl, double concurrency) {
  return log_scale ? log_throughput_gradient(usl, concurrency)
                   : throughput_gradient(usl, concurrency);
}

Vector3 log_peak_gradient(const UslParameters& usl) {
  USLKIT_CHECK(usl.alpha < 1);
  USLKIT_CHECK(usl.beta > 0);
  return {-0.5 / (1 - usl.alpha), -0.5 / usl.beta, 0};
}

Vector3 peak_throughput_gradient(const UslParameters& usl) {
  const std::optional<UslPeak> peak = usl_peak(usl);
  USLKIT_CHECK(peak.has_value());
  return throughput_gradient(usl, peak->concurrency);
}

double dot(const Vector3& a, const Vector3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Vector3 times(const Matrix3& matrix, const Vector3& vector) {
  return {dot(matrix[0], vector), dot(matrix[1], vector), dot(matrix[2], vector)};
}

double quadratic_form(const Matrix3& matrix, const Vector3& vector) {
  return dot(vector, times(matrix, vector));
}

void Information::add(const Vector3& gradient, double precision) {
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) sum[i][j] += precision * gradient[i] * gradient[j];
  }
}

// Gauss-Jordan on the correlation form of the matrix. Its pivots are the shares of each column that
// the columns before it do not explain, so a tiny pivot is collinearity, whatever the units.
std::optional<Matrix3> Information::inverse(FreeParameters free) const {
  constexpr double kSmallestPivot = 1e-13;
  const std::array<bool, 3> is_free = {free.alpha, free.beta, free.gamma};
  Matrix3 work{};
  Matrix3 result{};
  Vector3 scale{};
  for (std::size_t i = 0; i < 3; ++i) {
    if (!is_free[i]) continue;
    if (!(sum[i][i] > 0) || !std::isfinite(sum[i][i])) return std::nullopt;
    scale[i] = std::sqrt(sum[i][i]);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    result[i][i] = is_free[i] ? 1 : 0;
    for (std::size_t j = 0; j < 3; ++j) {
      if (is_free[i] && is_free[j]) work[i][j] = sum[i][j] / scale[i] / scale[j];
    }
  }
  for (std::size_t pivot = 0; pivot < 3; ++pivot) {
    if (!is_free[pivot]) continue;
    const double value = work[pivot][pivot];
    if (!(value > kSmallestPivot)) return std::nullopt;
    for (std::size_t j = 0; j < 3; ++j) {
      work[pivot][j] /= value;
      result[pivot][j] /= value;
    }
    for (std::size_t i = 0; i < 3; ++i) {
      if (i == pivot || !is_free[i]) continue;
      const double factor = work[i][pivot];
      for (std::size_t j = 0; j < 3; ++j) {
        work[i][j] -= factor * work[pivot][j];
        result[i][j] -= factor * result[pivot][j];
      }
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      if (is_free[i] && is_free[j]) result[i][j] /= scale[i] * scale[j];
    }
  }
  return result;
}

Information information_of(const FitProblem& problem, const UslParameters& usl) {
  Information information;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    information.add(response_gradient(problem.log_scale, usl, problem.concurrency[i]),
                    problem.weight[i] * problem.weight[i]);
  }
  return information;
}

std::vector<double> leverages(const FitProblem& problem, const UslParameters& usl,
                              FreeParameters free) {
  std::vector<double> result(problem.size(), 0.0);
  const std::optional<Matrix3> inverse = information_of(problem, usl).inverse(free);
  if (!inverse) return result;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const Vector3 gradient = response_gradient(problem.log_scale, usl, problem.concurrency[i]);
    const double weight = problem.weight[i];
    result[i] = std::clamp(weight * weight * quadratic_form(*inverse, gradient), 0.0, 1.0);
  }
  return result;
}

std::vector<double> weighted_residuals(const FitProblem& problem, const UslParameters& usl) {
  std::vector<double> result(problem.size());
  for (std::size_t i = 0; i < problem.size(); ++i) {
    result[i] = problem.weight[i] *
                (problem.response[i] - model_response(problem, usl, problem.concurrency[i]));
  }
  return result;
}

double rounding_rss(const FitProblem& problem) {
  constexpr double kRoundingLevel = 1e-12;
  double sum = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double size = problem.weight[i] * (problem.log_scale ? 1 : problem.response[i]);
    sum += size * size;
  }
  return sum * kRoundingLevel * kRoundingLevel;
}

}  // namespace uslkit
