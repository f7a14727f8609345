#include "fit/bayes.h"

#include <cmath>

#include <doctest/doctest.h>

#include "fit/fit_usl.h"
#include "fit/refit.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

// A plain sum over a fine grid of the posterior of log-error data, as slow and simple as can be:
// alpha and reach on equal steps, gamma and sigma integrated as in the theory.
struct PlainPosterior {
  double probability_beta_positive = 0;
  double alpha_mean = 0;
  double within_data = 0;
};

PlainPosterior plain_posterior(const FitProblem& problem, double alpha_end, double reach_end) {
  const double largest = problem.concurrency.back();
  const double n = static_cast<double>(problem.size());
  const auto density = [&](double alpha, double reach) {
    double sum = 0;
    double square = 0;
    const UslParameters usl = {alpha, std::pow(reach / largest, 2), 1};
    for (std::size_t i = 0; i < problem.size(); ++i) {
      const double r = problem.response[i] - std::log(usl_throughput(usl, problem.concurrency[i]));
      sum += r;
      square += r * r;
    }
    const double rss = square - sum * sum / n;
    return std::pow(rss, -(n - 1) / 2) * std::exp(-alpha * alpha / (2 * 0.25)) /
           (1 + reach * reach);
  };
  constexpr int kSteps = 800;
  const double alpha_step = alpha_end / kSteps;
  const double reach_step = reach_end / kSteps;
  double slab = 0, spike = 0, alpha_slab = 0, alpha_spike = 0, within = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double alpha = (i + 0.5) * alpha_step;
    const double at_zero = density(alpha, 0) * alpha_step;
    spike += at_zero;
    alpha_spike += alpha * at_zero;
    for (int j = 0; j < kSteps; ++j) {
      const double reach = (j + 0.5) * reach_step;
      const double mass = density(alpha, reach) * alpha_step * reach_step * 2 / std::acos(-1.0);
      slab += mass;
      alpha_slab += alpha * mass;
      if (std::sqrt(1 - alpha) * largest / reach <= largest) within += mass;
    }
  }
  return {slab / (slab + spike), (alpha_slab + alpha_spike) / (slab + spike),
          within / (slab + spike)};
}

TEST_CASE("the quadrature agrees with a plain sum over a fine grid") {
  const FitProblem problem = make_fit_problem(golden_rows("specsdm91"), ErrorModel::relative);
  const PlainPosterior plain = plain_posterior(problem, 0.6, 8);
  const BayesSummary summary =
      bayes_fit(problem, {}, {}, {.draws = 0, .level = 0.95, .seed = 1}).summary;
  CHECK(near(summary.probability_beta_positive, plain.probability_beta_positive, 2e-3));
  CHECK(near(summary.alpha.value, plain.alpha_mean, 5e-3));
  CHECK(std::abs(summary.probability_peak_within_data - plain.within_data) < 0.01);
}

TEST_CASE("clear crosstalk is believed, none is not, and a short sweep leaves the question open") {
  const auto belief = [](const char* name, ErrorModel model) {
    return bayes_fit(make_fit_problem(golden_rows(name), model), {}, {},
                     {.draws = 0, .level = 0.95, .seed = 1})
        .summary;
  };
  CHECK(belief("cisco_mysql", ErrorModel::relative).probability_beta_positive > 0.999);
  CHECK(belief("raytracer", ErrorModel::additive).probability_beta_positive < 0.5);
  const BayesSummary open = belief("cisco_mysql_first10", ErrorModel::additive);
  CHECK(open.probability_beta_positive > 0.05);
  CHECK(open.probability_beta_positive < 0.5);
  CHECK(std::isinf(open.peak_median));
  CHECK(std::isinf(open.peak.upper));
  CHECK(open.peak.lower > 10);
  CHECK(open.probability_peak_within_data < 0.01);
}

TEST_CASE("where data are many the posterior is the likelihood") {
  const FitProblem problem =
      make_fit_problem(golden_rows("schwartz_linear2"), ErrorModel::relative);
  const UslParameters usl = best_refit(problem).parameters;
  const BayesSummary summary =
      bayes_fit(problem, {}, {}, {.draws = 0, .level = 0.95, .seed = 1}).summary;
  CHECK(near(summary.alpha.value, usl.alpha, 1e-3));
  CHECK(near(summary.beta.value, usl.beta, 1e-3));
  CHECK(near(summary.gamma.value, usl.gamma, 1e-3));
  CHECK(near(summary.peak_median, std::sqrt((1 - usl.alpha) / usl.beta), 1e-3));
}

