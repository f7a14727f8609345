// Goal: an Amdahl fit is not extrapolated as if crosstalk were known to be absent. Method: sweeps
// far below the peak of a known law, whose beta often lands on its bound; the interval of X at
// twice the data must hold the truth as often as it says.
#include "fit/drawn_interval.h"

#include <doctest/doctest.h>

#include "fit/fit_usl.h"
#include "fit/predict.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

TEST_CASE("without draws an interval stays as it is; with them it holds both") {
  const auto alpha = [](const UslParameters& usl) { return usl.alpha; };
  CHECK(widened({1, 2}, {}, 0.95, alpha) == Interval{1, 2});
  const std::vector<UslParameters> draws = {{0, 0, 1}, {10, 0, 1}};
  CHECK(widened({1, 2}, draws, 0.5, alpha) == Interval{1, 7.5});
  CHECK(widened({-1, 20}, draws, 0.5, alpha) == Interval{-1, 20});
}

TEST_CASE("only a fit on its bound has draws to widen by") {
  UslFit fit;
  fit.joint_draws.draws = {{0, 0, 1}};
  CHECK(draws_on_bound(fit).empty());
  fit.beta_on_bound = true;
  CHECK(draws_on_bound(fit).size() == 1);
}

struct Coverage {
  int on_bound = 0;
  int held = 0;
  int held_without_draws = 0;
};

Coverage coverage_at_twice_the_data(const UslParameters& truth, int sweeps) {
  const std::vector<double> concurrency = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const double far = 20;
  Random random(20261121, "coverage of bounded fits");
  Coverage coverage;
  for (int i = 0; i < sweeps; ++i) {
    UslFit fit = fit_usl(noisy_rows(truth, concurrency, 0.02, random),
                         {.robust = false, .joint_draws = 500, .band_points = 2});
    const auto holds = [&] {
      const Interval interval = *predict_at_concurrency(fit, far).throughput.confidence;
      const double value = usl_throughput(truth, far);
      return interval.lower <= value && value <= interval.upper;
    };
    coverage.on_bound += fit.beta_on_bound ? 1 : 0;
    coverage.held += holds() ? 1 : 0;
    fit.joint_draws.draws.clear();
    coverage.held_without_draws += holds() ? 1 : 0;
  }
  return coverage;
}

TEST_CASE("below the peak, intervals at twice the data hold the truth as often as they say") {
  constexpr int kSweeps = 1000;
  const Coverage coverage = coverage_at_twice_the_data({0.02, 0.0008, 1000}, kSweeps);
  MESSAGE(coverage.on_bound << " of " << kSweeps << " on the bound, " << coverage.held << " held, "
                            << coverage.held_without_draws << " without draws");
  CHECK(coverage.on_bound > kSweeps / 20);
  CHECK(coverage.held >= 0.93 * kSweeps);
  CHECK(coverage.held_without_draws < 0.92 * kSweeps);
}

TEST_CASE("the band of a fit on its bound widens to where crosstalk may bend the curve") {
  const Measurements rows = golden_rows("cisco_mysql_first10");
  const UslFit fit = fit_usl(rows, {.band_to = 20});
  const UslFit certain = fit_usl(rows, {.joint_draws = 0, .band_to = 20});
  REQUIRE(fit.beta_on_bound);
  const BandPoint& far = fit.band.back();
  const BandPoint& too_narrow = certain.band.back();
  CHECK(far.throughput == too_narrow.throughput);
  CHECK(far.throughput - far.confidence.lower >
        2 * (too_narrow.throughput - too_narrow.confidence.lower));
  CHECK(far.prediction.lower < far.confidence.lower);
  CHECK(far.prediction.upper > far.confidence.upper);
}

}  // namespace
}  // namespace uslkit
