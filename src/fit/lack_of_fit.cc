#include "fit/lack_of_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/check.h"
#include "fit/jacobian.h"
#include "fit/knee.h"
#include "fit/rivals.h"
#include "model/distributions.h"

namespace uslkit {
namespace {

constexpr double kSignificant = 0.05;

TestResult test_named(const char* name) {
  TestResult result;
  result.name = name;
  return result;
}

// Mean weighted residual of each distinct N, in ascending order of N.
std::vector<double> group_residuals(const FitProblem& problem,
                                    const std::vector<double>& residual) {
  std::vector<double> means;
  std::size_t begin = 0;
  while (begin < problem.size()) {
    std::size_t end = begin;
    double sum = 0;
    while (end < problem.size() && !(problem.concurrency[begin] < problem.concurrency[end])) {
      sum += residual[end];
      ++end;
    }
    means.push_back(sum / static_cast<double>(end - begin));
    begin = end;
  }
  return means;
}

TestResult pure_error_test(const FitProblem& problem, double rss, int free_count) {
  const double misfit_df = static_cast<double>(problem.distinct_concurrency) - free_count;
  const double error_df = problem.pure_error_degrees_of_freedom;
  const double misfit = std::max(rss - problem.pure_error_rss, 0.0);
  TestResult result = test_named(kPureErrorTest);
  if (!(problem.pure_error_rss > 0)) {
    result.reading = "the repeated runs are identical, so nothing can be tested against them";
    return result;
  }
  result.statistic = (misfit / misfit_df) / (problem.pure_error_rss / error_df);
  result.p_value = fisher_f_survival(result.statistic, misfit_df, error_df);
  result.reading = result.p_value < kSignificant
                       ? "the curve misses the means of repeated runs by more than runs differ"
                       : "the curve misses the means of repeated runs by no more than runs differ";
  return result;
}

TestResult known_variance_test(const FitProblem& problem, double rss, int free_count) {
  TestResult result = test_named(kKnownVarianceTest);
  result.statistic = rss;
  const double df = static_cast<double>(problem.size()) - free_count;
  result.p_value = chi_squared_survival(rss, df);
  result.reading =
      result.p_value < kSignificant
          ? "the curve misses the rows by more than their standard deviations allow"
          : "the curve misses the rows by no more than their standard deviations allow";
  return result;
}

TestResult runs_test(const std::vector<double>& residual) {
  std::int64_t positive = 0;
  std::int64_t negative = 0;
  std::int64_t runs = 0;
  int last = 0;
  for (const double value : residual) {
    const int sign = value > 0 ? 1 : (value < 0 ? -1 : 0);
    if (sign == 0) continue;
    (sign > 0 ? positive : negative) += 1;
    if (sign != last) ++runs;
    last = sign;
  }
  TestResult result = test_named(kRunsTest);
  result.statistic = static_cast<double>(runs);
  if (positive == 0 || negative == 0) {
    result.reading = "the residuals do not change sign, so their order cannot be tested";
    return result;
  }
  result.p_value = runs_cdf(runs, positive, negative);
  result.reading = result.p_value < kSignificant
                       ? "residuals of one sign stand together: the data have another shape"
                       : "the signs of the residuals are in no suspicious order";
  return result;
}

TestResult saturation_test(const FitProblem& problem) {
  const std::vector<RivalModel> models = compare_models(problem);
  const RivalModel& usl = model_named(models, "usl");
  const RivalModel& knee = model_named(models, "knee");
  TestResult result = test_named(kSaturationTest);
  if (!std::isfinite(usl.aic) || !std::isfinite(knee.aic)) {
    result.reading = "the knee could not be compared with the USL";
    return result;
  }
  result.statistic = usl.aic - knee.aic;
  result.p_value = std::min(1.0, std::exp(-result.statistic / 2));
  const std::int64_t rising = fit_knee(problem).rising;
  const std::int64_t flat = static_cast<std::int64_t>(problem.size()) - rising;
  const bool both_halves = rising >= 1 && flat >= 3;
  if (!both_halves) result.statistic = std::min(result.statistic, 0.0);
  result.reading = result.statistic > kSaturationDeltaAic
                       ? "this looks like a saturating queue, not a USL: a straight rise to a flat "
                         "ceiling describes the rows far better"
                       : "the USL describes the rows no worse than a straight rise to a ceiling";
  if (result.statistic > 0 && result.statistic <= kSaturationDeltaAic) {
    result.reading = "a straight rise to a ceiling is as good a description as the USL";
  }
  return result;
}

}  // namespace

// Counts (Wald & Wolfowitz 1940): with 2k runs 2 C(a-1,k-1) C(b-1,k-1) orders, with 2k+1 runs
// C(a-1,k) C(b-1,k-1) + C(a-1,k-1) C(b-1,k), of C(a+b,a) in all.
double runs_cdf(std::int64_t runs, std::int64_t positive, std::int64_t negative) {
  USLKIT_CHECK(positive > 0);
  USLKIT_CHECK(negative > 0);
  const double a = static_cast<double>(positive);
  const double b = static_cast<double>(negative);
  // log C(n, k), -infinity outside 0..n.
  const double minus_infinity = -std::numeric_limits<double>::infinity();
  const auto log_choose = [minus_infinity](double n, double k) -> double {
    if (k < 0 || k > n) return minus_infinity;
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  };
  const double all = log_choose(a + b, a);
  double probability = 0;
  for (std::int64_t count = 2; count <= runs; ++count) {
    const std::int64_t pairs = count / 2;
    const double k = static_cast<double>(pairs);
    if (count % 2 == 0) {
      probability += 2 * std::exp(log_choose(a - 1, k - 1) + log_choose(b - 1, k - 1) - all);
    } else {
      probability += std::exp(log_choose(a - 1, k) + log_choose(b - 1, k - 1) - all) +
                     std::exp(log_choose(a - 1, k - 1) + log_choose(b - 1, k) - all);
    }
  }
  return std::min(probability, 1.0);
}

std::vector<TestResult> lack_of_fit_tests(const FitProblem& problem,
                                          const UslParameters& parameters, FreeParameters free) {
  const double rss = residual_sum_of_squares(problem, parameters);
  const int free_count = free.count();
  std::vector<TestResult> tests;
  if (problem.known_variance && static_cast<std::int64_t>(problem.size()) > free_count) {
    tests.push_back(known_variance_test(problem, rss, free_count));
  }
  if (problem.pure_error_degrees_of_freedom > 0 && problem.distinct_concurrency > free_count) {
    tests.push_back(pure_error_test(problem, rss, free_count));
  }
  tests.push_back(runs_test(group_residuals(problem, weighted_residuals(problem, parameters))));
  tests.push_back(saturation_test(problem));
  return tests;
}

}  // namespace uslkit
