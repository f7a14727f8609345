#include "fit/latency_newton.h"

namespace uslkit {

std::optional<LatencyForm> solve(const NewtonSystem& system, const LatencyForm& right,
                                 double damping) {
  constexpr double kSmallestPivot = 1e-14;
  const std::size_t count = system.count;
  std::array<LatencyForm, 3> lower{};
  LatencyForm scale{};
  LatencyForm result{};
  for (std::size_t i = 0; i < count; ++i) {
    if (!(system.matrix[i][i] > 0) || !std::isfinite(system.matrix[i][i])) return std::nullopt;
    scale[i] = 1 / std::sqrt(system.matrix[i][i]);
    for (std::size_t j = 0; j < i; ++j) {
      double sum = system.matrix[i][j] * scale[i] * scale[j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i][k] * lower[j][k];
      lower[i][j] = sum / lower[j][j];
    }
    double pivot = 1 + damping;
    double value = right[i] * scale[i];
    for (std::size_t k = 0; k < i; ++k) {
      pivot -= lower[i][k] * lower[i][k];
      value -= lower[i][k] * result[k];
    }
    if (!(pivot > kSmallestPivot)) return std::nullopt;
    lower[i][i] = std::sqrt(pivot);
    result[i] = value / lower[i][i];
  }
  for (std::size_t i = count; i-- > 0;) {
    for (std::size_t k = i + 1; k < count; ++k) result[i] -= lower[k][i] * result[k];
    result[i] /= lower[i][i];
  }
  for (std::size_t i = 0; i < count; ++i) result[i] *= scale[i];
  return result;
}

double relative_step(const NewtonSystem& system, const LatencySums& sums, const LatencyForm& form,
                     const LatencyForm& step) {
  const double curve = std::abs(inner(form, product(sums.curvature, form)));
  double largest = 0;
  for (std::size_t i = 0; i < system.count; ++i) {
    largest = std::max(largest, step[i] * step[i] * system.matrix[i][i]);
  }
  return std::sqrt(largest / curve);
}

}  // namespace uslkit
