#include "fit/compare_fits.h"

#include <array>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "fit/fit_usl.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

const std::vector<double> kSweep = {1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64, 128, 128};

UslFit fit_of(const UslParameters& usl, double noise, Random& random) {
  return fit_usl(noisy_rows(usl, kSweep, noise, random),
                 {.robust = false, .joint_draws = 0, .band_points = 2});
}

TEST_CASE("a fit compared with itself has not changed") {
  const UslFit fit = fit_usl(golden_rows("cisco_mysql"));
  const FitComparison same = compare_fits(fit, fit);
  REQUIRE(same.changes.size() == 5);
  for (const FitChange& change : same.changes) {
    CHECK(change.ratio == 1);
    CHECK(change.difference == 0);
    CHECK(*change.p_value == 1);
    CHECK(change.ratio_interval->lower < 1);
    CHECK(change.ratio_interval->upper > 1);
  }
  REQUIRE(same.curves.has_value());
  CHECK(same.curves->p_value > 0.999);
  REQUIRE(same.sentences.size() == 2);
  CHECK(same.sentences[0].rfind("One curve describes both", 0) == 0);
  CHECK(same.sentences[1] == "No parameter changed by more than the noise of the two fits.");
}

// Ten rows below the peak cannot tell beta = 0 from the 8.9e-4 that all 32 rows show: a fit on its
// bound is uncertain, not exactly zero.
TEST_CASE("a coefficient on its bound is compared with the uncertainty it has") {
  const UslFit whole = fit_usl(golden_rows("cisco_mysql"));
  const UslFit start = fit_usl(golden_rows("cisco_mysql_first10"));
  REQUIRE(start.beta_on_bound);
  const FitComparison comparison = compare_fits(whole, start);
  const FitChange& beta = *find_change(comparison, "beta");
  CHECK(beta.after == 0);
  CHECK(beta.ratio == 0);
  CHECK(*beta.p_value > 0.01);
  CHECK(beta.ratio_interval->upper > 0.5);
}

TEST_CASE("swapping before and after inverts ratios and keeps p-values") {
  Random random(51, "swap");
  const UslFit one = fit_of({0.05, 0.0005, 100}, 0.02, random);
  const UslFit two = fit_of({0.08, 0.0008, 90}, 0.02, random);
  const FitComparison there = compare_fits(one, two);
  const FitComparison back = compare_fits(two, one);
  for (std::size_t i = 0; i < there.changes.size(); ++i) {
    CAPTURE(there.changes[i].metric);
    CHECK(near(there.changes[i].ratio * back.changes[i].ratio, 1, 1e-12));
    CHECK(near(*there.changes[i].p_value, *back.changes[i].p_value, 1e-9));
    CHECK(near(there.changes[i].ratio_interval->lower * back.changes[i].ratio_interval->upper, 1,
               1e-9));
  }
  CHECK(near(there.curves->p_value, back.curves->p_value, 1e-9));
}

// Each p-value under no change is below 5 % in 5 % of pairs, and each ratio interval holds 1 in 95
// %.
TEST_CASE("without a change the tests reject as often as they say") {
  constexpr int kRuns = 500;
  Random random(52, "null");
  std::array<double, 5> rejected{};
  double curves = 0, covered = 0;
  for (int run = 0; run < kRuns; ++run) {
    const UslFit one = fit_of({0.05, 0.0005, 100}, 0.03, random);
    const UslFit two = fit_of({0.05, 0.0005, 100}, 0.03, random);
    const FitComparison comparison = compare_fits(one, two);
    for (std::size_t i = 0; i < 5; ++i) {
      if (*comparison.changes[i].p_value < 0.05) rejected[i] += 1.0 / kRuns;
    }
    const Interval& beta = *comparison.changes[1].ratio_interval;
    if (beta.lower <= 1 && 1 <= beta.upper) covered += 1.0 / kRuns;
    if (comparison.curves->p_value < 0.05) curves += 1.0 / kRuns;
  }
  for (const double share : rejected) {
    CHECK(share > 0.02);
    CHECK(share < 0.085);
  }
  CHECK(curves > 0.02);
  CHECK(curves < 0.085);
  CHECK(std::abs(covered - 0.95) < 0.035);
}

