#include "fit/bootstrap.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "fit/fit_usl.h"
#include "fit/refit.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

using Bootstrap = FitOptions::Bootstrap;

double sd_of_alpha(const JointDraws& draws) {
  double sum = 0;
  double square = 0;
  const double count = static_cast<double>(draws.draws.size());
  for (const UslParameters& usl : draws.draws) sum += usl.alpha / count;
  for (const UslParameters& usl : draws.draws) square += std::pow(usl.alpha - sum, 2);
  return std::sqrt(square / count);
}

TEST_CASE("the same seed gives the same draws, another seed others") {
  const FitProblem problem = make_fit_problem(golden_rows("cisco_mysql"), ErrorModel::relative);
  const UslParameters usl = best_refit(problem).parameters;
  for (const Bootstrap kind : {Bootstrap::residual, Bootstrap::parametric, Bootstrap::replicates}) {
    const JointDraws one = bootstrap_draws(problem, usl, {}, kind, 50, 1);
    const JointDraws again = bootstrap_draws(problem, usl, {}, kind, 50, 1);
    const JointDraws other = bootstrap_draws(problem, usl, {}, kind, 50, 2);
    REQUIRE(one.draws.size() == 50);
    CHECK(one.draws == again.draws);
    CHECK_FALSE(one.draws == other.draws);
  }
}

// Table A: the standard error of alpha on cisco is 0.004493828 with additive errors.
TEST_CASE("the spread of the draws is the standard error where n is large enough") {
  const FitProblem problem = make_fit_problem(golden_rows("cisco_mysql"), ErrorModel::additive);
  const UslParameters usl = best_refit(problem).parameters;
  for (const Bootstrap kind : {Bootstrap::residual, Bootstrap::parametric}) {
    const JointDraws draws = bootstrap_draws(problem, usl, {}, kind, 10'000, 1);
    REQUIRE(draws.draws.size() == 10'000);
    CHECK(near(sd_of_alpha(draws), 0.004493828, 0.06));
  }
}

// The shares of 400 sweeps of 7 points whose percentile interval holds the true alpha.
TEST_CASE("scaled residuals cover far more than raw ones at n = 7, though less than 95 %") {
  const UslParameters truth = {0.05, 0.0005, 100};
  Random random(31, "coverage");
  constexpr int kRuns = 400;
  double covered = 0;
  for (int run = 0; run < kRuns; ++run) {
    const Measurements rows = noisy_rows(truth, {1, 18, 36, 72, 108, 144, 216}, 0.05, random);
    const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
    const UslParameters usl = best_refit(problem).parameters;
    std::vector<double> alpha;
    for (const UslParameters& draw :
         bootstrap_draws(problem, usl, {}, Bootstrap::residual, 300, 1).draws) {
      alpha.push_back(draw.alpha);
    }
    const Interval interval = percentile_interval(alpha, 0.95);
    if (interval.lower <= truth.alpha && truth.alpha <= interval.upper) covered += 1.0 / kRuns;
  }
  CHECK(covered > 0.80);
  CHECK(covered < 0.93);
}

TEST_CASE("replicates are drawn within their own N") {
  // Two runs at each N, 1 % apart at N = 8 and 40 % apart at N = 1: only gamma can be uncertain.
  Measurements rows;
  const std::vector<double> concurrency = {1, 1, 8, 8, 64, 64};
  const std::vector<double> factor = {0.8, 1.2, 0.995, 1.005, 0.999, 1.001};
  for (std::size_t i = 0; i < concurrency.size(); ++i) {
    Measurement row;
    row.concurrency = concurrency[i];
    row.throughput = usl_throughput({0.05, 0.0005, 100}, concurrency[i]) * factor[i];
    rows.rows.push_back(row);
  }
  const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
  const UslParameters usl = best_refit(problem).parameters;
  double smallest = std::numeric_limits<double>::infinity();
  double largest = 0;
  for (const UslParameters& draw :
       bootstrap_draws(problem, usl, {}, Bootstrap::replicates, 200, 1).draws) {
    smallest = std::min(smallest, usl_throughput(draw, 64));
    largest = std::max(largest, usl_throughput(draw, 64));
  }
  CHECK(largest / smallest < 1.003);
}

TEST_CASE("no draw is inadmissible when the fit is not") {
  const FitProblem problem =
      make_fit_problem(golden_rows("cisco_mysql_first10"), ErrorModel::additive);
  const UslParameters usl = best_refit(problem).parameters;
  int without_peak = 0;
  for (const UslParameters& draw :
       bootstrap_draws(problem, usl, {}, Bootstrap::parametric, 1000, 1).draws) {
    REQUIRE(draw.beta >= 0);
    REQUIRE(draw.gamma > 0);
    if (!usl_peak(draw)) ++without_peak;
  }
  CHECK(without_peak > 100);
}

TEST_CASE("percentiles interpolate, and an open end stays open") {
  const Interval middle = percentile_interval({4, 1, 3, 2, 5}, 0.5);
  CHECK(middle.lower == doctest::Approx(2));
  CHECK(middle.upper == doctest::Approx(4));
  const double infinity = std::numeric_limits<double>::infinity();
  const Interval open = percentile_interval({1, 2, 3, infinity, infinity}, 0.8);
  CHECK(open.lower == doctest::Approx(1.4));
  CHECK(open.upper == infinity);
  CHECK(percentile_interval({7}, 0.95) == Interval{7, 7});
}

TEST_CASE("with the variance from replicates lack of fit does not widen the draws") {
  Random random(9, "misfit");
  const std::vector<double> sweep = {1, 2, 4, 8, 16, 32, 64, 128};
  Measurements rows = noisy_rows({0.05, 0.0005, 100}, sweep, 0.01, random);
  const Measurements again = noisy_rows({0.05, 0.0005, 100}, sweep, 0.01, random);
  rows.rows.insert(rows.rows.end(), again.rows.begin(), again.rows.end());
  for (Measurement& row : rows.rows) {
    if (row.concurrency > 3 && row.concurrency < 5) row.throughput *= 1.3;
  }
  for (const FitOptions::Bootstrap kind :
       {FitOptions::Bootstrap::residual, FitOptions::Bootstrap::parametric}) {
    const UslFit fit = fit_usl(
        rows, {.error_model = ErrorModel::replicates, .bootstrap = kind, .bootstrap_draws = 2000});
    double mean = 0;
    double square = 0;
    for (const UslParameters& usl : fit.joint_draws.draws) mean += usl.gamma / 2000;
    for (const UslParameters& usl : fit.joint_draws.draws) {
      square += (usl.gamma - mean) * (usl.gamma - mean) / 2000;
    }
    CHECK(near(std::sqrt(square), fit.gamma.standard_error.value(), 0.15));
  }
}

}  // namespace
}  // namespace uslkit
