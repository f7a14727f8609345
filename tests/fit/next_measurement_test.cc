#include "fit/next_measurement.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "fit/fit_usl.h"
#include "fit/next_spread.h"
#include "fit/row_information.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

// A fit of alpha 0.05, beta 0.0005 at the given N whose noise is `noise` exactly.
UslFit known_fit(const std::vector<double>& concurrency, double noise, int df) {
  UslFit fit;
  fit.error_model = ErrorModel::relative;
  fit.parameters = {0.05, 0.0005, 100};
  fit.residual_sd = noise;
  fit.degrees_of_freedom = df;
  Information information;
  for (const double n : concurrency) {
    information.add(log_throughput_gradient(fit.parameters, n), 1 / (noise * noise));
  }
  fit.covariance = *information.inverse();
  for (const double n : concurrency) {
    FittedPoint row;
    row.concurrency = n;
    row.fitted = row.throughput = usl_throughput(fit.parameters, n);
    const Vector3 gradient = log_throughput_gradient(fit.parameters, n);
    row.leverage = quadratic_form(fit.covariance, gradient) / (noise * noise);
    fit.rows.push_back(row);
  }
  return fit;
}

double width_for(const NextAdvice& advice, std::int64_t concurrency) {
  for (const NextCandidate& candidate : advice.candidates) {
    if (candidate.concurrency == concurrency) return candidate.width_after_one;
  }
  FAIL("no candidate " << concurrency);
  return 0;
}

// Published locally c-optimal figures: sd(log N*) per unit of noise from {1, 2, 4, 8, 16}, and
// after one more run. With unlimited degrees of freedom the width is 2 x 1.96 standard deviations.
TEST_CASE("the expected width after one more run is that of the local design") {
  const UslFit fit = known_fit({1, 2, 4, 8, 16}, 1e-3, 0);
  const NextAdvice advice = next_measurement(fit, {.max_concurrency = 128});
  const double unit = 2 * 1.959963984540054 * 1e-3;
  CHECK(std::abs(advice.width_now / unit - 27.1) < 0.05);
  CHECK(std::abs(width_for(advice, 8) / unit - 23.7) < 0.05);
  CHECK(std::abs(width_for(advice, 24) / unit - 13.1) < 0.05);
  CHECK(std::abs(width_for(advice, 44) / unit - 4.8) < 0.05);
  CHECK(std::abs(width_for(advice, 64) / unit - 2.9) < 0.05);
  CHECK(std::abs(width_for(advice, 88) / unit - 2.0) < 0.05);
  CHECK(std::abs(width_for(advice, 128) / unit - 1.4) < 0.05);
}

TEST_CASE("the best candidate for the peak lies beyond the data and the list is in order") {
  const UslFit fit = known_fit({1, 2, 4, 8, 16}, 0.02, 2);
  const NextAdvice advice = next_measurement(fit, {.max_concurrency = 64, .runs = 2});
  CHECK(advice.candidates.front().concurrency == 64);
  CHECK(advice.candidates.size() == 64);
  for (std::size_t i = 1; i < advice.candidates.size(); ++i) {
    CHECK(advice.candidates[i - 1].width_after_one <= advice.candidates[i].width_after_one);
  }
  for (const NextCandidate& candidate : advice.candidates) {
    CHECK(candidate.width_after_one <= advice.width_now * (1 + 1e-12));
    CHECK(candidate.width_after_runs <= candidate.width_after_one * (1 + 1e-12));
  }
  REQUIRE(advice.recommended.size() == 2);
  CHECK(advice.width_after_recommended <= advice.candidates.front().width_after_one);
}

TEST_CASE("two runs at one N are worth one run after the other there") {
  const UslFit fit = known_fit({1, 2, 4, 8, 16, 32}, 0.02, 3);
  const NextAdvice two = next_measurement(fit, {.max_concurrency = 64, .runs = 2});
  UslFit more = known_fit({1, 2, 4, 8, 16, 32, 64}, 0.02, 3);
  const NextAdvice one = next_measurement(more, {.max_concurrency = 64, .runs = 1});
  for (const NextCandidate& candidate : two.candidates) {
    if (candidate.concurrency != 64) continue;
    CHECK(near(candidate.width_after_runs, width_for(one, 64), 1e-9));
  }
}

