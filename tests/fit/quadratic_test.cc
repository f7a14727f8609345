#include "fit/quadratic.h"

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "golden_rows.h"

namespace uslkit {
namespace {

TEST_CASE("the quadratic method agrees with table D of the golden sets and with R usl 1.8.0") {
  struct Golden {
    const char* name;
    double alpha, beta, gamma;
  };
  const std::vector<Golden> golden_fits = {
      {"specsdm91", 0.01704689, 7.89249792e-05, 64.9},
      {"specsdm91_rounded", 0.0170992044, 7.89722029e-05, 65},
      {"raytracer", 0.0500239437, 4.70821781e-06, 20},
      {"raytracer_first6", 0.0146319812, 0.00191270958, 20},
      {"cisco_mysql", 0.0201748156, 0.00088247406, 955.16},
      {"cisco_mysql_first10", 0.0258279429, -0.000244698675, 955.16},
      {"sysbench_cpu", 0.301257646, 1.15156575e-07, 8272.55783333},
      {"schwartz_linear2", 0.0499859945, 0.0200035227, 1800},
      {"usl_test_synthetic", 0.0200034524, 0.0199997296, 1},
  };
  for (const Golden& golden : golden_fits) {
    CAPTURE(golden.name);
    const UslParameters usl = quadratic_fit(golden_rows(golden.name));
    CHECK(near(usl.alpha, golden.alpha, 5e-9));
    CHECK(near(usl.beta, golden.beta, 1e-7));
    CHECK(near(usl.gamma, golden.gamma, 1e-12));
  }
}

TEST_CASE("exact points of a USL return its parameters") {
  Random random(1, "quadratic");
  const UslParameters usl = quadratic_fit(noisy_rows({0.07, 0.003, 42}, {1, 2, 5, 30}, 0, random));
  CHECK(near(usl.alpha, 0.07, 1e-12));
  CHECK(near(usl.beta, 0.003, 1e-12));
  CHECK(near(usl.gamma, 42, 1e-12));
}

TEST_CASE("without a row at N = 1 the quadratic method says so") {
  Random random(1, "quadratic");
  Measurements rows = noisy_rows({0.07, 0.003, 42}, {2, 5, 30}, 0, random);
  rows.sources.push_back({.name = "a.csv", .format = "csv", .sha256 = "", .bytes = 0, .rows = 3});
  CHECK_THROWS_WITH_AS((void)quadratic_fit(rows),
                       "a.csv: error: found no row at N = 1\n"
                       "  allowed: a row at N = 1, by which the quadratic method normalises\n"
                       "  hint: fit gamma with the other parameters: --gamma fitted",
                       FitNotUsable);
  Random again(1, "quadratic");
  CHECK_THROWS_AS((void)quadratic_fit(noisy_rows({0.07, 0.003, 42}, {1, 5, 5}, 0, again)),
                  FitNotUsable);
}

}  // namespace
}  // namespace uslkit
