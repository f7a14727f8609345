#include "fit/robust.h"

#include <cmath>

#include <doctest/doctest.h>

#include "fit/influence.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

const UslParameters kTruth = {0.05, 0.0005, 100};
const std::vector<double> kPowersOfTwo = {1, 2, 4, 8, 16, 32, 64, 128};

struct Error {
  double alpha = 0;         // RMSE of alpha
  double log_peak = 0;      // RMSE of log N*
  double bad_flagged = 0;   // share of sweeps whose bad row is flagged
  double good_flagged = 0;  // share of sweeps with another row flagged
};

// 8 points of 2 % noise, one of them 30 % low (none with bad = 0).
Error robust_error(double bad) {
  constexpr int kRuns = 500;
  const double log_peak = std::log(std::sqrt((1 - kTruth.alpha) / kTruth.beta));
  Random random(7, "robust test");
  Error error;
  for (int run = 0; run < kRuns; ++run) {
    Measurements rows = noisy_rows(kTruth, kPowersOfTwo, 0.02, random);
    for (Measurement& row : rows.rows) {
      if (std::abs(row.concurrency - bad) < 0.5) row.throughput *= 0.7;
    }
    const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
    const std::optional<RobustFit> fit = robust_fit(problem, {});
    REQUIRE(fit.has_value());
    const std::optional<UslPeak> peak = usl_peak(fit->parameters);
    REQUIRE(peak.has_value());
    error.alpha += std::pow(fit->parameters.alpha - kTruth.alpha, 2) / kRuns;
    error.log_peak += std::pow(std::log(peak->concurrency) - log_peak, 2) / kRuns;
    const std::vector<FittedPoint> points = flag_outliers(std::vector<FittedPoint>(8), *fit);
    bool good = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!points[i].outlier) continue;
      if (std::abs(problem.concurrency[i] - bad) < 0.5) {
        error.bad_flagged += 1.0 / kRuns;
      } else {
        good = true;
      }
    }
    if (good) error.good_flagged += 1.0 / kRuns;
  }
  error.alpha = std::sqrt(error.alpha);
  error.log_peak = std::sqrt(error.log_peak);
  return error;
}

// The reference figures are those of a Tukey fit with leave-one-out starts; least squares reaches
// (.0177, .035), (.0196, .221), (.0159, .281), and (.0025, .026) without a bad point.
TEST_CASE("one bad row of eight does not bend the fit, wherever it stands") {
  const Error first = robust_error(1);
  CHECK(first.alpha < 0.0031 * 1.15);
  CHECK(first.log_peak < 0.026 * 1.15);
  CHECK(first.bad_flagged > 0.8);
  CHECK(first.good_flagged < 0.05);
  const Error middle = robust_error(16);
  CHECK(middle.alpha < 0.0031 * 1.15);
  CHECK(middle.log_peak < 0.032 * 1.15);
  CHECK(middle.bad_flagged > 0.8);
  CHECK(middle.good_flagged < 0.05);
  const Error last = robust_error(128);
  CHECK(last.alpha < 0.0048 * 1.15);
  CHECK(last.log_peak < 0.100 * 1.15);
  CHECK(last.good_flagged < 0.05);
}

TEST_CASE(
    "in clean data the robust fit is nearly as good as least squares and flags next to nothing") {
  const Error clean = robust_error(0);
  CHECK(clean.alpha < 0.0026 * 1.15);
  CHECK(clean.log_peak < 0.029 * 1.25);
  CHECK(clean.good_flagged < 0.05);
}

TEST_CASE("exact data keep every row at full weight and flag none") {
  Random random(1, "exact");
  const Measurements rows = noisy_rows(kTruth, kPowersOfTwo, 0, random);
  const std::optional<RobustFit> fit = robust_fit(make_fit_problem(rows, ErrorModel::relative), {});
  REQUIRE(fit.has_value());
  CHECK(near(fit->parameters.alpha, kTruth.alpha, 1e-9));
  CHECK(near(fit->parameters.beta, kTruth.beta, 1e-9));
  for (const FittedPoint& point : flag_outliers(std::vector<FittedPoint>(8), *fit)) {
    CHECK(point.robust_weight == 1);
    CHECK_FALSE(point.outlier);
  }
}

TEST_CASE("a bad row in otherwise exact data is found and given no weight") {
  Random random(1, "exact");
  Measurements rows = noisy_rows(kTruth, kPowersOfTwo, 1e-6, random);
  rows.rows[0].throughput *= 0.9;
  const std::optional<RobustFit> fit = robust_fit(make_fit_problem(rows, ErrorModel::relative), {});
  REQUIRE(fit.has_value());
  CHECK(near(fit->parameters.alpha, kTruth.alpha, 1e-3));
  const std::vector<FittedPoint> points = flag_outliers(std::vector<FittedPoint>(8), *fit);
  CHECK(points[0].outlier);
  CHECK(points[0].robust_weight == 0);
}

TEST_CASE("fewer than three spare rows leave no robust fit") {
  Measurements rows = golden_rows("raytracer");
  rows.rows.resize(5);
  CHECK_FALSE(robust_fit(make_fit_problem(rows, ErrorModel::relative), {}).has_value());
  rows = golden_rows("raytracer");
  rows.rows.resize(6);
  CHECK(robust_fit(make_fit_problem(rows, ErrorModel::relative), {}).has_value());
}

TEST_CASE("many rows take the same bounded search each time") {
  const FitProblem problem = make_fit_problem(golden_rows("oracledb"), ErrorModel::additive);
  const std::optional<RobustFit> one = robust_fit(problem, {});
  const std::optional<RobustFit> two = robust_fit(problem, {});
  REQUIRE(one.has_value());
  CHECK(one->parameters == two->parameters);
  CHECK(one->weight == two->weight);
}

}  // namespace
}  // namespace uslkit
