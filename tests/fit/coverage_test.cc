// Monte Carlo: do intervals that say 95 % hold the truth in 95 of 100 sweeps?
//
// Designs of research into existing tools (users of R's usl: 86 to 91 %), truth alpha = 0.05,
// beta = 0.0005, gamma = 100, so N* = 43.6: sweeps through the peak, sweeps that end far below it,
// and few points. Noise is normal on the scale of the error model, so the intervals' own theory
// applies up to the curvature of the law.
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "fit/covariance.h"
#include "fit/error_variance.h"
#include "fit/fit_problem.h"
#include "fit/peak_profile.h"
#include "fit/profile.h"
#include "fit/refit.h"

namespace uslkit {

namespace {

constexpr UslParameters kTruth = {0.05, 0.0005, 100};
constexpr int kRuns = 10'000;
constexpr std::uint64_t kSeed = 20260731;
constexpr double kLevel = 0.95;
// 95 % +- 2 points: nine standard errors of a proportion in 10,000 runs.
constexpr double kLowest = 0.93;
constexpr double kHighest = 0.97;

struct Design {
  std::string name;
  std::vector<double> concurrency;
  double noise;  // standard deviation of log X, or share of the largest X
  ErrorModel model;
};

std::vector<double> counting(int last) {
  std::vector<double> all;
  for (int n = 1; n <= last; ++n) all.push_back(n);
  return all;
}

const std::vector<Design> kDesigns = {
    {"7 points to 216, additive", {1, 18, 36, 72, 108, 144, 216}, 0.03, ErrorModel::additive},
    {"7 points to 216, relative", {1, 18, 36, 72, 108, 144, 216}, 0.05, ErrorModel::relative},
    {"32 points to 32, additive", counting(32), 0.02, ErrorModel::additive},
    {"10 points to 10, below the peak", counting(10), 0.01, ErrorModel::additive},
    {"6 points to 32", {1, 2, 4, 8, 16, 32}, 0.02, ErrorModel::relative},
    {"8 points to 128", {1, 2, 4, 8, 16, 32, 64, 128}, 0.05, ErrorModel::relative},
    {"8 points to half of N*", {1, 2, 3, 5, 8, 12, 16, 22}, 0.03, ErrorModel::relative},
};

Measurements sweep(const Design& design, Random& random) {
  const double largest = usl_peak(kTruth)->throughput;
  Measurements measurements;
  for (const double n : design.concurrency) {
    const double mean = usl_throughput(kTruth, n);
    const double z = design.noise * random.normal();
    Measurement row;
    row.concurrency = n;
    row.throughput = design.model == ErrorModel::relative ? mean * std::exp(z) : mean + z * largest;
    // An additive error may exceed a small throughput; such a run would not be reported either.
    if (!(row.throughput > 0)) row.throughput = 0.1 * mean;
    measurements.rows.push_back(row);
  }
  return measurements;
}

bool holds(const Interval& interval, double value) {
  return interval.lower <= value && value <= interval.upper;
}

struct Counts {
  std::array<int, 3> wald{};
  std::array<int, 3> profile{};
  int peak = 0;
  int height = 0;
  int heights = 0;  // sweeps with a peak at all
  int runs = 0;
};

void count_one(const Design& design, Random& random, Counts& counts) {
  const FitProblem problem = make_fit_problem(sweep(design, random), design.model);
  const RefitResult fit = best_refit(problem);
  if (!fit.converged) return;
  const ErrorVariance variance = error_variance(problem, fit.rss, 3);
  const Covariance covariance = covariance_of(problem, fit.parameters, {}, variance.variance);
  if (!covariance.identified) return;
  const ProfileBase base = {.minimum = fit.parameters,
                            .free = {},
                            .rss = fit.rss,
                            .rss_cut = variance.rss_cut(fit.rss, kLevel)};
  const std::array<double, 3> truth = {kTruth.alpha, kTruth.beta, kTruth.gamma};
  const std::array<double, 3> found = {fit.parameters.alpha, fit.parameters.beta,
                                       fit.parameters.gamma};
  const std::array<UslParameter, 3> names = {UslParameter::alpha, UslParameter::beta,
                                             UslParameter::gamma};
  ++counts.runs;
  for (std::size_t i = 0; i < 3; ++i) {
    const double half_width = variance.t_quantile(kLevel) * covariance.standard_error[i];
    counts.wald[i] += std::abs(found[i] - truth[i]) <= half_width ? 1 : 0;
    counts.profile[i] +=
        holds(profile_interval(problem, base, names[i], half_width), truth[i]) ? 1 : 0;
  }
  const UslPeak peak = usl_peak(kTruth).value();
  counts.peak += holds(profile_peak_concurrency(problem, base), peak.concurrency) ? 1 : 0;
  if (!usl_peak(fit.parameters)) return;
  ++counts.heights;
  counts.height += holds(profile_throughput_limit(problem, base), peak.throughput) ? 1 : 0;
}

}  // namespace

TEST_CASE(
    "95 % intervals of alpha, beta, gamma, N* and X* hold the truth in 93 to 97 % of sweeps") {
  MESSAGE("seed " << kSeed << ", " << kRuns << " sweeps per design");
  for (const Design& design : kDesigns) {
    Random random(kSeed, design.name);
    Counts counts;
    for (int run = 0; run < kRuns; ++run) count_one(design, random, counts);
    const auto share = [&](int count) { return static_cast<double>(count) / counts.runs; };
    MESSAGE(design.name << ": Wald " << share(counts.wald[0]) << " " << share(counts.wald[1]) << " "
                        << share(counts.wald[2]) << ", profile " << share(counts.profile[0]) << " "
                        << share(counts.profile[1]) << " " << share(counts.profile[2]) << ", N* "
                        << share(counts.peak) << ", X* "
                        << static_cast<double>(counts.height) / counts.heights
                        << " where a peak was found (" << counts.heights << ")");
    CHECK(counts.runs >= kRuns - 4);
    for (std::size_t i = 0; i < 3; ++i) {
      CAPTURE(i);
      CHECK(share(counts.wald[i]) >= kLowest);
      CHECK(share(counts.wald[i]) <= kHighest);
      CHECK(share(counts.profile[i]) >= kLowest);
      CHECK(share(counts.profile[i]) <= kHighest);
    }
    CHECK(share(counts.peak) >= kLowest);
    CHECK(share(counts.peak) <= kHighest);
    if (counts.heights < kRuns) continue;
    CHECK(share(counts.height) >= kLowest);
    CHECK(share(counts.height) <= kHighest);
  }
}

}  // namespace uslkit
