#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

// Known answers of the Random123 distribution (kat_vectors, philox4x32-10).
TEST_CASE("philox4x32-10 gives the published known answers") {
  using Block = std::array<std::uint32_t, 4>;
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t kOnes = 0xffffffff;
  CHECK(philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("same seed and stream, same draws; another stream or seed, others") {
  Random a(7, "bootstrap");
  Random b(7, "bootstrap");
  Random other_stream(7, "arrivals");
  Random other_seed(8, "bootstrap");
  const std::uint64_t first = a.next_u64();
  CHECK(first == b.next_u64());
  CHECK(first != other_stream.next_u64());
  CHECK(first != other_seed.next_u64());
}

TEST_CASE("uniform draws fill [0, 1) evenly: Kolmogorov-Smirnov below its 0.1 % limit") {
  Random random(1, "uniform test");
  constexpr int kDraws = 20'000;
  std::vector<double> draws(kDraws);
  for (double& draw : draws) draw = random.uniform();
  std::sort(draws.begin(), draws.end());
  CHECK(draws.front() >= 0);
  CHECK(draws.back() < 1);
  double distance = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = draws[static_cast<std::size_t>(i)];
    distance = std::max({distance, (i + 1.0) / kDraws - value, value - i / double{kDraws}});
  }
  CHECK(distance < 1.95 / std::sqrt(kDraws));
}

TEST_CASE("normal draws have the moments of the standard normal") {
  Random random(1, "normal test");
  constexpr int kDraws = 200'000;
  double sum = 0, squares = 0, cubes = 0, fourths = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double draw = random.normal();
    sum += draw;
    squares += draw * draw;
    cubes += draw * draw * draw;
    fourths += draw * draw * draw * draw;
  }
  const double error = 1 / std::sqrt(double{kDraws});  // standard error of the mean
  CHECK(std::abs(sum / kDraws) < 4 * error);
  CHECK(std::abs(squares / kDraws - 1) < 4 * std::sqrt(2.0) * error);
  CHECK(std::abs(cubes / kDraws) < 4 * std::sqrt(15.0) * error);
  CHECK(std::abs(fourths / kDraws - 3) < 4 * std::sqrt(96.0) * error);
}

TEST_CASE("every index is drawn, none more often than chance allows") {
  Random random(3, "index test");
  std::array<int, 7> counts{};
  constexpr int kDraws = 70'000;
  for (int i = 0; i < kDraws; ++i) ++counts[random.index(7)];
  double chi_squared = 0;
  for (const int count : counts) chi_squared += (count - 1e4) * (count - 1e4) / 1e4;
  CHECK(chi_squared < 22.5);  // 0.1 % limit with 6 degrees of freedom
  CHECK(random.index(1) == 0);
}

}  // namespace
}  // namespace uslkit
