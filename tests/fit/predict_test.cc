#include "fit/predict.h"

#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "fit/fit_usl.h"
#include "golden_rows.h"
#include "model/distributions.h"

namespace uslkit {
namespace {

UslFit cisco() {
  return fit_usl(golden_rows("cisco_mysql"), {.error_model = ErrorModel::additive});
}

bool holds(const std::vector<Note>& notes, const std::string& code) {
  for (const Note& note : notes) {
    if (note.code == code) return true;
  }
  return false;
}

// Section 9 of the golden index: derived quantities on the cisco optimum.
TEST_CASE("point predictions are those of the golden optimum, both branches") {
  const UslFit fit = cisco();
  const Prediction at = predict_at_concurrency(fit, 20);
  CHECK(near(at.throughput.value, 11063.6331182, 1e-6));
  CHECK(near(at.latency_s.value, 0.00180772444154, 1e-6));
  CHECK(near(at.marginal_gain.value, usl_marginal_gain(fit.parameters, 20), 1e-12));
  const ThroughputPrediction through = predict_at_throughput(fit, 11048);
  CHECK(through.feasible);
  CHECK(near(*through.before_peak, 19.9239029, 1e-6));
  CHECK(near(*through.past_peak, 63.516391, 1e-6));
  CHECK(*through.workers == 20);
  const LatencyPrediction latency = predict_at_latency(fit, 0.03);
  CHECK(near(*latency.concurrency, 177.698404, 1e-6));
  CHECK(*latency.workers == 177);
}

TEST_CASE("the bands are the delta method's") {
  const UslFit fit = fit_usl(golden_rows("specsdm91"));
  for (const double n : {1.0, 50.0, 150.0}) {
    const Prediction at = predict_at_concurrency(fit, n);
    // The same by numeric derivatives of log X.
    double variance = 0;
    std::array<double, 3> slope{};
    for (std::size_t k = 0; k < 3; ++k) {
      UslParameters up = fit.parameters;
      UslParameters down = fit.parameters;
      double& high = k == 0 ? up.alpha : (k == 1 ? up.beta : up.gamma);
      double& low = k == 0 ? down.alpha : (k == 1 ? down.beta : down.gamma);
      const double step = 1e-4 * high;
      high += step;
      low -= step;
      slope[k] = std::log(usl_throughput(up, n) / usl_throughput(down, n)) / (2 * step);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) variance += slope[i] * slope[j] * fit.covariance[i][j];
    }
    const double t = student_t_quantile(0.975, 4);
    CHECK(near(at.throughput.confidence->upper,
               at.throughput.value * std::exp(t * std::sqrt(variance)), 1e-6));
    const double run = variance + fit.residual_sd * fit.residual_sd;
    CHECK(near(at.throughput.prediction->lower, at.throughput.value * std::exp(-t * std::sqrt(run)),
               1e-6));
    CHECK(near(at.latency_s.confidence->lower, n / at.throughput.confidence->upper, 1e-12));
  }
}

TEST_CASE("efficiency is 1 at one worker, beyond doubt, whatever gamma is") {
  const UslFit fit = cisco();
  const Prediction one = predict_at_concurrency(fit, 1);
  CHECK(one.efficiency.value == 1);
  CHECK(one.efficiency.confidence->lower == 1);
  CHECK(one.efficiency.confidence->upper == 1);
  const Prediction many = predict_at_concurrency(fit, 20);
  CHECK(near(many.efficiency.value, many.throughput.value / (20 * fit.parameters.gamma), 1e-12));
  CHECK(many.efficiency.confidence->lower < many.efficiency.value);
}

TEST_CASE("95 % bands hold the true curve and a new run in 95 % of sweeps") {
  const UslParameters truth = {0.05, 0.0005, 100};
  constexpr int kRuns = 400;
  Random random(41, "bands");
  double curve = 0, run_hits = 0, gain = 0;
  for (int run = 0; run < kRuns; ++run) {
    const UslFit fit = fit_usl(noisy_rows(truth, {1, 2, 4, 8, 16, 32, 64, 128}, 0.03, random),
                               {.robust = false, .joint_draws = 0, .band_points = 2});
    const Prediction at = predict_at_concurrency(fit, 48);
    const double mean = usl_throughput(truth, 48);
    const double fresh = mean * std::exp(0.03 * random.normal());
    const double step = usl_marginal_gain(truth, 48);
    const auto inside = [](const Interval& interval, double value) {
      return interval.lower <= value && value <= interval.upper;
    };
    if (inside(*at.throughput.confidence, mean)) curve += 1.0 / kRuns;
    if (inside(*at.throughput.prediction, fresh)) run_hits += 1.0 / kRuns;
    if (inside(*at.marginal_gain.confidence, step)) gain += 1.0 / kRuns;
  }
  CHECK(std::abs(curve - 0.95) < 0.035);
  CHECK(std::abs(run_hits - 0.95) < 0.035);
  CHECK(std::abs(gain - 0.95) < 0.035);
}

TEST_CASE("the interval of N for a throughput is where the band crosses it") {
  const UslFit fit = cisco();
  const ThroughputPrediction result = predict_at_throughput(fit, 11000);
  REQUIRE(result.before_peak_interval.has_value());
  CHECK(result.before_peak_interval->lower < *result.before_peak);
  CHECK(result.before_peak_interval->upper > *result.before_peak);
  const Prediction early = predict_at_concurrency(fit, result.before_peak_interval->lower);
  CHECK(near(early.throughput.confidence->upper, 11000, 1e-9));
  const Prediction late = predict_at_concurrency(fit, result.before_peak_interval->upper);
  CHECK(near(late.throughput.confidence->lower, 11000, 1e-9));
}

TEST_CASE("the interval of N for a latency is where its band crosses it") {
  const UslFit fit = cisco();
  const LatencyPrediction result = predict_at_latency(fit, 0.002);
  REQUIRE(result.concurrency_interval.has_value());
  const Prediction at = predict_at_concurrency(fit, result.concurrency_interval->lower);
  CHECK(near(at.latency_s.confidence->upper, 0.002, 1e-9));
  CHECK(result.concurrency_interval->lower < *result.concurrency);
  CHECK(result.concurrency_interval->upper > *result.concurrency);
}

TEST_CASE("a throughput out of reach is answered with the fewest cells") {
  const UslFit fit = cisco();
  const double limit = usl_throughput(fit.parameters, 36);
  const ThroughputPrediction twice = predict_at_throughput(fit, 2 * limit);
  CHECK_FALSE(twice.feasible);
  CHECK(near(twice.limit, limit, 1e-12));
  CHECK(*twice.cells == 2);
  CHECK(*twice.workers_per_cell == 36);
  const ThroughputPrediction more = predict_at_throughput(fit, 2.01 * limit);
  CHECK(*more.cells == 3);
  const double per_cell =
      usl_throughput(fit.parameters, static_cast<double>(*more.workers_per_cell));
  CHECK(per_cell * 3 >= 2.01 * limit);
  CHECK(more.warnings.front().text ==
        "24,810/s is out of reach: no number of workers gives more than 12,340/s. Split into 3 "
        "cells that share nothing, each with 12 workers.");
  CHECK(holds(more.warnings, "infeasible"));
  // Amdahl only approaches its limit, so exactly the limit needs two cells.
  UslFit amdahl = fit;
  amdahl.parameters = {0.1, 0, 100};
  CHECK(*predict_at_throughput(amdahl, 1000).cells == 2);
}

TEST_CASE("a latency below that of one worker is infeasible") {
  const LatencyPrediction result = predict_at_latency(cisco(), 0.0005);
  CHECK_FALSE(result.feasible);
  CHECK(holds(result.warnings, "infeasible"));
}

TEST_CASE("beyond twice the data every answer carries a warning") {
  const UslFit fit = cisco();
  CHECK_FALSE(holds(predict_at_concurrency(fit, 64).warnings, "extrapolation"));
  CHECK(holds(predict_at_concurrency(fit, 65).warnings, "extrapolation"));
  CHECK(holds(predict_at_concurrency(fit, 64).warnings, "past-peak"));
  CHECK(holds(predict_at_latency(fit, 0.03).warnings, "extrapolation"));
}

TEST_CASE("per-hour throughput gives latency in seconds") {
  Measurements rows = golden_rows("specsdm91");
  rows.throughput_unit = "/h";
  const UslFit fit = fit_usl(rows);
  const Prediction at = predict_at_concurrency(fit, 10);
  CHECK(near(at.latency_s.value, 10 / at.throughput.value * 3600, 1e-12));
  const LatencyPrediction back = predict_at_latency(fit, at.latency_s.value);
  CHECK(near(*back.concurrency, 10, 1e-9));
}

}  // namespace
}  // namespace uslkit
