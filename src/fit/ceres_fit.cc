#include "fit/ceres_fit.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "fit/jacobian.h"
#include "fit/latency_form.h"
#include "fit/least_squares.h"

namespace uslkit {
namespace {

// Two solvers whose sums of squares differ by more than this found different minima.
constexpr double kSameMinimum = 1e-6;

// Ceres sees the free ones of (alpha max N, beta max N^2, log gamma): numbers near one.
class Coordinates {
 public:
  Coordinates(const FitProblem& problem, FreeParameters free, const UslParameters& held)
      : held_(held),
        scale_(problem.concurrency_scale),
        is_free_{free.alpha, free.beta, free.gamma} {}

  [[nodiscard]] std::vector<double> from(const UslParameters& usl) const {
    const Vector3 all = {usl.alpha * scale_, usl.beta * scale_ * scale_, std::log(usl.gamma)};
    std::vector<double> coordinates;
    for (std::size_t i = 0; i < 3; ++i) {
      if (is_free_[i]) coordinates.push_back(all[i]);
    }
    return coordinates;
  }

  [[nodiscard]] UslParameters to_usl(const double* coordinates) const {
    UslParameters usl = held_;
    std::size_t next = 0;
    if (is_free_[0]) usl.alpha = coordinates[next++] / scale_;
    if (is_free_[1]) usl.beta = coordinates[next++] / (scale_ * scale_);
    if (is_free_[2]) usl.gamma = std::exp(coordinates[next++]);
    return usl;
  }

  // One row of the Jacobian: d response / d coordinates.
  void write_gradient(const Vector3& gradient, const UslParameters& usl, double factor,
                      double* row) const {
    const Vector3 chain = {1 / scale_, 1 / (scale_ * scale_), usl.gamma};
    for (std::size_t i = 0; i < 3; ++i) {
      if (is_free_[i]) *row++ = factor * gradient[i] * chain[i];
    }
  }

 private:
  UslParameters held_;
  double scale_;
  std::array<bool, 3> is_free_;
};

LeastSquaresModel model_of(const FitProblem& problem, const Coordinates& coordinates,
                           FreeParameters free) {
  LeastSquaresModel model;
  model.residual_count = static_cast<int>(problem.size());
  model.parameter_count = free.count();
  model.evaluate = [&problem, coordinates, width = free.count()](
                       const double* parameters, double* residuals, double* jacobian) {
    const UslParameters usl = coordinates.to_usl(parameters);
    if (!(usl.gamma > 0) || !is_admissible(problem, latency_form(usl))) return false;
    for (std::size_t i = 0; i < problem.size(); ++i) {
      const double concurrency = problem.concurrency[i];
      const double weight = problem.weight[i];
      residuals[i] = weight * (problem.response[i] - model_response(problem, usl, concurrency));
      if (jacobian == nullptr) continue;
      coordinates.write_gradient(response_gradient(problem.log_scale, usl, concurrency), usl,
                                 -weight, jacobian + i * static_cast<std::size_t>(width));
    }
    return true;
  };
  return model;
}

RefitResult ceres_from(const FitProblem& problem, const std::vector<UslParameters>& starts,
                       FreeParameters free) {
  const Coordinates coordinates(problem, free, starts.front());
  const LeastSquaresModel model = model_of(problem, coordinates, free);
  std::vector<std::vector<double>> points;
  for (const UslParameters& start : starts) points.push_back(coordinates.from(start));
  const LeastSquaresFit fit = least_squares(model, points);
  return {.parameters = coordinates.to_usl(fit.parameters.data()),
          .rss = fit.rss,
          .converged = fit.converged};
}

// Contention from none to most, and peaks beyond, at and within the data.
std::vector<UslParameters> grid_of_starts(const FitProblem& problem, FreeParameters free,
                                          const UslParameters& start) {
  std::vector<UslParameters> starts;
  for (const double alpha : {0.0, 0.01, 0.1, 0.5}) {
    for (const double reach : {0.25, 1.0, 4.0}) {
      UslParameters usl = start;
      const double peak = std::max(2.0, problem.concurrency.back()) / reach;
      if (free.alpha) usl.alpha = alpha;
      if (free.beta) usl.beta = (1 - alpha) / (peak * peak);
      starts.push_back(usl);
    }
  }
  return starts;
}

bool is_lower(const RefitResult& a, const RefitResult& b) {
  return a.converged && (!b.converged || a.rss < b.rss * (1 - kSameMinimum));
}

bool agree(const RefitResult& a, const RefitResult& b) {
  return !is_lower(a, b) && !is_lower(b, a);
}

}  // namespace

RefitResult ceres_refit(const FitProblem& problem, const UslParameters& start,
                        FreeParameters free) {
  return ceres_from(problem, {start}, free);
}

RefitResult ceres_fit(const FitProblem& problem, FreeParameters free, const UslParameters& held) {
  const RefitResult newton = thorough_refit(problem, free, held);
  if (free.count() == 0) return newton;
  const UslParameters start = linear_start(problem, free, held);
  RefitResult ceres = ceres_from(problem, {start}, free);
  if (!agree(newton, ceres) || !newton.converged) {
    ceres = ceres_from(problem, grid_of_starts(problem, free, start), free);
  }
  if (!is_lower(ceres, newton)) return newton;
  const RefitResult finished = refit(problem, ceres.parameters, free);
  return is_lower(ceres, finished) ? ceres : finished;
}

}  // namespace uslkit
