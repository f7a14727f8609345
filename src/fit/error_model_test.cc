#include "fit/error_model_test.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/input_error.h"
#include "base/number_text.h"
#include "fit/golden_section.h"
#include "fit/jacobian.h"
#include "fit/refit.h"
#include "model/distributions.h"

namespace uslkit {
namespace {

constexpr double kLevel = 0.95;
constexpr double kLowestPower = -3;
constexpr double kHighestPower = 5;
constexpr double kPowerTolerance = 1e-3;

// log det of a positive definite matrix, from its pivots; -infinity if singular.
double log_determinant(const Matrix3& matrix) {
  Matrix3 work = matrix;
  double sum = 0;
  for (std::size_t pivot = 0; pivot < 3; ++pivot) {
    if (!(work[pivot][pivot] > 0)) return -std::numeric_limits<double>::infinity();
    sum += std::log(work[pivot][pivot]);
    for (std::size_t i = pivot + 1; i < 3; ++i) {
      const double factor = work[i][pivot] / work[pivot][pivot];
      for (std::size_t j = pivot; j < 3; ++j) work[i][j] -= factor * work[pivot][j];
    }
  }
  return sum;
}

// The likelihood of the power q in sd(X) = s mu^q, profiled over s and restricted (REML, Patterson
// & Thompson 1971) over the curve, which is refitted for each q by one Gauss-Newton step from the
// fit at hand. The plain profile would not do: with few rows a large q lets the curve run through
// the first row exactly, and the likelihood grows without limit.
class PowerProfile {
 public:
  PowerProfile(const FitProblem& problem, const UslParameters& parameters) {
    for (std::size_t i = 0; i < problem.size(); ++i) {
      const double mean = usl_throughput(parameters, problem.concurrency[i]);
      log_mean_.push_back(std::log(mean));
      // Everything is divided by the mean, so that the numbers are near 1 in any unit.
      error_.push_back(problem.throughput[i] / mean - 1);
      gradient_.push_back(log_throughput_gradient(parameters, problem.concurrency[i]));
      centre_ += log_mean_.back();
    }
    centre_ /= static_cast<double>(problem.size());
    for (double& value : log_mean_) value -= centre_;
  }

  // Twice the log likelihood, up to a constant.
  [[nodiscard]] double operator()(double power) const {
    Information information;
    Vector3 right{};
    double rss = 0;
    double log_sd = 0;
    for (std::size_t i = 0; i < error_.size(); ++i) {
      // sd of X/mu is mu^(q-1).
      const double precision = std::exp(2 * (1 - power) * log_mean_[i]);
      information.add(gradient_[i], precision);
      for (std::size_t k = 0; k < 3; ++k) right[k] += precision * gradient_[i][k] * error_[i];
      rss += precision * error_[i] * error_[i];
      log_sd += (power - 1) * log_mean_[i];
    }
    const std::optional<Matrix3> inverse = information.inverse();
    if (inverse) rss -= dot(right, times(*inverse, right));
    const double df = static_cast<double>(error_.size()) - 3;
    rss = std::max(rss, std::numeric_limits<double>::min());
    return -df * std::log(rss) - 2 * log_sd - log_determinant(information.sum);
  }

