#include "fit/rivals.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "base/check.h"
#include "fit/basis_curve.h"
#include "fit/jacobian.h"
#include "fit/knee.h"
#include "fit/refit.h"
#include "model/distributions.h"
#include "model/rival_models.h"

namespace uslkit {
namespace {

using Column = double (*)(double);
double one(double) { return 1; }
double count_of(double concurrency) { return concurrency; }
double others(double concurrency) { return concurrency - 1; }
double pairs(double concurrency) { return concurrency * (concurrency - 1); }
double log_pairs(double concurrency) { return std::log(concurrency) * (concurrency - 1); }

BasisCurve curve_of(const FitProblem& problem, const std::vector<Column>& columns, bool inverse) {
  BasisCurve curve;
  curve.count = static_cast<int>(columns.size());
  curve.inverse = inverse;
  curve.basis.resize(problem.size());
  for (std::size_t i = 0; i < problem.size(); ++i) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      curve.basis[i][k] = columns[k](problem.concurrency[i]);
    }
  }
  return curve;
}

// The coefficients of an inverse curve are 1/gamma, alpha/gamma, beta/gamma.
UslParameters usl_of(const BasisFit& fit) {
  const double gamma = 1 / fit.coefficient[0];
  return {fit.coefficient[1] * gamma, fit.coefficient[2] * gamma, gamma};
}

double r_squared(const FitProblem& problem, const std::function<double(double)>& throughput) {
  const double mean = std::accumulate(problem.throughput.begin(), problem.throughput.end(), 0.0) /
                      static_cast<double>(problem.size());
  double residual = 0;
  double total = 0;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double error = problem.throughput[i] - throughput(problem.concurrency[i]);
    const double deviation = problem.throughput[i] - mean;
    residual += error * error;
    total += deviation * deviation;
  }
  if (total > 0) return 1 - residual / total;
  return residual > 0 ? 0 : 1;
}

void append(std::string& remark, const std::string& text) {
  if (!remark.empty()) remark += "; ";
  remark += text;
}

// Information criteria from the residual sum of squares, which counts as rounding_rss at least, so
// that an exact law is never beaten by rounding noise.
RivalModel with_criteria(RivalModel model, const FitProblem& problem) {
  const double n = static_cast<double>(problem.size());
  const double rss = std::max(model.rss, rounding_rss(problem));
  const double k = model.parameter_count + (problem.known_variance ? 0 : 1);
  const double deviance = problem.known_variance ? rss : n * std::log(rss / n);
  model.aic = deviance + 2 * k;
  model.bic = deviance + k * std::log(n);
  if (n - k - 1 >= 1) {
    model.aicc = model.aic + 2 * k * (k + 1) / (n - k - 1);
  } else {
    append(model.remark,
           "AICc refused: needs " + std::to_string(static_cast<int>(k) + 2) + " rows or more");
  }
  return model;
}

RivalModel unfitted(const char* name, const char* formula, std::vector<std::string> parameters) {
  RivalModel model;
  model.name = name;
  model.formula = formula;
  model.parameter_count = static_cast<int>(parameters.size());
  model.parameter_names = std::move(parameters);
  return model;
}

RivalModel not_fitted(RivalModel model) {
  model.rss = std::numeric_limits<double>::infinity();
  model.aic = model.bic = std::numeric_limits<double>::infinity();
  model.remark = "could not be fitted";
  return model;
}

RivalModel linear_model(const FitProblem& problem) {
  RivalModel model = unfitted("linear", "X = gamma N", {"gamma"});
  const std::optional<BasisFit> fit = fit_basis_curve(problem, curve_of(problem, {one}, true));
  if (!fit) return not_fitted(model);
  const double gamma = usl_of(*fit).gamma;
  model.parameters = {gamma};
  model.rss = fit->rss;
  model.r_squared = r_squared(problem, [=](double n) { return linear_throughput(gamma, n); });
  return with_criteria(model, problem);
}

RivalModel amdahl_model(const FitProblem& problem) {
  RivalModel model = unfitted("amdahl", "X = gamma N / (1 + alpha (N-1))", {"alpha", "gamma"});
  const std::optional<BasisFit> fit =
      fit_basis_curve(problem, curve_of(problem, {one, others}, true));
  if (!fit) return not_fitted(model);
  const UslParameters usl = usl_of(*fit);
  model.parameters = {usl.alpha, usl.gamma};
  model.rss = fit->rss;
  model.r_squared =
      r_squared(problem, [=](double n) { return amdahl_throughput(usl.alpha, usl.gamma, n); });
  if (usl.alpha < 0) append(model.remark, "alpha < 0");
  return with_criteria(model, problem);
}

