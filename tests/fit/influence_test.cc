#include "fit/influence.h"

#include <cmath>

#include <doctest/doctest.h>

#include "fit/refit.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

const std::vector<double> kPowersOfTwo = {1, 2, 4, 8, 16, 32, 64, 128};

TEST_CASE("leverages lie in 0..1 and sum to the number of free parameters") {
  Random random(3, "influence");
  const Measurements rows = noisy_rows({0.05, 0.0005, 100}, kPowersOfTwo, 0.03, random);
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    const FitProblem problem = make_fit_problem(rows, model);
    for (const FreeParameters free :
         {FreeParameters{}, FreeParameters{.beta = false}, FreeParameters{.gamma = false}}) {
      const UslParameters usl = best_refit(problem, free, {0.05, 0.0005, 100}).parameters;
      double sum = 0;
      for (const FittedPoint& point : influence(rows, problem, usl, free)) {
        CHECK(point.leverage >= 0);
        CHECK(point.leverage <= 1);
        sum += point.leverage;
      }
      CHECK(near(sum, free.count(), 1e-9));
    }
  }
}

TEST_CASE("parameters_without is the fit of the other rows") {
  const Measurements rows = golden_rows("specsdm91");
  const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
  const UslParameters usl = best_refit(problem).parameters;
  const std::vector<FittedPoint> points = influence(rows, problem, usl, {});
  REQUIRE(points.size() == 7);
  for (std::size_t i = 0; i < points.size(); ++i) {
    Measurements others = rows;
    others.rows.erase(others.rows.begin() + static_cast<std::ptrdiff_t>(problem.row[i]));
    const UslParameters expected =
        best_refit(make_fit_problem(others, ErrorModel::relative)).parameters;
    REQUIRE(points[i].parameters_without.has_value());
    CHECK(near(points[i].parameters_without->alpha, expected.alpha, 1e-8));
    CHECK(near(points[i].parameters_without->beta, expected.beta, 1e-8));
    CHECK(near(points[i].parameters_without->gamma, expected.gamma, 1e-8));
    CHECK(near(*points[i].peak_without, std::sqrt((1 - expected.alpha) / expected.beta), 1e-8));
  }
}

// For a linear law the first-order formulas are exact: without the row, e_i becomes e_i / (1 -
// h_i).
TEST_CASE("with gamma alone free the diagnostics are those of a weighted mean") {
  Random random(4, "influence");
  const Measurements rows = noisy_rows({0, 0, 100}, {1, 2, 4, 8, 16}, 0.05, random);
  const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
  const FreeParameters free = {.alpha = false, .beta = false};
  const UslParameters usl = best_refit(problem, free).parameters;
  const std::vector<FittedPoint> points = influence(rows, problem, usl, free);
  for (std::size_t i = 0; i < points.size(); ++i) {
    CHECK(near(points[i].leverage, 0.2, 1e-12));
    const double log_gamma_without = std::log(points[i].parameters_without->gamma);
    const double deleted =
        problem.response[i] - log_gamma_without - std::log(points[i].concurrency);
    CHECK(near(deleted, points[i].residual / (1 - points[i].leverage), 1e-9));
    double others = 0;
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (j == i) continue;
      const double e = problem.response[j] - log_gamma_without - std::log(points[j].concurrency);
      others += e * e;
    }
    CHECK(near(points[i].standardized, points[i].residual / std::sqrt(0.8 * others / 3), 1e-9));
    const double rss = residual_sum_of_squares(problem, usl);
    CHECK(near(points[i].cooks_distance,
               points[i].residual * points[i].residual * 0.2 / (rss / 4 * 0.64), 1e-9));
  }
}

TEST_CASE("a row without which beta turns negative is answered on the bound, without a peak") {
  const Measurements rows = golden_rows("raytracer");
  const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
  const UslParameters usl = best_refit(problem).parameters;
  REQUIRE(usl.beta > 0);
  int on_bound = 0;
  for (const FittedPoint& point : influence(rows, problem, usl, {})) {
    REQUIRE(point.parameters_without.has_value());
    CHECK(point.parameters_without->beta >= 0);
    if (point.parameters_without->beta > 0) continue;
    ++on_bound;
    CHECK_FALSE(point.peak_without.has_value());
  }
  CHECK(on_bound > 0);
}

TEST_CASE("the one-step formula for many rows agrees with the refits it replaces") {
  Random random(5, "influence");
  std::vector<double> many;
  for (int i = 0; i < 600; ++i) many.push_back(1 + i % 100);
  const Measurements rows = noisy_rows({0.05, 0.0005, 100}, many, 0.05, random);
  const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
  const UslParameters usl = best_refit(problem).parameters;
  const std::vector<FittedPoint> points = influence(rows, problem, usl, {});
  for (const std::size_t i : {std::size_t{0}, std::size_t{300}, std::size_t{599}}) {
    Measurements others = rows;
    others.rows.erase(others.rows.begin() + static_cast<std::ptrdiff_t>(problem.row[i]));
    const UslParameters expected =
        best_refit(make_fit_problem(others, ErrorModel::relative)).parameters;
    const double shift = std::abs(expected.gamma - usl.gamma);
    CHECK(std::abs(points[i].parameters_without->gamma - expected.gamma) < 0.05 * shift + 1e-6);
  }
}

TEST_CASE("with the variance from replicates a residual is measured in pure-error deviations") {
  Random random(4, "influence");
  Measurements rows = noisy_rows({0.05, 0.0005, 100}, kPowersOfTwo, 0.01, random);
  const Measurements again = noisy_rows({0.05, 0.0005, 100}, kPowersOfTwo, 0.01, random);
  rows.rows.insert(rows.rows.end(), again.rows.begin(), again.rows.end());
  for (Measurement& row : rows.rows) {
    if (row.concurrency > 3 && row.concurrency < 5) row.throughput *= 1.2;  // misfit, not noise
  }
  const FitProblem problem = make_fit_problem(rows, ErrorModel::replicates);
  const UslParameters usl = best_refit(problem).parameters;
  const double sd = std::sqrt(problem.pure_error_rss / problem.pure_error_degrees_of_freedom);
  for (const FittedPoint& point : influence(rows, problem, usl, {})) {
    CHECK(near(point.standardized, point.residual / (sd * std::sqrt(1 - point.leverage)), 1e-9));
  }
}

}  // namespace
}  // namespace uslkit
