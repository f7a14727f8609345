#include "model/dedup_window.h"

#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

#include "relative_error.h"

namespace uslkit {
namespace {

TEST_CASE("24 hours at 1.2M/s are 1.04e11 identifiers: 124 GB as Bloom filter, 1.66 TB in full") {
  const double identifiers = identifiers_in_window(1.2e6, 86'400.0);
  CHECK(relative_error(identifiers, 1.0368e11) < 1e-15);
  CHECK(std::abs(bloom_bits(identifiers, 0.01) / 8.0 / 1e9 - 124.0) < 0.5);
  CHECK(std::abs(identifiers * 16.0 / 1e12 - 1.66) < 0.005);
}

TEST_CASE("a filter of that size has the promised share of false positives") {
  // (1 - e^(-k n / m))^k, the share of a filter with k hashes and m bits.
  for (const double share : {0.1, 0.01, 1e-6}) {
    const double bits_per_entry = bloom_bits(1.0, share);
    const double hashes = bloom_hashes(share);
    const double found = std::pow(-std::expm1(-hashes / bits_per_entry), hashes);
    CHECK(relative_error(found, share) < 1e-12);
  }
}

TEST_CASE("nothing to remember takes no bits") {
  CHECK(bloom_bits(0.0, 0.01) == 0.0);
  CHECK(identifiers_in_window(0.0, 10.0) == 0.0);
}

}  // namespace
}  // namespace uslkit