TEST_CASE("the draws have the posterior's means and its share without crosstalk") {
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    const FitProblem problem = make_fit_problem(golden_rows("specsdm91"), model);
    const BayesFit fit = bayes_fit(problem, {}, {}, {.draws = 20'000, .level = 0.95, .seed = 5});
    REQUIRE(fit.draws.draws.size() == 20'000);
    double alpha = 0, positive = 0;
    for (const UslParameters& usl : fit.draws.draws) {
      REQUIRE(usl.alpha >= 0);
      REQUIRE(usl.beta >= 0);
      REQUIRE(usl.gamma > 0);
      alpha += usl.alpha / 20'000;
      positive += (usl.beta > 0 ? 1.0 : 0.0) / 20'000;
    }
    const double sd = *fit.summary.alpha.standard_error;
    CHECK(std::abs(alpha - fit.summary.alpha.value) < 0.05 * sd);
    CHECK(std::abs(positive - fit.summary.probability_beta_positive) < 0.02);
  }
}

TEST_CASE("units do not matter: a X gives a gamma and the same beliefs") {
  Measurements rows = golden_rows("specsdm91");
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    const BayesSummary plain =
        bayes_fit(make_fit_problem(rows, model), {}, {}, {.draws = 10, .level = 0.95, .seed = 1})
            .summary;
    Measurements scaled = rows;
    for (Measurement& row : scaled.rows) row.throughput *= 1024;
    const BayesSummary large =
        bayes_fit(make_fit_problem(scaled, model), {}, {}, {.draws = 10, .level = 0.95, .seed = 1})
            .summary;
    CHECK(near(large.probability_beta_positive, plain.probability_beta_positive, 1e-6));
    CHECK(near(large.alpha.value, plain.alpha.value, 1e-6));
    CHECK(near(large.gamma.value, 1024 * plain.gamma.value, 1e-6));
  }
}

TEST_CASE("the same seed gives the same draws") {
  const FitProblem problem = make_fit_problem(golden_rows("raytracer"), ErrorModel::relative);
  CHECK(bayes_fit(problem, {}, {}, {.draws = 100, .level = 0.95, .seed = 3}).draws.draws ==
        bayes_fit(problem, {}, {}, {.draws = 100, .level = 0.95, .seed = 3}).draws.draws);
  CHECK_FALSE(bayes_fit(problem, {}, {}, {.draws = 100, .level = 0.95, .seed = 3}).draws.draws ==
              bayes_fit(problem, {}, {}, {.draws = 100, .level = 0.95, .seed = 4}).draws.draws);
}

TEST_CASE("with the variance from replicates the posterior is as wide as that variance says") {
  Random random(10, "misfit");
  const std::vector<double> sweep = {1, 2, 4, 8, 16, 32, 64, 128};
  Measurements rows = noisy_rows({0.05, 0.0005, 100}, sweep, 0.01, random);
  for (int copy = 0; copy < 3; ++copy) {
    const Measurements again = noisy_rows({0.05, 0.0005, 100}, sweep, 0.01, random);
    rows.rows.insert(rows.rows.end(), again.rows.begin(), again.rows.begin() + 8);
  }
  for (Measurement& row : rows.rows) {
    if (row.concurrency > 3 && row.concurrency < 5) row.throughput *= 1.1;  // misfit, not noise
  }
  const UslFit fit = fit_usl(rows, {.error_model = ErrorModel::replicates, .bayes = true});
  REQUIRE(fit.bayes.has_value());
  // Student's t with f degrees of freedom has the variance f / (f - 2) of its scale.
  CHECK(near(fit.bayes->alpha.standard_error.value(), fit.alpha.standard_error.value(), 0.15));
  CHECK(near(fit.bayes->gamma.standard_error.value(), fit.gamma.standard_error.value(), 0.15));
}

TEST_CASE("a gamma that is given stays what it is, in the posterior and in every draw") {
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    const UslFit fit =
        fit_usl(golden_rows("specsdm91"),
                {.error_model = model, .gamma_mode = GammaMode::given, .gamma = 90, .bayes = true});
    REQUIRE(fit.bayes.has_value());
    CHECK(fit.bayes->gamma.value == 90);
    for (const UslParameters& usl : fit.joint_draws.draws) CHECK(near(usl.gamma, 90, 1e-12));
    // The posterior of the other two follows the fit at this gamma.
    CHECK(std::abs(fit.bayes->alpha.value - fit.alpha.value) <
          1.5 * fit.alpha.standard_error.value());
  }
}

}  // namespace
}  // namespace uslkit
