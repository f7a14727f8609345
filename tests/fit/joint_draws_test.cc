#include "fit/joint_draws.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "fit/bounded_fit.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "fit/student_draw.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

// The largest distance between the distribution functions of two samples.
double kolmogorov_distance(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double largest = 0;
  std::size_t j = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    while (j < b.size() && b[j] <= a[i]) ++j;
    const double here = static_cast<double>(i + 1) / static_cast<double>(a.size());
    largest =
        std::max(largest, std::abs(here - static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return largest;
}

// Two samples of one law are further apart than this once in ten thousand times.
double kolmogorov_limit(std::size_t a, std::size_t b) {
  return 2.2 * std::sqrt(1 / static_cast<double>(a) + 1 / static_cast<double>(b));
}

TEST_CASE("a draw from the tail has the law of the plain draws that fall there") {
  constexpr double kNormal = std::numeric_limits<double>::infinity();
  for (const double df : {1.0, 4.0, 29.0, kNormal}) {
    for (const double cut : {-1.0, 0.3, 0.7, 2.0}) {
      CAPTURE(df);
      CAPTURE(cut);
      Random random(71, "tail");
      std::vector<double> plain;
      while (plain.size() < 4000) {
        const double value = random.normal() * student_spread(random, df);
        if (value > cut) plain.push_back(value);
      }
      std::vector<double> direct;
      while (direct.size() < 4000) direct.push_back(student_tail_draw(random, df, cut));
      CHECK(*std::min_element(direct.begin(), direct.end()) >= cut);
      CHECK(kolmogorov_distance(direct, plain) < kolmogorov_limit(4000, 4000));
    }
  }
}

// What joint_draws must return, the slow way: plain Student vectors, kept where they are allowed.
// Cholesky instead of eigenvectors, so that no step is shared.
std::vector<UslParameters> plain_draws(const FitProblem& problem, const BoundedFit& fit,
                                       std::size_t count) {
  const ErrorVariance variance =
      error_variance(problem, fit.unconstrained_rss, fit.unconstrained_free.count());
  const Covariance found =
      covariance_of(problem, fit.unconstrained, fit.unconstrained_free, variance.variance);
  double c[3][3];
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const double scale =
          (i == 2 ? fit.unconstrained.gamma : 1) * (j == 2 ? fit.unconstrained.gamma : 1);
      c[i][j] = found.covariance[i][j] / scale;
    }
  }
  double l[3][3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = c[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
      l[i][j] = i == j ? std::sqrt(sum) : sum / l[j][j];
    }
  }
  Random random(72, "plain");
  std::vector<UslParameters> draws;
  while (draws.size() < count) {
    const double z[3] = {random.normal(), random.normal(), random.normal()};
    const double spread = student_spread(random, variance.degrees_of_freedom);
    double step[3] = {};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t k = 0; k <= i; ++k) step[i] += l[i][k] * z[k] * spread;
    }
    const UslParameters usl = {fit.unconstrained.alpha + step[0], fit.unconstrained.beta + step[1],
                               fit.unconstrained.gamma * std::exp(step[2])};
    if (usl.alpha >= 0 && usl.beta >= 0) draws.push_back(usl);
  }
  return draws;
}

TEST_CASE("draws beyond a bound have the law of plain rejection") {
  for (const char* name : {"cisco_mysql_first10", "specsdm91", "raytracer_first6"}) {
    CAPTURE(name);
    const FitProblem problem = make_fit_problem(golden_rows(name), ErrorModel::relative);
    const BoundedFit fit = bounded_fit(problem, {}, {0, 0, 1}, {});
    constexpr int kDraws = 4000;
    const std::vector<UslParameters> fast = joint_draws(problem, fit, kDraws, 5).draws;
    const std::vector<UslParameters> plain = plain_draws(problem, fit, kDraws);
    REQUIRE(fast.size() == plain.size());
    const auto column = [](const std::vector<UslParameters>& draws, double UslParameters::*field) {
      std::vector<double> values;
      for (const UslParameters& usl : draws) values.push_back(usl.*field);
      return values;
    };
    for (double UslParameters::*field :
         {&UslParameters::alpha, &UslParameters::beta, &UslParameters::gamma}) {
      CHECK(kolmogorov_distance(column(fast, field), column(plain, field)) <
            kolmogorov_limit(kDraws, kDraws));
    }
  }
}

}  // namespace
}  // namespace uslkit
