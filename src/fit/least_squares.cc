#include "fit/least_squares.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include <Eigen/Dense>
#include <ceres/ceres.h>
#include <glog/logging.h>

#include "base/check.h"

namespace uslkit {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// All residuals as one block: a block per row costs more than the mathematics.
class ModelCost : public ceres::CostFunction {
 public:
  explicit ModelCost(const LeastSquaresModel& model) : model_(model) {
    set_num_residuals(model.residual_count);
    mutable_parameter_block_sizes()->push_back(model.parameter_count);
  }

  bool Evaluate(double const* const* parameters, double* residuals,
                double** jacobians) const override {
    double* jacobian = jacobians == nullptr ? nullptr : jacobians[0];
    if (!model_.evaluate(parameters[0], residuals, jacobian)) return false;
    const auto finite = [](double value) { return std::isfinite(value); };
    if (!std::all_of(residuals, residuals + model_.residual_count, finite)) return false;
    const int size = model_.residual_count * model_.parameter_count;
    return jacobian == nullptr || std::all_of(jacobian, jacobian + size, finite);
  }

 private:
  const LeastSquaresModel& model_;
};

ceres::Solver::Options solver_options() {
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.logging_type = ceres::SILENT;
  options.max_num_iterations = 2000;
  options.function_tolerance = 1e-16;
  options.gradient_tolerance = 1e-16;
  options.parameter_tolerance = 1e-15;
  options.num_threads = 1;
  return options;
}

// glog writes warnings to stderr unless told otherwise; a failed step is none of the user's
// business.
void silence_glog() {
  static const bool silent = [] {
    FLAGS_minloglevel = google::GLOG_FATAL;
    return true;
  }();
  USLKIT_CHECK(silent);
}

struct Linearised {
  Eigen::VectorXd residuals;
  RowMajor jacobian;
  bool exists = false;
};

Linearised linearise(const ModelCost& cost, const std::vector<double>& parameters) {
  Linearised at;
  at.residuals.resize(cost.num_residuals());
  at.jacobian.resize(cost.num_residuals(), static_cast<Eigen::Index>(parameters.size()));
  const double* block = parameters.data();
  double* jacobian = at.jacobian.data();
  at.exists = cost.Evaluate(&block, at.residuals.data(), &jacobian);
  return at;
}

// The gradient in units of its columns and of the residuals: 0 at the minimum, 1 far from it.
double relative_gradient(const Linearised& at) {
  double largest = 0;
  for (Eigen::Index j = 0; j < at.jacobian.cols(); ++j) {
    const double size = at.jacobian.col(j).norm() * at.residuals.norm();
    if (size > 0)
      largest = std::max(largest, std::abs(at.jacobian.col(j).dot(at.residuals)) / size);
  }
  return largest;
}

// Ceres stops where the sum of squares no longer changes, which is half of the digits a minimum can
// have. Gauss-Newton steps judged by the gradient get the other half.
LeastSquaresFit polished(const ModelCost& cost, LeastSquaresFit fit) {
  constexpr int kMostSteps = 50;
  Linearised at = linearise(cost, fit.parameters);
  for (int i = 0; i < kMostSteps && at.exists; ++i) {
    const Eigen::VectorXd scale = at.jacobian.colwise().norm().cwiseMax(1e-300);
    const RowMajor scaled = at.jacobian * scale.cwiseInverse().asDiagonal();
    const Eigen::VectorXd step =
        scaled.colPivHouseholderQr().solve(-at.residuals).cwiseQuotient(scale);
    std::vector<double> next = fit.parameters;
    for (std::size_t j = 0; j < next.size(); ++j) next[j] += step[static_cast<Eigen::Index>(j)];
    const Linearised there = linearise(cost, next);
    if (!there.exists || !(relative_gradient(there) < relative_gradient(at))) break;
    if (there.residuals.squaredNorm() > at.residuals.squaredNorm() * (1 + 1e-10)) break;
    fit.parameters = next;
    at = there;
  }
  fit.rss = at.residuals.squaredNorm();
  return fit;
}

LeastSquaresFit fit_from(const ModelCost& cost, std::vector<double> parameters) {
  ceres::Problem::Options ownership;
  ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(ownership);
  // Ceres takes a mutable pointer but only ever evaluates it.
  problem.AddResidualBlock(const_cast<ModelCost*>(&cost), nullptr, parameters.data());
  ceres::Solver::Summary summary;
  ceres::Solve(solver_options(), &problem, &summary);
  LeastSquaresFit fit = {.parameters = parameters,
                         .rss = std::numeric_limits<double>::infinity(),
                         .converged = summary.IsSolutionUsable()};
  return fit.converged ? polished(cost, fit) : fit;
}

}  // namespace

LeastSquaresFit least_squares(const LeastSquaresModel& model,
                              const std::vector<std::vector<double>>& starts) {
  USLKIT_CHECK(!starts.empty());
  silence_glog();
  const ModelCost cost(model);
  LeastSquaresFit best = {.parameters = starts.front(),
                          .rss = std::numeric_limits<double>::infinity()};
  for (const std::vector<double>& start : starts) {
    USLKIT_CHECK(static_cast<int>(start.size()) == model.parameter_count);
    if (!linearise(cost, start).exists) continue;
    const LeastSquaresFit fit = fit_from(cost, start);
    if (fit.converged && (!best.converged || fit.rss < best.rss)) best = fit;
  }
  return best;
}

std::vector<std::vector<double>> starts_around(const std::vector<double>& start) {
  constexpr std::size_t kMostCombined = 3;
  constexpr double kFactors[] = {0.1, 10};
  std::vector<std::vector<double>> starts = {start};
  for (std::size_t i = 0; i < start.size(); ++i) {
    const std::size_t known = start.size() <= kMostCombined ? starts.size() : 1;
    for (std::size_t k = 0; k < known; ++k) {
      for (const double factor : kFactors) {
        std::vector<double> varied = starts[k];
        varied[i] *= factor;
        starts.push_back(varied);
      }
    }
  }
  return starts;
}

}  // namespace uslkit