TEST_CASE("many runs at N0 know X(N0) as well as their own mean, or better") {
  const UslFit fit = known_fit({1, 4, 16, 64}, 0.02, 0);
  const NextAdvice advice = next_measurement(fit, {.target = NextOptions::Target::throughput,
                                                   .throughput_at = 100,
                                                   .max_concurrency = 128,
                                                   .runs = 1000});
  const double own_mean = 2 * 1.959963984540054 * 0.02 / std::sqrt(1000);
  for (const NextCandidate& candidate : advice.candidates) {
    if (candidate.concurrency != 100) continue;
    CHECK(candidate.width_after_runs <= own_mean);
    CHECK(candidate.width_after_runs > 0.95 * own_mean);
  }
}

TEST_CASE("a target of alpha or beta is answered without a peak") {
  UslFit fit = known_fit({1, 4, 16, 64}, 0.02, 10);
  fit.parameters.beta = 0;
  for (const NextOptions::Target target : {NextOptions::Target::alpha, NextOptions::Target::beta}) {
    const NextAdvice advice =
        next_measurement(fit, {.target = target, .throughput_at = 0, .max_concurrency = 1'000'000});
    CHECK(advice.candidates.front().gain > 0);
    CHECK(advice.candidates.size() < 600);
    CHECK(std::isfinite(advice.width_now));
  }
}

TEST_CASE("a fit of real data is read back from its fields alone") {
  const UslFit fit = fit_usl(golden_rows("specsdm91"));
  const std::vector<double> precision = row_precisions(fit);
  for (const double value : precision) {
    CHECK(near(value, 1 / (fit.residual_sd * fit.residual_sd), 1e-6));
  }
  const NextAdvice advice = next_measurement(fit, {.max_concurrency = 256});
  CHECK(advice.sentence.rfind("Measure N = ", 0) == 0);
  CHECK(advice.draws_used > 100);
}

TEST_CASE("the precision of each row is read back, also where every row has its own deviation") {
  const Measurements rows = golden_rows("sysbench_cpu");
  const UslFit fit = fit_usl(rows, {.error_model = ErrorModel::known_sd});
  const std::vector<double> precision = row_precisions(fit);
  for (std::size_t i = 0; i < precision.size(); ++i) {
    const double sd = *rows.rows[i].throughput_sd;
    CHECK(near(precision[i], 1 / (sd * sd), 1e-6));
  }
}

TEST_CASE("options out of range and a fit without a peak are refused in full sentences") {
  const UslFit fit = known_fit({1, 2, 4, 8, 16}, 1e-3, 0);
  CHECK_THROWS_WITH_AS((void)next_measurement(fit, {.max_concurrency = 0}),
                       "--max-n: error: found 0\n"
                       "  allowed: a whole number from 1 to 1000000000\n"
                       "  hint: the largest concurrency you can run",
                       InputError);
  UslFit amdahl = fit;
  amdahl.parameters.beta = 0;
  CHECK_THROWS_AS((void)next_measurement(amdahl, {.max_concurrency = 64}), FitNotUsable);
}

TEST_CASE("in data without replicates one of several runs repeats a measured N, and it is said") {
  const UslFit fit = fit_usl(golden_rows("cisco_mysql"));
  const NextAdvice advice = next_measurement(fit, {.max_concurrency = 128, .runs = 3});
  REQUIRE(advice.recommended.size() == 3);
  CHECK(advice.recommended.back() <= 32);
  REQUIRE(advice.cautions.size() == 1);
  CHECK(advice.cautions.front().code == "no-replicates");
}

TEST_CASE("a fit of the wrong model is advised on only with a warning") {
  UslFit fit = fit_usl(golden_rows("cisco_mysql"));
  fit.usability = Usability::wrong_model;
  const NextAdvice advice = next_measurement(fit, {.max_concurrency = 64});
  CHECK(advice.cautions.front().code == "wrong-model");
}

TEST_CASE("the table of candidates spreads over N and holds the best, the largest and the peak") {
  const UslFit fit = fit_usl(golden_rows("cisco_mysql"));
  for (const std::int64_t largest : {std::int64_t{2}, std::int64_t{128}, std::int64_t{1'000'000}}) {
    const NextAdvice advice = next_measurement(fit, {.max_concurrency = largest});
    const std::vector<NextCandidate> spread = spread_of(advice, fit);
    CHECK(spread.size() >= 2);
    CHECK(spread.size() <= 13);
    CHECK(spread.back().concurrency == largest);
    bool has_best = false;
    for (std::size_t i = 0; i < spread.size(); ++i) {
      if (i > 0) CHECK(spread[i - 1].concurrency < spread[i].concurrency);
      has_best = has_best || spread[i].concurrency == advice.candidates.front().concurrency;
    }
    CHECK(has_best);
  }
}

}  // namespace
}  // namespace uslkit
