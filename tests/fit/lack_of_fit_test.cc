#include "fit/lack_of_fit.h"

#include <cmath>

#include <doctest/doctest.h>

#include "fit/refit.h"
#include "golden_rows.h"
#include "model/rival_models.h"

namespace uslkit {
namespace {

const TestResult& test_of(const std::vector<TestResult>& tests, const std::string& name) {
  for (const TestResult& test : tests) {
    if (test.name == name) return test;
  }
  FAIL("no test named " << name);
  return tests.front();
}

// By hand: of the C(4,2) = 6 orders of ++--, 2 have 2 runs, 2 have 3 and 2 have 4.
TEST_CASE("the runs distribution counts orders") {
  CHECK(near(runs_cdf(2, 2, 2), 2.0 / 6, 1e-12));
  CHECK(near(runs_cdf(3, 2, 2), 4.0 / 6, 1e-12));
  CHECK(near(runs_cdf(4, 2, 2), 1, 1e-12));
  CHECK(runs_cdf(1, 2, 2) == 0);
  // Swed & Eisenhart (1943), 10 and 10: P(R <= 6) = .019, P(R <= 7) = .051.
  CHECK(std::abs(runs_cdf(6, 10, 10) - 0.019) < 5e-4);
  CHECK(std::abs(runs_cdf(7, 10, 10) - 0.051) < 5e-4);
}

TEST_CASE("the runs distribution sums to one for any number of signs") {
  for (const std::int64_t positive : {1, 2, 3, 7, 40}) {
    for (const std::int64_t negative : {1, 2, 5, 33}) {
      CHECK(near(runs_cdf(positive + negative, positive, negative), 1, 1e-9));
    }
  }
}

TEST_CASE("a saturating queue is called one, and a USL is not") {
  for (const ErrorModel model : {ErrorModel::relative, ErrorModel::additive}) {
    FitProblem problem = make_fit_problem(golden_rows("sysbench_cpu"), model);
    std::vector<TestResult> tests = lack_of_fit_tests(problem, best_refit(problem).parameters, {});
    CHECK(test_of(tests, kSaturationTest).statistic > kSaturationDeltaAic);
    CHECK(test_of(tests, kSaturationTest).reading.find("saturating queue, not a USL") !=
          std::string::npos);
    for (const char* name : {"cisco_mysql", "specsdm91", "raytracer", "oracledb"}) {
      CAPTURE(name);
      problem = make_fit_problem(golden_rows(name), model);
      tests = lack_of_fit_tests(problem, best_refit(problem).parameters, {});
      CHECK(test_of(tests, kSaturationTest).statistic < kSaturationDeltaAic);
    }
  }
}

TEST_CASE("under a true USL the pure-error test rejects as often as it says") {
  constexpr int kRuns = 2000;
  Random random(11, "pure error");
  int rejected = 0;
  for (int run = 0; run < kRuns; ++run) {
    const Measurements rows = noisy_rows(
        {0.05, 0.0005, 100}, {1, 1, 4, 4, 16, 16, 32, 32, 64, 64, 128, 128}, 0.03, random);
    const FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
    const std::vector<TestResult> tests =
        lack_of_fit_tests(problem, best_refit(problem).parameters, {});
    if (test_of(tests, kPureErrorTest).p_value < 0.05) ++rejected;
  }
  CHECK(rejected > 0.035 * kRuns);
  CHECK(rejected < 0.065 * kRuns);
}

TEST_CASE("replicates of another law are rejected, and known deviations do the same") {
  Random random(12, "other law");
  Measurements rows;
  for (const double n : {1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 64, 64, 256, 256}) {
    Measurement row;
    row.concurrency = n;
    row.throughput = knee_throughput(10, 80, n) * std::exp(0.01 * random.normal());
    row.throughput_sd = 0.01 * row.throughput;
    rows.rows.push_back(row);
  }
  FitProblem problem = make_fit_problem(rows, ErrorModel::relative);
  std::vector<TestResult> tests = lack_of_fit_tests(problem, best_refit(problem).parameters, {});
  CHECK(test_of(tests, kPureErrorTest).p_value < 1e-6);
  problem = make_fit_problem(rows, ErrorModel::known_sd);
  tests = lack_of_fit_tests(problem, best_refit(problem).parameters, {});
  CHECK(test_of(tests, kKnownVarianceTest).p_value < 1e-6);
}

TEST_CASE("without replicates or deviations there is no test against them") {
  const FitProblem problem = make_fit_problem(golden_rows("specsdm91"), ErrorModel::relative);
  const std::vector<TestResult> tests =
      lack_of_fit_tests(problem, best_refit(problem).parameters, {});
  REQUIRE(tests.size() == 2);
  CHECK(tests[0].name == kRunsTest);
  CHECK(tests[1].name == kSaturationTest);
}

}  // namespace
}  // namespace uslkit
