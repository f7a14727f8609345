#include "fit/row_information.h"

#include <cmath>
#include <limits>

#include "model/distributions.h"

namespace uslkit {

FreeParameters free_parameters_of(const UslFit& fit) {
  return {.alpha = fit.covariance[0][0] > 0,
          .beta = fit.covariance[1][1] > 0,
          .gamma = fit.covariance[2][2] > 0};
}

bool is_log_scale(const UslFit& fit) {
  return fit.error_model == ErrorModel::relative || fit.error_model == ErrorModel::replicates;
}

std::vector<double> row_precisions(const UslFit& fit) {
  const bool log_scale = is_log_scale(fit);
  const double common = 1 / (fit.residual_sd * fit.residual_sd);
  std::vector<double> result;
  result.reserve(fit.rows.size());
  for (const FittedPoint& row : fit.rows) {
    const Vector3 gradient = response_gradient(log_scale, fit.parameters, row.concurrency);
    const double variance = quadratic_form(fit.covariance, gradient);
    const bool known = variance > 0 && row.leverage > 0 && row.leverage < 1;
    result.push_back(known ? row.leverage / variance : common);
  }
  return result;
}

double new_run_variance(const UslFit& fit, double concurrency) {
  if (fit.error_model != ErrorModel::known_sd) return fit.residual_sd * fit.residual_sd;
  const std::vector<double> precision = row_precisions(fit);
  double sum = 0;
  for (std::size_t i = 0; i < precision.size(); ++i) {
    const double fitted = fit.rows[i].fitted;
    sum += 1 / (precision[i] * fitted * fitted);
  }
  const double throughput = usl_throughput(fit.parameters, concurrency);
  return sum / static_cast<double>(precision.size()) * throughput * throughput;
}

double interval_degrees_of_freedom(const UslFit& fit) {
  const bool normal = fit.error_model == ErrorModel::known_sd || fit.degrees_of_freedom < 1;
  return normal ? std::numeric_limits<double>::infinity() : fit.degrees_of_freedom;
}

double interval_quantile(const UslFit& fit) {
  return student_t_quantile((1 + fit.confidence_level) / 2, interval_degrees_of_freedom(fit));
}

}  // namespace uslkit
