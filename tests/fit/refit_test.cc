#include "fit/refit.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "fit/latency_form.h"
#include "tests/fit/golden_rows.h"

namespace uslkit {

namespace {

const std::vector<std::string> kNoisySets = {
    "specsdm91",          "specsdm91_rounded",  "raytracer",    "raytracer_first6",
    "cisco_mysql",        "oracledb",           "sysbench_cpu", "schwartz_linear2",
    "usl_test_synthetic", "cisco_mysql_first10"};

Measurements exact_rows(const UslParameters& usl, const std::vector<double>& concurrency) {
  Measurements measurements;
  for (const double n : concurrency) {
    Measurement row;
    row.concurrency = n;
    row.throughput = usl_throughput(usl, n);
    measurements.rows.push_back(row);
  }
  return measurements;
}

const std::vector<double> kDoubling = {1, 2, 4, 8, 16, 32, 64};

}  // namespace

TEST_CASE("exact points of a USL return its parameters, whatever their size") {
  const std::vector<UslParameters> laws = {
      {0.05, 0.0005, 1800}, {0.3, 0.02, 1e-6},   {0.001, 1e-7, 1e9}, {0, 0.001, 12},
      {0.2, 0, 100},        {-0.01, 0.0008, 50}, {0.9, 0.5, 3},      {1.5, 0.1, 7}};
  for (const UslParameters& law : laws) {
    CAPTURE(law.alpha);
    CAPTURE(law.beta);
    for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
      const RefitResult result = best_refit(make_fit_problem(exact_rows(law, kDoubling), model));
      REQUIRE(result.converged);
      CHECK(std::abs(result.parameters.alpha - law.alpha) < 1e-10);
      CHECK(std::abs(result.parameters.beta - law.beta) < 1e-12);
      CHECK(near(result.parameters.gamma, law.gamma, 1e-10));
    }
  }
}

TEST_CASE("a larger unit of throughput changes gamma alone") {
  constexpr double kUnit = 1e6 / 3;
  for (const std::string& name : kNoisySets) {
    CAPTURE(name);
    const Measurements rows = golden_rows(name);
    Measurements scaled = rows;
    for (Measurement& row : scaled.rows) row.throughput *= kUnit;
    for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
      const UslParameters a = best_refit(make_fit_problem(rows, model)).parameters;
      const UslParameters b = best_refit(make_fit_problem(scaled, model)).parameters;
      CHECK(near(b.alpha, a.alpha, 1e-10));
      CHECK(near(b.beta, a.beta, 1e-9));
      CHECK(near(b.gamma, a.gamma * kUnit, 1e-10));
    }
  }
}

TEST_CASE("concurrency in thousands and throughput in millions are fitted to all digits") {
  const UslParameters law = {0.0001, 4e-9, 1.1e10};
  std::vector<double> concurrency = kDoubling;
  for (double& n : concurrency) n *= 1000;
  const RefitResult result =
      best_refit(make_fit_problem(exact_rows(law, concurrency), ErrorModel::relative));
  REQUIRE(result.converged);
  CHECK(near(result.parameters.alpha, law.alpha, 1e-9));
  CHECK(near(result.parameters.beta, law.beta, 1e-9));
  CHECK(near(result.parameters.gamma, law.gamma, 1e-9));
}

TEST_CASE("the order of the rows does not change a single bit") {
  Random random(7, "refit test");
  for (const std::string& name : kNoisySets) {
    CAPTURE(name);
    Measurements rows = golden_rows(name);
    const RefitResult sorted = best_refit(make_fit_problem(rows, ErrorModel::relative));
    for (int shuffle = 0; shuffle < 5; ++shuffle) {
      for (std::size_t i = rows.rows.size(); i > 1; --i) {
        std::swap(rows.rows[i - 1], rows.rows[random.index(i)]);
      }
      const RefitResult other = best_refit(make_fit_problem(rows, ErrorModel::relative));
      CHECK(other.parameters == sorted.parameters);
    }
  }
}

TEST_CASE("parameters that are not free keep their value, and the rest is stationary") {
  const FitProblem problem = make_fit_problem(golden_rows("specsdm91"), ErrorModel::additive);
  const UslParameters held = {0.02, 0.0001, 80};
  for (int mask = 0; mask < 8; ++mask) {
    const FreeParameters free = {(mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0};
    const RefitResult result = best_refit(problem, free, held);
    CAPTURE(mask);
    REQUIRE(result.converged);
    if (!free.alpha) CHECK(result.parameters.alpha == held.alpha);
    if (!free.beta) CHECK(result.parameters.beta == held.beta);
    if (!free.gamma) CHECK(result.parameters.gamma == held.gamma);
    CHECK(near(result.rss, residual_sum_of_squares(problem, result.parameters), 1e-10));
    // No neighbour along a free parameter is lower.
    const double rss = residual_sum_of_squares(problem, result.parameters);
    for (const double step : {-1e-3, 1e-3}) {
      UslParameters near_by = result.parameters;
      if (free.alpha) near_by.alpha *= 1 + step;
      if (free.beta) near_by.beta *= 1 - step;
      if (free.gamma) near_by.gamma *= 1 + step;
      CHECK(residual_sum_of_squares(problem, near_by) >= rss);
    }
  }
}

TEST_CASE("1,000 random starts per golden set never end in a wrong minimum") {
  MESSAGE("seed 20260101");
  int failed = 0;
  for (const std::string& name : kNoisySets) {
    CAPTURE(name);
    for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
      const FitProblem problem = make_fit_problem(golden_rows(name), model);
      const RefitResult best = best_refit(problem);
      Random random(20260101, name);
      for (int i = 0; i < 1000; ++i) {
        const UslParameters start = {
            .alpha = std::pow(10, -5 + 5 * random.uniform()),
            .beta = std::pow(10, -8 + 7 * random.uniform()),
            .gamma = best.parameters.gamma * std::pow(10, -3 + 6 * random.uniform())};
        const RefitResult result = refit(problem, start);
        if (!result.converged) {
          ++failed;
          continue;
        }
        REQUIRE(near(result.rss, best.rss, 1e-8));
      }
    }
  }
  // Giving up is honest, but should be rare.
  MESSAGE(failed << " of 20000 starts gave up");
  CHECK(failed < 200);
}

