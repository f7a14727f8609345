#include "model/skew.h"

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("the papers' systems need some 900, 2000 and 150 equal tenants to hash evenly enough") {
  const double ecommerce = tenants_for_imbalance(largest_tolerable_imbalance(0.708), 24.0);
  const double iot = tenants_for_imbalance(largest_tolerable_imbalance(0.75), 32.0);
  const double financial = tenants_for_imbalance(largest_tolerable_imbalance(0.563), 16.0);
  CHECK(relative_error(ecommerce, 900.0) < 0.02);
  CHECK(relative_error(iot, 2000.0) < 0.01);
  CHECK(relative_error(financial, 150.0) < 0.02);
}

TEST_CASE("tenants and imbalance are inverse to each other") {
  for (const double partitions : {2.0, 16.0, 1000.0}) {
    for (const double imbalance : {1.01, 1.41, 3.0}) {
      const double tenants = tenants_for_imbalance(imbalance, partitions);
      CHECK(relative_error(uniform_tenants_imbalance(tenants, partitions), imbalance) < 1e-12);
    }
  }
}

TEST_CASE("more partitions make the relative skew worse, one partition has none") {
  CHECK(uniform_tenants_imbalance(1000.0, 48.0) > uniform_tenants_imbalance(1000.0, 24.0));
  CHECK(uniform_tenants_imbalance(7.0, 1.0) == 1.0);
  CHECK(tenants_for_imbalance(1.0, 1.0) == 1.0);
  CHECK(tenants_for_imbalance(1.0, 2.0) == std::numeric_limits<double>::infinity());
}

TEST_CASE("harmonic numbers: H(10) = 7381/2520, H(m, 0) = m, H(m, 2) tends to pi^2 / 6") {
  CHECK(relative_error(generalised_harmonic({.tenants = 10}), 7381.0 / 2520.0) < 1e-15);
  CHECK(generalised_harmonic({.tenants = 1000, .exponent = 0.0}) == 1000.0);
  const double pi = 3.14159265358979323846;
  CHECK(relative_error(generalised_harmonic({.tenants = 1'000'000, .exponent = 2.0}),
                       pi * pi / 6.0 - 1e-6 + 5e-13) < 1e-14);
}

TEST_CASE("Zipf with 10^4 tenants: the fullest partition agrees with Monte Carlo medians in 6 %") {
  const ZipfShares zipf{.tenants = 10'000, .exponent = 1.0};
  CHECK(relative_error(zipf_top_share(zipf), 1.0 / 9.787606036044382) < 1e-13);
  CHECK(relative_error(zipf_imbalance(zipf, 16.0), 2.4) < 0.06);
  CHECK(relative_error(zipf_imbalance(zipf, 24.0), 3.2) < 0.06);
  CHECK(relative_error(zipf_imbalance(zipf, 32.0), 4.0) < 0.06);
}

TEST_CASE("one tenant fills one partition, however many there are") {
  CHECK(zipf_top_share({.tenants = 1}) == 1.0);
  CHECK(zipf_imbalance({.tenants = 1}, 24.0) == 24.0);
}

TEST_CASE("a hot key fits exactly as long as one partition can take it") {
  CHECK(hot_key_fits({.arrival_rate = 850e3, .partition_capacity = 50e3, .top_share = 0.05}));
  CHECK_FALSE(hot_key_fits({.arrival_rate = 850e3, .partition_capacity = 50e3, .top_share = 0.06}));
  CHECK(hot_key_fits({.arrival_rate = 2.0, .partition_capacity = 1.0, .top_share = 0.5}));
}

TEST_CASE("the ring formula lies close above its Monte Carlo medians") {
  CHECK(ring_imbalance(24.0, 100.0) > 1.20);
  CHECK(ring_imbalance(24.0, 100.0) < 1.30);
  CHECK(ring_imbalance(24.0, 1000.0) > 1.06);
  CHECK(ring_imbalance(24.0, 1000.0) < 1.09);
  CHECK(ring_imbalance(1.0, 5.0) == 1.0);
}

TEST_CASE("the concentration of alike tenants gives their imbalance, that of Zipf its own sum") {
  for (const double partitions : {1.0, 8.0, 100.0}) {
    CHECK(concentrated_imbalance(1.0 / 5000, partitions) ==
          doctest::Approx(uniform_tenants_imbalance(5000, partitions)));
  }
  CHECK(zipf_concentration({.tenants = 50, .exponent = 0.0}) == doctest::Approx(1.0 / 50));
  const double harmonic = 1.0 + 1.0 / 2 + 1.0 / 3;
  CHECK(zipf_concentration({.tenants = 3, .exponent = 1.0}) ==
        doctest::Approx((1.0 + 1.0 / 4 + 1.0 / 9) / (harmonic * harmonic)));
}

}  // namespace
}  // namespace uslkit
