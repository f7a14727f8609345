#include "base/indexed_draw.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

constexpr std::uint64_t kPastLow32 = 0x1'FFFF'FFF0ULL;  // blocks carry into the second word here

TEST_CASE("draw i by number is the i-th word in sequence of the stream with the same name") {
  Random sequence(42, "arrivals/cell 3");
  const DrawStream stream(42, "arrivals/cell 3");
  for (std::uint64_t i = 0; i < 1000; ++i) CHECK(stream.bits(i) == sequence.next_u64());
}

TEST_CASE("seed, name and index each change the draw") {
  const DrawStream stream(7, "a");
  CHECK(stream.bits(0) != DrawStream(8, "a").bits(0));
  CHECK(stream.bits(0) != DrawStream(7, "b").bits(0));
  CHECK(stream.bits(0) != DrawStream(std::uint64_t{7} | std::uint64_t{1} << 40, "a").bits(0));
  CHECK(stream.bits(0) != stream.bits(1));
  CHECK(stream.bits(0) != stream.bits(std::uint64_t{1} << 40));
  CHECK(stream.pair(5) == std::array<std::uint64_t, 2>{stream.bits(10), stream.bits(11)});
}

TEST_CASE("the extreme bits give finite variates") {
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  CHECK(uniform_of_bits(0) == 0x1p-53);
  CHECK(uniform_of_bits(kOnes) == 1.0);
  CHECK(uniform_of_bits(std::uint64_t{1} << 63) == 0.5 + 0x1p-53);
  CHECK(uniform_of_bits(0x123456789ABCDEF0ULL) ==
        (static_cast<double>(0x123456789ABCDEF0ULL >> 11) + 1) / 0x1p53);
  CHECK(exponential_of_bits(0) == doctest::Approx(53 * std::log(2.0)));
  CHECK(exponential_of_bits(kOnes) == 0.0);
  CHECK(normal_of_bits(0) == -normal_of_bits(kOnes));
  CHECK(normal_of_bits(0) == doctest::Approx(-8.2).epsilon(0.02));
}

TEST_CASE("filling any stretch gives the bits of asking one by one") {
  const DrawStream stream(3, "fill");
  for (const std::uint64_t first :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{12'345}, kPastLow32, kPastLow32 + 1}) {
    for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 8U, 9U, 63U, 255U, 256U, 257U, 1001U}) {
      std::vector<std::uint64_t> words(count);
      std::vector<double> uniforms(count), exponentials(count);
      stream.fill_bits(first, words);
      stream.fill_uniform(first, uniforms);
      stream.fill_exponential(first, exponentials);
      for (std::size_t i = 0; i < count; ++i) {
        CHECK(words[i] == stream.bits(first + i));
        CHECK(uniforms[i] == stream.uniform(first + i));
        CHECK(exponentials[i] == stream.exponential(first + i));
      }
    }
  }
}

TEST_CASE("a block of draws answers any index in any order as the stream does") {
  const DrawStream stream(3, "block");
  DrawBlock exponentials(stream, DrawBlock::Kind::kExponential);
  DrawBlock uniforms(stream, DrawBlock::Kind::kUniform);
  for (const std::uint64_t index :
       {0U, 255U, 256U, 255U, 257U, 511U, 512U, 5U, 1000000U, 256U, 0U}) {
    CHECK(exponentials.at(index) == stream.exponential(index));
    CHECK(uniforms.at(index) == stream.uniform(index));
  }
}

// z = (sample mean - truth) / standard error; |z| > 4.5 comes by chance once in 150 000 tests.
double mean_z(const std::vector<double>& values, double truth, double deviation) {
  double sum = 0;
  for (const double value : values) sum += value - truth;
  return sum / (deviation * std::sqrt(static_cast<double>(values.size())));
}

TEST_CASE("the variates have the moments of their laws within 4.5 standard errors") {
  const DrawStream stream(1, "moments");
  constexpr std::size_t kDraws = 1'000'000;
  std::vector<double> uniforms(kDraws), exponentials(kDraws), normals(kDraws);
  stream.fill_uniform(0, uniforms);
  stream.fill_exponential(0, exponentials);
  for (std::size_t i = 0; i < kDraws; ++i) normals[i] = stream.normal(i);
  CHECK(std::abs(mean_z(uniforms, 0.5, std::sqrt(1 / 12.0))) < 4.5);
  CHECK(std::abs(mean_z(exponentials, 1, 1)) < 4.5);
  CHECK(std::abs(mean_z(normals, 0, 1)) < 4.5);
  for (double& value : uniforms) value = (value - 0.5) * (value - 0.5);
  for (double& value : exponentials) value = (value - 1) * (value - 1);
  for (double& value : normals) value *= value;
  CHECK(std::abs(mean_z(uniforms, 1 / 12.0, std::sqrt(1 / 180.0))) < 4.5);
  CHECK(std::abs(mean_z(exponentials, 1, std::sqrt(8.0))) < 4.5);
  CHECK(std::abs(mean_z(normals, 1, std::sqrt(2.0))) < 4.5);
}

TEST_CASE("neighbouring draws are uncorrelated, within a block and across") {
  const DrawStream stream(1, "correlation");
  constexpr std::size_t kDraws = 1'000'000;
  std::vector<double> uniforms(kDraws);
  stream.fill_uniform(0, uniforms);
  for (const std::size_t lag : {1U, 2U, 3U}) {
    double sum = 0;
    for (std::size_t i = 0; i + lag < kDraws; ++i) {
      sum += (uniforms[i] - 0.5) * (uniforms[i + lag] - 0.5);
    }
    CHECK(std::abs(12 * sum / std::sqrt(double{kDraws})) < 4.5);
  }
}

TEST_CASE("a million exponential draws have the same bits on every compiler and processor") {
  const DrawStream stream(1, "portability");
  std::vector<double> draws(1'000'000);
  stream.fill_exponential(0, draws);
  std::uint64_t hash = 0;
  for (const double draw : draws) {
    hash = (hash ^ std::bit_cast<std::uint64_t>(draw)) * 0x100000001b3ULL;
  }
  CHECK(hash == 2503987929048507766ULL);
}

}  // namespace
}  // namespace uslkit
