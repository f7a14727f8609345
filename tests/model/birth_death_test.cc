#include "model/birth_death.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("probabilities sum to one and keep detailed balance") {
  const std::vector<double> ratios = {7.0, 3.0, 1.5, 1.0, 0.25};
  const std::vector<double> probabilities = birth_death_probabilities(ratios);
  REQUIRE(probabilities.size() == 6);
  double sum = 0.0;
  for (const double probability : probabilities) sum += probability;
  CHECK(relative_error(sum, 1.0) < 1e-15);
  for (std::size_t k = 0; k < ratios.size(); ++k) {
    CHECK(relative_error(probabilities[k + 1] / probabilities[k], ratios[k]) < 1e-14);
  }
}

TEST_CASE("a chain of one state is certain, and a ratio of 0 ends the chain") {
  CHECK(birth_death_probabilities({}) == std::vector<double>{1.0});
  CHECK(birth_death_probabilities({0.0, 0.0}) == std::vector<double>{1.0, 0.0, 0.0});
}

TEST_CASE("huge chains far above saturation neither overflow nor lose their sum") {
  const std::vector<double> ratios(100'000, 1e6);
  const std::vector<double> probabilities = birth_death_probabilities(ratios);
  CHECK(relative_error(probabilities.back(), 1.0 - 1e-6) < 1e-12);
  CHECK(probabilities.front() == 0.0);
}

}  // namespace
}  // namespace uslkit
