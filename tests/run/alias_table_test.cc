#include "run/alias_table.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace {

using namespace uslkit;

// The length of the part of [0, 1] that picks each index, found by bisecting every column's edge:
// exact up to the grid of doubles.
std::vector<double> measured_shares(const AliasTable& table) {
  const double count = static_cast<double>(table.size());
  std::vector<double> shares(table.size());
  for (std::size_t column = 0; column < table.size(); ++column) {
    const double begin = static_cast<double>(column) / count;
    const double end = static_cast<double>(column + 1) / count;
    double low = begin + 1e-15;
    double high = end - 1e-15;
    const std::uint32_t first = table.pick(low);
    const std::uint32_t last = table.pick(high);
    if (first != last) {
      for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (table.pick(middle) == first ? low : high) = middle;
      }
    } else {
      low = end;
    }
    shares[first] += low - begin;
    shares[last] += end - low;
  }
  return shares;
}

void check_shares(const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const std::vector<double> shares = measured_shares(AliasTable(weights));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(shares[i] - weights[i] / sum) <= 1e-12);
  }
}

}  // namespace

TEST_CASE("an alias table's columns add up to the weights") {
  check_shares({1});
  check_shares({1, 1});
  check_shares({1, 2, 3, 4});
  check_shares({0.3, 0, 0.7});
  check_shares({1e-9, 1, 1e9});
  Random random(1, "alias");
  for (int round = 0; round < 20; ++round) {
    std::vector<double> weights(static_cast<std::size_t>(1 + random.index(60)));
    for (double& weight : weights) weight = random.uniform() < 0.2 ? 0 : random.uniform();
    weights.front() += 0.01;
    check_shares(weights);
  }
}

TEST_CASE("an index without weight is never picked, and the ends of [0, 1] are inside the table") {
  const AliasTable table({0, 5, 0});
  for (int i = 0; i <= 3000; ++i) REQUIRE(table.pick(i / 3000.0) == 1);
  const AliasTable even({1, 1, 1});
  CHECK(even.pick(0) == 0);
  CHECK(even.pick(1) == 2);
}