 private:
  std::vector<double> log_mean_;  // log mu, centred
  std::vector<double> error_;     // X/mu - 1
  std::vector<Vector3> gradient_;
  double centre_ = 0;
};

// Where the profile falls below `cut` between the best power and an end of the range, or that end.
double crossing(const PowerProfile& profile, double best, double end, double cut) {
  if (profile(end) >= cut) return end;
  double inside = best;
  double outside = end;
  for (int step = 0; step < 12; ++step) {
    const double middle = (inside + outside) / 2;
    (profile(middle) >= cut ? inside : outside) = middle;
  }
  return (inside + outside) / 2;
}

std::string reading_of(double best, const Interval& interval) {
  const bool additive = interval.lower <= 0 && 0 <= interval.upper;
  const bool relative = interval.lower <= 1 && 1 <= interval.upper;
  std::string models = "neither additive nor relative errors fit the data";
  if (additive && relative) models = "additive and relative errors both fit the data";
  if (additive && !relative) models = "additive errors fit the data, relative errors do not";
  if (!additive && relative) models = "relative errors fit the data, additive errors do not";
  return "the standard deviation grows as throughput to the power " + format_number(best, 2) +
         " (95 %: " + format_number(interval.lower, 2) + " to " + format_number(interval.upper, 2) +
         "): " + models;
}

// Means differ too little along the sweep to tell powers apart.
bool flat(const FitProblem& problem) {
  const double low = *std::min_element(problem.throughput.begin(), problem.throughput.end());
  const double high = *std::max_element(problem.throughput.begin(), problem.throughput.end());
  return high < 1.2 * low;
}

TestResult power_test(const FitProblem& problem, const UslParameters& parameters) {
  TestResult result;
  result.name = kPowerOfMeanTest;
  if (flat(problem)) {
    result.reading = "throughput varies too little to tell error models apart";
    return result;
  }
  const PowerProfile profile(problem, parameters);
  const double best = golden_section_maximum(profile, kLowestPower, kHighestPower, kPowerTolerance);
  const double top = profile(best);
  const double cut = top - chi_squared_quantile(kLevel, 1);
  const Interval interval = {crossing(profile, best, kLowestPower, cut),
                             crossing(profile, best, kHighestPower, cut)};
  const double in_use = problem.log_scale ? 1 : 0;
  const double gain = top - profile(in_use);
  if (!std::isfinite(gain)) {  // a wild curve: residuals whose powers leave the range of a double
    result.reading = "the fit is too far from the data to tell error models apart";
    return result;
  }
  result.statistic = best;
  result.p_value = chi_squared_survival(std::max(gain, 0.0), 1);
  result.reading = reading_of(best, interval);
  return result;
}

// n R^2 of e^2 / (1-h) on log N.
TestResult breusch_pagan_test(const FitProblem& problem, const UslParameters& parameters) {
  const std::vector<double> residual = weighted_residuals(problem, parameters);
  const std::vector<double> leverage = leverages(problem, parameters, {});
  const double count = static_cast<double>(problem.size());
  double mean_x = 0;
  double mean_y = 0;
  std::vector<double> square(residual.size());
  for (std::size_t i = 0; i < residual.size(); ++i) {
    square[i] = residual[i] * residual[i] / std::max(1 - leverage[i], 1e-3);
    mean_x += std::log(problem.concurrency[i]) / count;
    mean_y += square[i] / count;
  }
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < residual.size(); ++i) {
    const double x = std::log(problem.concurrency[i]) - mean_x;
    const double y = square[i] - mean_y;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  TestResult result;
  result.name = kBreuschPaganTest;
  const double correlation = xy / (std::sqrt(xx) * std::sqrt(yy));  // squares might overflow
  if (xx > 0 && yy > 0 && std::isfinite(correlation)) {
    result.statistic = count * correlation * correlation;
    result.p_value = chi_squared_survival(result.statistic, 1);
  }
  const char* scale = problem.known_variance ? "relative to the given standard deviations "
                      : problem.log_scale    ? "relative to throughput "
                                             : "";
  result.reading =
      std::string("the noise ") + scale +
      (result.p_value < 1 - kLevel ? (xy > 0 ? "grows along the sweep" : "shrinks along the sweep")
                                   : "shows no trend along the sweep");
  return result;
}

std::optional<ErrorModelSensitivity> fitted_under(const Measurements& measurements,
                                                  ErrorModel model) {
  try {
    const FitProblem problem = make_fit_problem(measurements, model);
    const RefitResult best = best_refit(problem);
    UslParameters parameters = best.parameters;
    if (!best.converged || parameters.beta < 0) {
      const RefitResult amdahl = best_refit(problem, {.beta = false});
      if (!amdahl.converged) return std::nullopt;
      parameters = amdahl.parameters;
    }
    // Crosstalk at rounding level is none: exactly linear data have no peak a billion workers away.
    const double largest = problem.concurrency.back();
    if (parameters.beta * largest * largest < 1e-9) parameters.beta = 0;
    ErrorModelSensitivity result{model, parameters, std::nullopt};
    const std::optional<UslPeak> peak = usl_peak(parameters);
    if (peak) result.peak_concurrency = peak->concurrency;
    return result;
  } catch (const InputError&) {
    return std::nullopt;  // This error model cannot use these rows; the reported one could.
  }
}

}  // namespace

std::vector<TestResult> error_model_tests(const Measurements&, const FitProblem& problem,
                                          const UslParameters& parameters) {
  if (problem.size() < 5) return {};
  if (!(residual_sum_of_squares(problem, parameters) > rounding_rss(problem))) return {};
  return {power_test(problem, parameters), breusch_pagan_test(problem, parameters)};
}

std::vector<ErrorModelSensitivity> error_model_sensitivity(const Measurements& measurements) {
  std::vector<ErrorModel> models = {ErrorModel::relative, ErrorModel::additive};
  const bool has_sd = std::all_of(measurements.rows.begin(), measurements.rows.end(),
                                  [](const Measurement& row) { return row.throughput_sd > 0.0; });
  if (has_sd && !measurements.rows.empty()) models.push_back(ErrorModel::known_sd);
  std::vector<ErrorModelSensitivity> result;
  for (const ErrorModel model : models) {
    const std::optional<ErrorModelSensitivity> fitted = fitted_under(measurements, model);
    if (fitted) result.push_back(*fitted);
  }
  return result;
}

}  // namespace uslkit
