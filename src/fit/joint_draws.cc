#include "fit/joint_draws.h"

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include <Eigen/Dense>

#include "base/random.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "fit/latency_form.h"

namespace uslkit {
namespace {

constexpr int kMostTriesPerDraw = 100;
// Student's t with more degrees of freedom than this is drawn as normal.
constexpr double kManyDegrees = 200;

struct Region {
  bool alpha_may_be_negative = false;
  bool beta_may_be_negative = false;
  double no_pole_up_to = 0;

  [[nodiscard]] bool holds(const UslParameters& usl) const {
    if (usl.alpha < 0 && !alpha_may_be_negative) return false;
    if (usl.beta < 0 && !beta_may_be_negative) return false;
    const std::optional<double> pole = usl_pole(usl);
    return std::isfinite(usl.gamma) && usl.gamma > 0 && (!pole || *pole > no_pole_up_to);
  }
};

// A draw of the gamma law with shape >= 1 and scale 1: Marsaglia & Tsang (2000), "A simple method
// for generating gamma variables". Nine tries in ten succeed.
double gamma_draw(Random& random, double shape) {
  constexpr int kMostTries = 1000;
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (int i = 0; i < kMostTries; ++i) {
    const double z = random.normal();
    const double root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - random.uniform()) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
  }
  return shape;
}

// sqrt(df / chi-squared(df)): what turns a normal vector into a Student one.
double spread(Random& random, double degrees_of_freedom) {
  if (!(degrees_of_freedom <= kManyDegrees)) return 1;
  if (degrees_of_freedom < 2) return 1 / std::abs(random.normal());
  return std::sqrt(degrees_of_freedom / (2 * gamma_draw(random, 0.5 * degrees_of_freedom)));
}

struct Center {
  UslParameters usl;
  Eigen::Matrix3d root;  // covariance of (alpha, beta, log gamma) = root root'
  double degrees_of_freedom = 0;
};

std::optional<Center> center_of(const FitProblem& problem, const UslParameters& usl,
                                FreeParameters free, double rss) {
  const ErrorVariance variance = error_variance(problem, rss, free.count());
  if (!(variance.degrees_of_freedom > 0)) return std::nullopt;
  const Covariance covariance = covariance_of(problem, usl, free, variance.variance);
  if (!covariance.identified) return std::nullopt;
  Eigen::Matrix3d matrix;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const double gamma_scale = (i == 2 ? usl.gamma : 1) * (j == 2 ? usl.gamma : 1);
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          covariance.covariance[i][j] / gamma_scale;
    }
  }
  // Scaled to correlations first: the variances of alpha and beta differ by many powers of ten.
  const Eigen::Vector3d scale = matrix.diagonal().cwiseSqrt();
  const Eigen::Vector3d inverse = (scale.array() > 0).select(scale.cwiseInverse(), 0.0);
  const Eigen::Matrix3d correlation = inverse.asDiagonal() * matrix * inverse.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> eigen(correlation);
  const Eigen::Vector3d lengths = eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt();
  return Center{.usl = usl,
                .root = scale.asDiagonal() * eigen.eigenvectors() * lengths.asDiagonal(),
                .degrees_of_freedom = variance.degrees_of_freedom};
}

std::vector<UslParameters> drawn(const Center& center, const Region& region, int draws,
                                 Random& random) {
  std::vector<UslParameters> result;
  const std::int64_t most = static_cast<std::int64_t>(draws) * kMostTriesPerDraw;
  for (std::int64_t i = 0; i < most && static_cast<int>(result.size()) < draws; ++i) {
    const double a = random.normal();
    const double b = random.normal();
    const double c = random.normal();
    const Eigen::Vector3d step =
        center.root * Eigen::Vector3d(a, b, c) * spread(random, center.degrees_of_freedom);
    const UslParameters usl = {.alpha = center.usl.alpha + step(0),
                               .beta = center.usl.beta + step(1),
                               .gamma = center.usl.gamma * std::exp(step(2))};
    if (region.holds(usl)) result.push_back(usl);
  }
  return result;
}

}  // namespace

JointDraws joint_draws(const FitProblem& problem, const BoundedFit& fit, int draws,
                       std::uint64_t seed) {
  JointDraws result;
  result.method = "student-t";
  result.seed = seed;
  const Region region = {.alpha_may_be_negative = fit.parameters.alpha < 0,
                         .beta_may_be_negative = fit.parameters.beta < 0,
                         .no_pole_up_to = 2 * problem.concurrency.back()};
  Random random(seed, "joint draws");
  const std::optional<Center> unconstrained =
      center_of(problem, fit.unconstrained, fit.unconstrained_free, fit.unconstrained_rss);
  if (unconstrained) result.draws = drawn(*unconstrained, region, draws, random);
  if (static_cast<int>(result.draws.size()) == draws) return result;
  const std::optional<Center> reported = center_of(problem, fit.parameters, fit.free, fit.rss);
  if (reported) result.draws = drawn(*reported, region, draws, random);
  return result;
}

}  // namespace uslkit