// gamma (N - s (N-1)) = gamma s + gamma (1-s) N: a straight line with an offset.
RivalModel gustafson_model(const FitProblem& problem) {
  RivalModel model = unfitted("gustafson", "X = gamma (N - serial (N-1))", {"serial", "gamma"});
  const std::optional<BasisFit> fit =
      fit_basis_curve(problem, curve_of(problem, {count_of, one}, false));
  if (!fit) return not_fitted(model);
  const double gamma = fit->coefficient[0] + fit->coefficient[1];
  const double serial = fit->coefficient[1] / gamma;
  model.parameters = {serial, gamma};
  model.rss = fit->rss;
  model.r_squared =
      r_squared(problem, [=](double n) { return gustafson_throughput(serial, gamma, n); });
  if (serial < 0) append(model.remark, "serial < 0");
  return with_criteria(model, problem);
}

RivalModel usl_model(const FitProblem& problem) {
  RivalModel model =
      unfitted("usl", "X = gamma N / (1 + alpha (N-1) + beta N (N-1))", {"alpha", "beta", "gamma"});
  const std::optional<BasisFit> fit =
      fit_basis_curve(problem, curve_of(problem, {one, others, pairs}, true));
  const RefitResult other = best_refit(problem);
  if (!fit && !other.converged) return not_fitted(model);
  const bool take_other = other.converged && (!fit || other.rss < fit->rss);
  const UslParameters usl = take_other ? other.parameters : usl_of(*fit);
  model.parameters = {usl.alpha, usl.beta, usl.gamma};
  model.rss = take_other ? other.rss : fit->rss;
  model.r_squared = r_squared(problem, [=](double n) { return usl_throughput(usl, n); });
  if (usl.alpha < 0) append(model.remark, "alpha < 0");
  if (usl.beta < 0) append(model.remark, "beta < 0");
  return with_criteria(model, problem);
}

RivalModel log_usl_model(const FitProblem& problem) {
  RivalModel model = unfitted("log-usl", "X = gamma N / (1 + alpha (N-1) + beta log(N) (N-1))",
                              {"alpha", "beta", "gamma"});
  const std::optional<BasisFit> fit =
      fit_basis_curve(problem, curve_of(problem, {one, others, log_pairs}, true));
  if (!fit) return not_fitted(model);
  const UslParameters usl = usl_of(*fit);
  model.parameters = {usl.alpha, usl.beta, usl.gamma};
  model.rss = fit->rss;
  model.r_squared = r_squared(problem, [=](double n) { return log_usl_throughput(usl, n); });
  if (usl.alpha < 0) append(model.remark, "alpha < 0");
  if (usl.beta < 0) append(model.remark, "beta < 0");
  return with_criteria(model, problem);
}

RivalModel knee_model(const FitProblem& problem) {
  RivalModel model = unfitted("knee", "X = min(gamma N, saturation)", {"gamma", "saturation"});
  const KneeFit fit = fit_knee(problem);
  model.parameters = {fit.gamma, fit.saturation};
  model.rss = fit.rss;
  model.r_squared =
      r_squared(problem, [=](double n) { return knee_throughput(fit.gamma, fit.saturation, n); });
  return with_criteria(model, problem);
}

// F = ((RSS0 - RSS1) / q) / (RSS1 / (n - 3)) with q = 3 - p0; with known variances the first factor
// alone, against chi-squared(q) / q.
RivalModel with_f_test(RivalModel nested, const RivalModel& usl, const FitProblem& problem) {
  const double floor = rounding_rss(problem);
  const double extra = usl.parameter_count - nested.parameter_count;
  const double df = static_cast<double>(problem.size()) - usl.parameter_count;
  const double full = std::max(usl.rss, floor);
  const double gain = std::max(nested.rss, floor) - full;
  if (!std::isfinite(nested.rss) || !std::isfinite(usl.rss)) return nested;
  const double mean_gain = std::max(gain, 0.0) / extra;
  if (problem.known_variance) {
    nested.f_statistic = mean_gain;
    nested.f_p_value = chi_squared_survival(mean_gain * extra, extra);
  } else if (df >= 1) {
    nested.f_statistic = mean_gain / (full / df);
    nested.f_p_value = fisher_f_survival(*nested.f_statistic, extra, df);
  }
  return nested;
}

}  // namespace

std::vector<RivalModel> compare_models(const FitProblem& problem) {
  const RivalModel usl = usl_model(problem);
  return {with_f_test(linear_model(problem), usl, problem),
          with_f_test(amdahl_model(problem), usl, problem),
          gustafson_model(problem),
          usl,
          log_usl_model(problem),
          knee_model(problem)};
}

const RivalModel& model_named(const std::vector<RivalModel>& models, const char* name) {
  const std::vector<RivalModel>::const_iterator found = std::find_if(
      models.begin(), models.end(), [name](const RivalModel& model) { return model.name == name; });
  USLKIT_CHECK(found != models.end());
  return *found;
}

}  // namespace uslkit
