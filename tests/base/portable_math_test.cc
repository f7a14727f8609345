#include "base/portable_math.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Distance in units of the last place of `truth`, which has more digits than a double.
double ulps(double value, long double truth) {
  const double rounded = std::abs(static_cast<double>(truth));
  const long double unit = std::nextafter(rounded, kInfinity) - rounded;
  return static_cast<double>(std::abs(static_cast<long double>(value) - truth) / unit);
}

std::uint64_t mixed(std::uint64_t hash, double value) {
  return (hash ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001b3ULL;
}

// A double with any exponent from 2^low to 2^high.
double spread(Random& random, int low, int high) {
  const int exponent = low + static_cast<int>(random.index(static_cast<std::uint64_t>(high - low)));
  return std::ldexp(1 + random.uniform(), exponent);
}

TEST_CASE("the logarithm is within one unit in the last place of the C library's long double") {
  Random random(1, "log test");
  double worst = 0;
  for (int i = 0; i < 300'000; ++i) {
    const double everywhere = spread(random, -1074, 1024);
    const double near_one = 1 + (random.uniform() - 0.5) * std::ldexp(1.0, -(i % 50));
    const double draw = (random.uniform() + 0x1p-53);
    for (const double x : {everywhere, near_one, draw}) {
      worst = std::max(worst, ulps(portable_log(x), std::log(static_cast<long double>(x))));
    }
  }
  CHECK(worst > 0.4);
  CHECK(worst < 1.0);
}

TEST_CASE("the exponential is within one unit in the last place of the C library's long double") {
  Random random(1, "exp test");
  double worst = 0;
  for (int i = 0; i < 500'000; ++i) {
    const double everywhere = -708 + 1417 * random.uniform();
    const double small = (random.uniform() - 0.5) * std::ldexp(1.0, -(i % 60));
    for (const double x : {everywhere, small}) {
      worst = std::max(worst, ulps(portable_exp(x), std::exp(static_cast<long double>(x))));
    }
  }
  CHECK(worst > 0.4);
  CHECK(worst < 1.0);
  for (int i = 0; i < 100'000; ++i) {
    const double x = -745 + 37 * random.uniform();  // subnormal results
    CHECK(ulps(portable_exp(x), std::exp(static_cast<long double>(x))) <= 1.0);
  }
}

TEST_CASE("the ends of logarithm, exponential and normal quantile") {
  CHECK(portable_log(1.0) == 0.0);
  CHECK(portable_log(0.0) == -kInfinity);
  CHECK(portable_log(-0.0) == -kInfinity);
  CHECK(portable_log(kInfinity) == kInfinity);
  CHECK(std::isnan(portable_log(-1.0)));
  CHECK(std::isnan(portable_log(-kInfinity)));
  CHECK(std::isnan(portable_log(std::numeric_limits<double>::quiet_NaN())));
  CHECK(portable_log(5e-324) == std::log(5e-324));

  CHECK(portable_exp(0.0) == 1.0);
  CHECK(portable_exp(710.0) == kInfinity);
  CHECK(portable_exp(kInfinity) == kInfinity);
  CHECK(portable_exp(-746.0) == 0.0);
  CHECK(portable_exp(-kInfinity) == 0.0);
  CHECK(portable_exp(709.782712893384) == std::exp(709.782712893384));  // 2^k with k = 1024
  CHECK(portable_exp(-745.1) == 5e-324);
  CHECK(std::isnan(portable_exp(std::numeric_limits<double>::quiet_NaN())));

  CHECK(normal_from_uniform(0.0) == -kInfinity);
  CHECK(normal_from_uniform(0.5) == 0.0);
  CHECK(normal_from_uniform(1.0) == kInfinity);
  CHECK(std::isnan(normal_from_uniform(-0.1)));
  CHECK(std::isnan(normal_from_uniform(1.1)));
  CHECK(std::isnan(normal_from_uniform(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("the normal quantile gives the published percentage points") {
  // Wichura (1988), AS 241, check values of PPND16.
  CHECK(normal_from_uniform(0.25) == doctest::Approx(-0.6744897501960817).epsilon(1e-15));
  CHECK(normal_from_uniform(0.001) == doctest::Approx(-3.090232306167814).epsilon(1e-15));
  CHECK(normal_from_uniform(1e-20) == doctest::Approx(-9.262340089798408).epsilon(1e-15));
  CHECK(normal_from_uniform(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-15));
}

TEST_CASE("the normal quantile inverts the distribution function and is odd about one half") {
  for (int i = 1; i < 4096; ++i) {
    const double u = i / 4096.0;
    const double z = normal_from_uniform(u);
    CHECK(0.5 * std::erfc(-z / std::sqrt(2.0)) == doctest::Approx(u).epsilon(1e-14));
    CHECK(normal_from_uniform(1 - u) == -z);
  }
  for (int k = 2; k < 1000; k += 7) {
    const double u = std::ldexp(1.0, -k);
    const double z = normal_from_uniform(u);
    CHECK(0.5 * std::erfc(-z / std::sqrt(2.0)) == doctest::Approx(u).epsilon(1e-12));
  }
}

TEST_CASE("the cosine of turns is that of the C library, and exact at quarters") {
  Random random(1, "cosine test");
  constexpr long double kTwoPi = 6.283185307179586476925286766559L;
  double worst = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double turns = 4 * (random.uniform() - 0.5);
    const long double truth = std::cos(kTwoPi * static_cast<long double>(turns));
    worst = std::max(worst, static_cast<double>(std::abs(cosine_of_turns(turns) - truth)));
  }
  CHECK(worst < 0x1p-51);
  CHECK(cosine_of_turns(0) == 1.0);
  CHECK(cosine_of_turns(0.25) == 0.0);
  CHECK(cosine_of_turns(-0.5) == -1.0);
  CHECK(cosine_of_turns(0.75) == 0.0);
  CHECK(cosine_of_turns(1e9) == 1.0);
  CHECK(cosine_of_turns(1.0 / 6) == doctest::Approx(0.5).epsilon(1e-15));
}

// Frozen hashes: another compiler, level or instruction set must give the very same bits.
TEST_CASE("a million results have the same bits on every compiler") {
  Random random(1, "portability");
  std::uint64_t log_hash = 0, exp_hash = 0, normal_hash = 0, cosine_hash = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const double u = random.uniform() + 0x1p-53;
    log_hash = mixed(log_hash, portable_log(u * 1e3));
    exp_hash = mixed(exp_hash, portable_exp(1000 * (u - 0.5)));
    normal_hash = mixed(normal_hash, normal_from_uniform(u));
    cosine_hash = mixed(cosine_hash, cosine_of_turns(u));
  }
  CHECK(log_hash == 17429305246587967733ULL);
  CHECK(exp_hash == 16193927577152000132ULL);
  CHECK(normal_hash == 15861084233968757743ULL);
  CHECK(cosine_hash == 13558244245566395582ULL);
}

}  // namespace
}  // namespace uslkit