TEST_CASE("a curve with a pole within the data is never returned, not even from such a start") {
  const FitProblem problem = make_fit_problem(golden_rows("raytracer"), ErrorModel::additive);
  const UslParameters with_pole = {0.05, -0.01, 20};
  REQUIRE(usl_pole(with_pole).value() < 64);
  const RefitResult result = refit(problem, with_pole);
  CHECK(result.converged);
  CHECK(usl_pole(result.parameters).value() > 64);
  CHECK(is_admissible(problem, latency_form(result.parameters)));
  CHECK_FALSE(is_admissible(problem, latency_form(with_pole)));
  // A dip below zero between two rows is a pole as well.
  CHECK_FALSE(is_admissible(problem, {1, -0.34, 0.005}));
}

TEST_CASE("the linear start is finite with positive gamma even for absurd rows") {
  Random random(3, "absurd");
  for (int i = 0; i < 1000; ++i) {
    Measurements rows;
    for (const double n : kDoubling) {
      Measurement row;
      row.concurrency = n;
      row.throughput = std::pow(10, -6 + 12 * random.uniform());
      rows.rows.push_back(row);
    }
    const UslParameters start = linear_start(make_fit_problem(rows, ErrorModel::relative));
    CHECK(std::isfinite(start.alpha));
    CHECK(std::isfinite(start.beta));
    CHECK(start.gamma > 0);
    CHECK(std::isfinite(start.gamma));
  }
}

TEST_CASE("rows in latency form are linear in its coefficients") {
  const UslParameters law = {0.07, 0.003, 42};
  const LatencyForm form = latency_form(law);
  for (const double n : {0.5, 1.0, 7.0, 100.0}) {
    CHECK(near(form[0] + form[1] * (n - 1) + form[2] * n * (n - 1), n / usl_throughput(law, n),
               1e-14));
  }
  const UslParameters back = usl_of(form);
  CHECK(near(back.alpha, law.alpha, 1e-15));
  CHECK(near(back.beta, law.beta, 1e-15));
}

TEST_CASE("gradient and curvature of the sum of squares agree with its differences") {
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    const FitProblem problem = make_fit_problem(golden_rows("cisco_mysql"), model);
    const LatencyForm form = latency_form({0.05, 0.001, 1000});
    const LatencySums sums = latency_sums(problem, form, Curvature::exact);
    for (std::size_t k = 0; k < 3; ++k) {
      const double step = 1e-6 * form[k];
      LatencyForm above = form, below = form;
      above[k] += step;
      below[k] -= step;
      const LatencySums high = latency_sums(problem, above, Curvature::exact);
      const LatencySums low = latency_sums(problem, below, Curvature::exact);
      CHECK(near(sums.gradient[k], (high.rss - low.rss) / (4 * step), 1e-5));
      for (std::size_t j = 0; j < 3; ++j) {
        CHECK(near(sums.curvature[j][k], (high.gradient[j] - low.gradient[j]) / (2 * step), 1e-5));
      }
    }
  }
}

TEST_CASE("with 20 % noise and wild rows, no random start beats the thorough search") {
  MESSAGE("seed 5");
  Random random(5, "thorough");
  int without_minimum = 0;
  for (int sweep = 0; sweep < 200; ++sweep) {
    Measurements rows;
    const int count = 5 + static_cast<int>(random.index(8));
    for (int i = 0; i < count; ++i) {
      Measurement row;
      row.concurrency = std::round(std::pow(2, 7.0 * i / (count - 1)));
      const double wild = random.uniform() < 0.1 ? 5 : 1;
      row.throughput = usl_throughput({0.05, 0.0005, 100}, row.concurrency) *
                       std::exp(0.2 * wild * random.normal());
      rows.rows.push_back(row);
    }
    for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
      const FitProblem problem = make_fit_problem(rows, model);
      const RefitResult best = thorough_refit(problem);
      if (!best.converged) {
        // A wild row may drive gamma to infinity: such rows have no minimum at all.
        ++without_minimum;
        continue;
      }
      for (int i = 0; i < 40; ++i) {
        const UslParameters start = {.alpha = std::pow(10, -4 + 5 * random.uniform()),
                                     .beta = std::pow(10, -7 + 6 * random.uniform()),
                                     .gamma = std::pow(10, 1 + 2.5 * random.uniform())};
        const RefitResult other = refit(problem, start);
        if (other.converged) CHECK(other.rss >= best.rss * (1 - 1e-9));
      }
    }
  }
  CHECK(without_minimum <= 4);
}

}  // namespace uslkit
