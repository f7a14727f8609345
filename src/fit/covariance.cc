#include "fit/covariance.h"

#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Dense>

namespace uslkit {
namespace {

std::vector<std::size_t> free_columns(FreeParameters free) {
  std::vector<std::size_t> columns;
  if (free.alpha) columns.push_back(0);
  if (free.beta) columns.push_back(1);
  if (free.gamma) columns.push_back(2);
  return columns;
}

Eigen::MatrixXd jacobian_of(const FitProblem& problem, const UslParameters& usl,
                            const std::vector<std::size_t>& columns) {
  Eigen::MatrixXd jacobian(static_cast<Eigen::Index>(problem.size()),
                           static_cast<Eigen::Index>(columns.size()));
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const Vector3 gradient = response_gradient(problem.log_scale, usl, problem.concurrency[i]);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      jacobian(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          problem.weight[i] * gradient[columns[j]];
    }
  }
  return jacobian;
}

double correlation_of(const Covariance& result, std::size_t i, std::size_t j) {
  const double size = result.standard_error[i] * result.standard_error[j];
  return size > 0 ? result.covariance[i][j] / size : 0;
}

}  // namespace

Covariance covariance_of(const FitProblem& problem, const UslParameters& usl, FreeParameters free,
                         double variance) {
  constexpr double kLargestCondition = 1e12;
  Covariance result;
  const std::vector<std::size_t> columns = free_columns(free);
  if (columns.empty()) return result;
  Eigen::MatrixXd jacobian = jacobian_of(problem, usl, columns);
  const Eigen::VectorXd scale = jacobian.colwise().norm();
  if (!(scale.minCoeff() > 0)) {
    result.condition_number = std::numeric_limits<double>::infinity();
    result.identified = false;
    return result;
  }
  jacobian = jacobian * scale.cwiseInverse().asDiagonal();
  const Eigen::Index width = jacobian.cols();
  const Eigen::MatrixXd triangle =
      jacobian.householderQr().matrixQR().topRows(width).triangularView<Eigen::Upper>();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(triangle, Eigen::ComputeFullV);
  const Eigen::VectorXd& singular = svd.singularValues();
  result.condition_number = singular(0) / singular(width - 1);
  result.identified = result.condition_number < kLargestCondition;
  if (!result.identified) return result;
  const Eigen::MatrixXd root = svd.matrixV() * singular.cwiseInverse().asDiagonal();
  const Eigen::MatrixXd inverse = root * root.transpose();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const Eigen::Index row = static_cast<Eigen::Index>(i), column = static_cast<Eigen::Index>(j);
      result.covariance[columns[i]][columns[j]] =
          variance * inverse(row, column) / (scale(row) * scale(column));
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    result.standard_error[i] = std::sqrt(result.covariance[i][i]);
  }
  result.correlation = {correlation_of(result, 0, 1), correlation_of(result, 0, 2),
                        correlation_of(result, 1, 2)};
  return result;
}

}  // namespace uslkit
