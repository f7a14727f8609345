#include "fit/fit_usl.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "base/random.h"
#include "fit/fit_problem.h"
#include "fit/refit.h"
#include "tests/fit/golden_rows.h"

namespace uslkit {

namespace {

Measurements points(const std::vector<std::pair<double, double>>& rows) {
  Measurements measurements;
  for (const auto& [concurrency, throughput] : rows) {
    Measurement row;
    row.concurrency = concurrency;
    row.throughput = throughput;
    measurements.rows.push_back(row);
  }
  return measurements;
}

std::string message_of(const FitOptions& options, const Measurements& rows) {
  try {
    const UslFit fit = fit_usl(rows, options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

bool has_warning(const UslFit& fit, const std::string& code) {
  for (const Note& note : fit.warnings) {
    if (note.code == code) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a negative beta is reported as Amdahl's law with an upper limit for beta") {
  const UslFit fit = fit_usl(golden_rows("raytracer"), {.error_model = ErrorModel::additive});
  CHECK(fit.beta_on_bound);
  CHECK(fit.free_parameters == 2);
  CHECK(fit.degrees_of_freedom == 9);
  CHECK_FALSE(fit.has_peak);
  CHECK(fit.best_integer == 0);
  CHECK_FALSE(fit.beta.standard_error.has_value());
  // Table E: the unconstrained profile is [-0.000512498, 4.07351e-05].
  REQUIRE(fit.beta.profile.has_value());
  CHECK(fit.beta.profile->lower >= 0);
  CHECK(fit.beta.profile->lower <= 0);
  CHECK(near(fit.beta.profile->upper, 4.07351e-05, 1e-5));
  REQUIRE(fit.identifiability.beta_upper_95.has_value());
  CHECK(*fit.identifiability.beta_upper_95 > fit.beta.profile->upper);
  CHECK(fit.identifiability.beta_zero_p_value > 0.5);
  CHECK(std::isinf(fit.peak_concurrency.profile->upper));
  CHECK(fit.peak_concurrency.profile->lower > 64);
  CHECK(near(fit.throughput_limit, fit.parameters.gamma / fit.parameters.alpha, 1e-14));
  CHECK(fit.throughput_limit_interval->lower < fit.throughput_limit);
  CHECK(fit.usability == Usability::amdahl);
  CHECK(has_warning(fit, "no-crosstalk"));
  // The draws still carry the crosstalk that the data cannot exclude.
  int positive = 0;
  for (const UslParameters& draw : fit.joint_draws.draws) positive += draw.beta > 0 ? 1 : 0;
  CHECK(positive > 0);
}

// At the upper limit the likelihood ratio against the reported fit has the one-sided 5 % quantile:
// t(0.95, 8) = 1.859548 squared times the residual variance of the unconstrained fit.
TEST_CASE("the upper limit of beta lies where the likelihood ratio says 5 %") {
  const Measurements rows = golden_rows("raytracer");
  const UslFit fit = fit_usl(rows, {.error_model = ErrorModel::additive, .robust = false});
  const FitProblem problem = make_fit_problem(rows, ErrorModel::additive);
  const RefitResult held = best_refit(problem, {.alpha = true, .beta = false, .gamma = true},
                                      {0, fit.identifiability.beta_upper_95.value(), 1});
  const double variance = 484.017675 / 8;
  CHECK(near((held.rss - fit.rss) / variance, 1.859548 * 1.859548, 1e-5));
}

TEST_CASE("significant alpha < 0 is kept as superlinear, an insignificant one goes on its bound") {
  const UslFit superlinear =
      fit_usl(points({{1, 10}, {2, 22}, {4, 50}, {8, 120}, {16, 300}, {32, 800}}));
  CHECK(superlinear.parameters.alpha < 0);
  CHECK(superlinear.usability == Usability::superlinear);
  CHECK_FALSE(superlinear.alpha_on_bound);
  const UslFit noise = fit_usl(points({{1, 10}, {2, 22}, {4, 48}, {8, 100}, {16, 190}, {32, 300}}));
  CHECK(noise.unconstrained.alpha < 0);
  CHECK(noise.alpha_on_bound);
  CHECK(noise.parameters.alpha >= 0);
  CHECK(noise.parameters.beta > 0);
  CHECK(noise.free_parameters == 2);
  CHECK(has_warning(noise, "alpha-on-bound"));
}

TEST_CASE("a curve with a pole near the data is not accepted even when its alpha is significant") {
  // Throughput that grows faster than N without any sign of an end.
  const UslFit fit =
      fit_usl(points({{1, 10}, {2, 20.5}, {4, 43.1}, {8, 95}, {16, 240}, {32, 900}}));
  CHECK(fit.unconstrained.alpha < 0);
  CHECK(fit.parameters.alpha >= 0);
  CHECK_FALSE(usl_pole(fit.parameters).has_value());
  CHECK(has_warning(fit, "superlinear-pole"));
}

TEST_CASE("--unconstrained keeps what least squares found") {
  const UslFit fit = fit_usl(golden_rows("raytracer"),
                             {.error_model = ErrorModel::additive, .unconstrained = true});
  CHECK(fit.parameters == fit.unconstrained);
  CHECK(fit.parameters.beta < 0);
  CHECK_FALSE(fit.beta_on_bound);
  CHECK(fit.free_parameters == 3);
  CHECK(has_warning(fit, "pole"));
}

TEST_CASE("exactly linear rows give exactly zero coefficients and no peak") {
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    for (const Measurements& rows : {points({{1, 10}, {2, 20}, {3, 30}, {4, 40}, {5, 50}, {6, 60}}),
                                     golden_rows("schwartz_linear")}) {
      const UslFit fit = fit_usl(rows, {.error_model = model});
      CHECK(fit.parameters.alpha == 0);
      CHECK(fit.parameters.beta == 0);
      CHECK(near(fit.parameters.gamma, rows.rows[0].throughput, 1e-13));
      CHECK_FALSE(fit.has_peak);
      CHECK(fit.rss == 0);
      CHECK(std::isinf(fit.throughput_limit));
    }
  }
}

TEST_CASE("data from below the peak leave N* open, and say so") {
  const UslFit fit =
      fit_usl(golden_rows("cisco_mysql_first10"), {.error_model = ErrorModel::additive});
  CHECK(fit.has_peak);
  CHECK_FALSE(fit.identifiability.peak_identified);
  CHECK(fit.identifiability.sentence == "the data show no peak; N* >= 24.6 at 95 %");
  CHECK(fit.usability == Usability::no_peak_shown);
  CHECK(near(fit.identifiability.reach.value(), 10 / 46.9187428, 1e-7));
}

TEST_CASE("known standard deviations need no residuals: normal quantiles and their own variance") {
  const UslFit fit = fit_usl(golden_rows("sysbench_cpu"), {.error_model = ErrorModel::known_sd});
  CHECK(near(fit.residual_sd, 1, 1e-15));
  const double half_width = 0.5 * (fit.alpha.wald->upper - fit.alpha.wald->lower);
  CHECK(near(half_width / fit.alpha.standard_error.value(), 1.959963985, 1e-8));
  // Weights 1/sd^2: the fit passes close to the row whose sd is a tenth of the others'.
  CHECK(near(fit.rows.front().fitted, fit.rows.front().throughput, 0.06));
}

TEST_CASE("with replicates the variance is the pure error, whatever the curve leaves") {
  const Measurements rows =
      points({{1, 100}, {1, 104}, {4, 350}, {4, 361}, {16, 900}, {16, 931}, {64, 700}, {64, 705}});
  const UslFit fit = fit_usl(rows, {.error_model = ErrorModel::replicates});
  CHECK(fit.degrees_of_freedom == 4);
  double pure = 0;
  for (std::size_t i = 0; i < rows.rows.size(); i += 2) {
    const double difference = std::log(rows.rows[i + 1].throughput / rows.rows[i].throughput);
    pure += difference * difference / 2;
  }
  CHECK(near(fit.residual_sd, std::sqrt(pure / 4), 1e-12));
}

TEST_CASE("bands: confidence inside prediction, the curve inside both") {
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    const UslFit fit = fit_usl(golden_rows("specsdm91"), {.error_model = model});
    REQUIRE(fit.band.size() == 121);
    CHECK(near(fit.band.front().concurrency, 1, 1e-15));
    CHECK(near(fit.band.back().concurrency, 1.25 * 216, 1e-12));
    for (const BandPoint& point : fit.band) {
      CHECK(near(point.throughput, usl_throughput(fit.parameters, point.concurrency), 1e-14));
      CHECK(point.confidence.lower <= point.throughput);
      CHECK(point.confidence.upper >= point.throughput);
      CHECK(point.prediction.lower <= point.confidence.lower);
      CHECK(point.prediction.upper >= point.confidence.upper);
      CHECK(point.prediction.lower >= 0);
    }
  }
  // Where gamma is held, nothing is uncertain at N = 1.
  const UslFit held =
      fit_usl(golden_rows("specsdm91"), {.gamma_mode = GammaMode::given, .gamma = 64.9});
  CHECK(near(held.band.front().confidence.upper, 64.9, 1e-12));
}

TEST_CASE("joint draws have the mean and spread of the estimates, and respect the bounds") {
  const UslFit fit = fit_usl(golden_rows("cisco_mysql"), {.joint_draws = 20'000, .seed = 5});
  REQUIRE(fit.joint_draws.draws.size() == 20'000);
  CHECK(fit.joint_draws.method == "student-t");
  double mean = 0, square = 0;
  for (const UslParameters& draw : fit.joint_draws.draws) {
    CHECK(draw.alpha >= 0);
    CHECK(draw.beta >= 0);
    mean += draw.alpha;
  }
  mean /= 20'000;
  for (const UslParameters& draw : fit.joint_draws.draws) {
    square += (draw.alpha - mean) * (draw.alpha - mean);
  }
  const double error = fit.alpha.standard_error.value();
  CHECK(std::abs(mean - fit.parameters.alpha) < 5 * error / std::sqrt(20'000));
  // Student's t with 29 degrees of freedom has the variance 29/27.
  CHECK(near(std::sqrt(square / 20'000), error * std::sqrt(29.0 / 27), 0.03));
  const UslFit again = fit_usl(golden_rows("cisco_mysql"), {.joint_draws = 20'000, .seed = 5});
  CHECK(again.joint_draws.draws == fit.joint_draws.draws);
}

TEST_CASE("bootstrap and Bayes bring their own intervals and draws") {
  const Measurements rows = golden_rows("cisco_mysql");
  const UslFit boot = fit_usl(
      rows,
      {.bootstrap = FitOptions::Bootstrap::residual, .bootstrap_draws = 2000, .joint_draws = 500});
  REQUIRE(boot.alpha.bootstrap.has_value());
  CHECK(boot.alpha.bootstrap->lower < boot.parameters.alpha);
  CHECK(boot.alpha.bootstrap->upper > boot.parameters.alpha);
  CHECK(boot.joint_draws.method == "bootstrap-residual");
  CHECK(boot.joint_draws.draws.size() == 500);
  const UslFit bayes = fit_usl(rows, {.bayes = true, .joint_draws = 300});
  REQUIRE(bayes.bayes.has_value());
  CHECK(bayes.bayes->probability_beta_positive > 0.99);
  CHECK(bayes.joint_draws.draws.size() == 300);
}

TEST_CASE("a fit of the same rows in another order is the same fit, bit for bit") {
  Measurements rows = golden_rows("specsdm91");
  const UslFit fit = fit_usl(rows);
  std::swap(rows.rows[0], rows.rows[5]);
  std::swap(rows.rows[2], rows.rows[3]);
  const UslFit other = fit_usl(rows);
  CHECK(other.parameters == fit.parameters);
  CHECK(*other.peak_concurrency.profile == *fit.peak_concurrency.profile);
  CHECK(*other.peak_throughput.profile == *fit.peak_throughput.profile);
  CHECK(other.covariance == fit.covariance);
  CHECK(other.joint_draws.draws == fit.joint_draws.draws);
}

TEST_CASE("concurrency in thousands and throughput in millions change the units only") {
  Measurements rows = golden_rows("raytracer_first6");
  const UslFit small = fit_usl(rows);
  for (Measurement& row : rows.rows) row.throughput *= 1e6;
  const UslFit large = fit_usl(rows);
  CHECK(near(large.parameters.alpha, small.parameters.alpha, 1e-9));
  CHECK(near(large.parameters.gamma, small.parameters.gamma * 1e6, 1e-9));
  CHECK(near(large.peak_concurrency.profile->upper, small.peak_concurrency.profile->upper, 1e-7));
  CHECK(
      near(large.peak_throughput.profile->upper, small.peak_throughput.profile->upper * 1e6, 1e-7));
}

TEST_CASE("options out of range are named with their value and range") {
  const Measurements rows = golden_rows("specsdm91");
  CHECK(message_of({.confidence_level = 1.5}, rows) ==
        "--confidence-level: error: found 1.5\n"
        "  allowed: a level from 0.5 to 0.999\n"
        "  hint: 0.95 is customary");
  CHECK(message_of({.gamma_mode = GammaMode::given, .gamma = -1}, rows) ==
        "--gamma: error: found -1\n"
        "  allowed: a throughput above 0\n"
        "  hint: the throughput of one worker, in the unit of the data");
  Measurements without_one = rows;
  without_one.rows.erase(without_one.rows.begin());
  MeasurementSource source;
  source.name = "sweep.csv";
  without_one.sources.push_back(source);
  CHECK(message_of({.gamma_mode = GammaMode::first_row}, without_one) ==
        "sweep.csv: error: found no row at N = 1\n"
        "  allowed: a row at N = 1 with --gamma fixed, which takes gamma from it\n"
        "  hint: leave --gamma out to fit it, or give its value: --gamma 1200");
}

TEST_CASE("a falling curve has its peak at one worker") {
  const UslFit fit = fit_usl(points({{1, 100}, {2, 60}, {4, 30}, {8, 16}, {16, 8}}));
  CHECK(fit.best_integer == 1);
  CHECK(fit.peak_concurrency.value == 1);
  CHECK(near(fit.peak_throughput.value, fit.parameters.gamma, 1e-14));
}

TEST_CASE("the prediction band adds the variance of one run to that of the curve") {
  const UslFit fit = fit_usl(golden_rows("specsdm91"), {.robust = false});
  const double t = 2.776445105;  // Student's 97.5 % quantile, 4 degrees of freedom
  for (const BandPoint& point : fit.band) {
    const double curve = std::log(point.confidence.upper / point.throughput);
    const double run = std::log(point.prediction.upper / point.throughput);
    CHECK(near(run * run - curve * curve, t * t * fit.residual_sd * fit.residual_sd, 1e-8));
  }
}

TEST_CASE("draws near a bound stay inside it, and a beta on its bound may leave it") {
  const UslFit near_bound =
      fit_usl(golden_rows("raytracer_first6"), {.error_model = ErrorModel::additive});
  for (const UslParameters& draw : near_bound.joint_draws.draws) {
    CHECK(draw.alpha >= 0);
    CHECK(draw.beta >= 0);
  }
  const UslFit on_bound =
      fit_usl(golden_rows("raytracer"), {.error_model = ErrorModel::additive,
                                         .bootstrap = FitOptions::Bootstrap::parametric,
                                         .bootstrap_draws = 500});
  int positive = 0;
  for (const UslParameters& draw : on_bound.joint_draws.draws) positive += draw.beta > 0 ? 1 : 0;
  CHECK(positive > 100);
  CHECK(positive < 400);
}

TEST_CASE("replicates that are not there cannot be resampled") {
  CHECK_THROWS_WITH(
      (void)fit_usl(golden_rows("cisco_mysql"), {.bootstrap = FitOptions::Bootstrap::replicates}),
      "--bootstrap: error: found replicates, but no N that was measured twice\n"
      "  allowed: repeated runs to resample from\n"
      "  hint: repeat some runs, or use --bootstrap residual");
}

}  // namespace uslkit
