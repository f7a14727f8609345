#include "fit/golden_section.h"

#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

TEST_CASE("the peak is found wherever it lies in the range, also at its ends") {
  for (const double peak : {-3.0, -1.25, 0.0, 2.5, 5.0}) {
    const auto hill = [&](double x) { return -std::abs(x - peak); };
    CHECK(std::abs(golden_section_maximum(hill, -3, 5, 1e-9) - peak) < 1e-8);
  }
}

TEST_CASE("a tolerance that rounding cannot reach ends after a hundred steps") {
  int evaluations = 0;
  const auto hill = [&](double x) {
    ++evaluations;
    return -x * x;
  };
  CHECK(std::abs(golden_section_maximum(hill, -1, 2, 0)) < 1e-7);
  CHECK(evaluations <= 102);
}

TEST_CASE("a plateau leads to its lower end") {
  CHECK(golden_section_maximum([](double) { return 1.0; }, 0, 1, 1e-6) < 1e-5);
}

}  // namespace
}  // namespace uslkit
