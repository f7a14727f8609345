#include "fit/joint_draws.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <Eigen/Dense>

#include "base/random.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "fit/latency_form.h"
#include "fit/student_draw.h"

namespace uslkit {
namespace {

// Draws come from the tail beyond the bound that excludes most, so few tries fail; where most still
// do, the rest of the region has hardly any mass.
constexpr int kMostTriesPerDraw = 50;
// A bound that keeps this little or less in the middle is worth drawing from its tail.
constexpr double kTailFrom = 0.5;

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

// A coefficient that may not be negative: its direction among the standardised deviates, and the
// deviate at which it is zero.
struct Cut {
  Eigen::Vector3d direction = Eigen::Vector3d::UnitX();
  double at = -std::numeric_limits<double>::infinity();
};

// The bound that excludes most.
Cut tightest_cut(const Center& center, const Region& region) {
  Cut tightest;
  const auto consider = [&](Eigen::Index row, double value) {
    const double sd = center.root.row(row).norm();
    if (!(sd > 0) || -value / sd <= tightest.at) return;
    tightest = {.direction = center.root.row(row).transpose() / sd, .at = -value / sd};
  };
  if (!region.alpha_may_be_negative) consider(0, center.usl.alpha);
  if (!region.beta_may_be_negative) consider(1, center.usl.beta);
  return tightest;
}

// A standardised Student vector beyond the cut: first the deviate along the direction, from its
// tail; given that, the others are Student again with one more degree of freedom and the scale
// sqrt((df + t^2) / (df + 1)) (Kotz & Nadarajah 2004, section 1.11).
Eigen::Vector3d student_vector(const Cut& cut, double degrees_of_freedom, Random& random) {
  const double a = random.normal();
  const double b = random.normal();
  const double c = random.normal();
  const Eigen::Vector3d normal(a, b, c);
  if (cut.at < kTailFrom) return normal * student_spread(random, degrees_of_freedom);
  const double along = student_tail_draw(random, degrees_of_freedom, cut.at);
  const Eigen::Vector3d across = normal - cut.direction * cut.direction.dot(normal);
  const double scale =
      std::isinf(degrees_of_freedom)
          ? 1
          : std::sqrt((degrees_of_freedom + along * along) / (degrees_of_freedom + 1));
  return cut.direction * along + across * scale * student_spread(random, degrees_of_freedom + 1);
}

std::vector<UslParameters> drawn(const Center& center, const Region& region, int draws,
                                 Random& random) {
  std::vector<UslParameters> result;
  const Cut cut = tightest_cut(center, region);
  const std::int64_t most = static_cast<std::int64_t>(draws) * kMostTriesPerDraw;
  for (std::int64_t i = 0; i < most && static_cast<int>(result.size()) < draws; ++i) {
    const Eigen::Vector3d step =
        center.root * student_vector(cut, center.degrees_of_freedom, random);
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
