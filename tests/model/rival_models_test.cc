#include "model/rival_models.h"

#include <cmath>

#include <doctest/doctest.h>

#include "model/usl.h"
#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("every law gives gamma at N = 1") {
  CHECK(linear_throughput(42, 1) == 42);
  CHECK(amdahl_throughput(0.3, 42, 1) == 42);
  CHECK(gustafson_throughput(0.3, 42, 1) == 42);
  CHECK(log_usl_throughput({0.3, 0.2, 42}, 1) == 42);
  CHECK(knee_throughput(42, 100, 1) == 42);
}

TEST_CASE("Amdahl is the USL without crosstalk, and linear is Amdahl without contention") {
  for (const double n : {0.5, 1.0, 7.0, 300.0}) {
    CHECK(relative_error(amdahl_throughput(0.07, 42, n), usl_throughput({0.07, 0, 42}, n)) < 1e-15);
    CHECK(amdahl_throughput(0, 42, n) == linear_throughput(42, n));
    CHECK(relative_error(log_usl_throughput({0.07, 0, 42}, n), amdahl_throughput(0.07, 42, n)) <
          1e-15);
  }
}

TEST_CASE("at one N the logarithmic law is the USL with beta log(N)/N in the place of beta") {
  const double n = 20;
  CHECK(relative_error(log_usl_throughput({0.07, 0.01, 42}, n),
                       usl_throughput({0.07, 0.01 * std::log(n) / n, 42}, n)) < 1e-15);
}

TEST_CASE("Gustafson is a straight line that a serial share of 1 makes flat") {
  const double first = gustafson_throughput(0.3, 42, 2) - gustafson_throughput(0.3, 42, 1);
  const double second = gustafson_throughput(0.3, 42, 9) - gustafson_throughput(0.3, 42, 8);
  CHECK(relative_error(first, 42 * 0.7) < 1e-12);
  CHECK(relative_error(second, first) < 1e-12);
  CHECK(relative_error(gustafson_throughput(1, 42, 77), 42) < 1e-12);
}

TEST_CASE("the knee rises to its ceiling and stays there") {
  CHECK(knee_throughput(10, 35, 3) == 30);
  CHECK(knee_throughput(10, 35, 3.5) == 35);
  CHECK(knee_throughput(10, 35, 1000) == 35);
}

}  // namespace
}  // namespace uslkit