TEST_CASE("a release that doubles crosstalk is found and named as the worst change") {
  Random random(53, "worse");
  const UslFit one = fit_of({0.05, 0.0005, 100}, 0.02, random);
  const UslFit two = fit_of({0.05, 0.001, 100}, 0.02, random);
  const FitComparison comparison = compare_fits(one, two);
  const FitChange* beta = find_change(comparison, "beta");
  REQUIRE(beta != nullptr);
  CHECK(beta->worse);
  CHECK(*beta->p_value < 1e-4);
  CHECK(beta->ratio_interval->lower > 1.5);
  CHECK(beta->ratio_interval->upper < 3);
  CHECK(find_change(comparison, "peak.concurrency")->worse);
  CHECK(comparison.curves->p_value < 1e-4);
  CHECK(comparison.sentences.front().rfind("Worse: ", 0) == 0);
  CHECK(find_change(comparison, "delta") == nullptr);
}

TEST_CASE("where the first beta may be zero its ratio is unknown, not made up") {
  const UslFit one =
      fit_usl(golden_rows("cisco_mysql_first10"), {.error_model = ErrorModel::additive});
  const UslFit two = fit_usl(golden_rows("cisco_mysql"), {.error_model = ErrorModel::additive});
  const FitComparison comparison = compare_fits(one, two);
  const FitChange* beta = find_change(comparison, "beta");
  CHECK(std::isinf(beta->ratio_interval->upper));
  CHECK(beta->difference_interval.has_value());
}

TEST_CASE("a peak that is lost or gained is infinite, without an interval") {
  const UslFit with = fit_usl(golden_rows("cisco_mysql"));
  const UslFit without = fit_usl(golden_rows("cisco_mysql_first10"));
  REQUIRE(without.beta_on_bound);
  const FitChange lost = *find_change(compare_fits(without, with), "peak.concurrency");
  CHECK(std::isinf(lost.before));
  CHECK(lost.ratio == 0);
  CHECK(lost.worse);
  CHECK_FALSE(lost.ratio_interval.has_value());
}

TEST_CASE("fits in different units are refused") {
  UslFit one = fit_usl(golden_rows("cisco_mysql"));
  UslFit two = one;
  two.throughput_unit = "/min";
  CHECK_THROWS_WITH_AS((void)compare_fits(one, two),
                       "compare-fits: error: found throughput per \"/s\" and \"/min\"\n"
                       "  allowed: two fits in the same unit\n"
                       "  hint: fit both sets of measurements in the same unit",
                       InputError);
}

TEST_CASE("a peak on one side only has moved where the other data reach past it") {
  Random random(81, "compare");
  const std::vector<double> sweep = {1, 2, 4, 8, 16, 32, 64, 96, 128};
  const UslFit peaked = fit_usl(noisy_rows({0.02, 0.001, 100}, sweep, 0.01, random));
  const UslFit open = fit_usl(noisy_rows({0.02, 0, 100}, sweep, 0.01, random));
  const auto says = [](const FitComparison& comparison, const std::string& part) {
    for (const std::string& sentence : comparison.sentences) {
      if (sentence.find(part) != std::string::npos) return true;
    }
    return false;
  };
  CHECK(says(compare_fits(peaked, open), "to beyond the data, which end at N = 128."));
  CHECK(says(compare_fits(open, peaked),
             "The peak moved from beyond the data, which end at N = 128, to N = 3"));
  const UslFit all = fit_usl(golden_rows("cisco_mysql"));
  const UslFit few = fit_usl(golden_rows("cisco_mysql_first10"));
  CHECK(says(compare_fits(all, few),
             "Before the peak is at N = 33.2; the data after end at N = 10, short of it: whether "
             "it moved is not known."));
}

}  // namespace
}  // namespace uslkit
