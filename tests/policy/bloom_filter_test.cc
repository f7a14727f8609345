#include "policy/bloom_filter.h"

#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

#include "model/dedup_window.h"

namespace uslkit {
namespace {

TEST_CASE("its bits and hashes are those of the formula") {
  for (const double share : {0.1, 0.01, 1e-4}) {
    const BloomFilter filter({.entries = 12'345, .false_positive_share = share});
    CHECK(filter.bits() == std::ceil(bloom_bits(12'345, share)));
    CHECK(filter.hashes() == std::lround(bloom_hashes(share)));
  }
  CHECK(BloomFilter({.entries = 1, .false_positive_share = 0.9}).hashes() == 1);
}

TEST_CASE("no id that was added is ever denied") {
  BloomFilter filter({.entries = 1000});
  for (std::uint64_t id = 0; id < 5000; ++id) {  // also past what it was built for
    filter.add(id * 7);
    CHECK(filter.might_contain(id * 7));
  }
  for (std::uint64_t id = 0; id < 5000; ++id) CHECK(filter.might_contain(id * 7));
}

// Full to its design, then asked for ids that are not in it.
TEST_CASE("false positives are the designed share, within 4 standard errors of chance") {
  constexpr std::int64_t kEntries = 20'000;
  constexpr int kAsked = 200'000;
  for (const double share : {0.1, 0.01, 0.001}) {
    CAPTURE(share);
    double found = 0;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      BloomFilter filter({.entries = kEntries, .false_positive_share = share, .seed = seed});
      for (std::uint64_t id = 0; id < kEntries; ++id) filter.add(id);
      for (std::uint64_t id = 0; id < kAsked; ++id) {
        found += filter.might_contain(kEntries + id) ? 1 : 0;
      }
    }
    // The share that whole bits and hashes give: (1 - e^(-k n / m))^k, a hair above the design.
    const double hashes = std::round(bloom_hashes(share));
    const double exact = std::pow(-std::expm1(-hashes / bloom_bits(1.0, share)), hashes);
    CHECK(exact < 1.03 * share);
    const double asked = 3.0 * kAsked;
    // The fill of the filter itself varies too: a hundredth of the share covers it.
    CHECK(std::abs(found / asked - exact) < 4 * std::sqrt(exact / asked) + 0.01 * exact);
  }
}

TEST_CASE("a cleared filter holds nothing") {
  BloomFilter filter({.entries = 100});
  for (std::uint64_t id = 0; id < 100; ++id) filter.add(id);
  filter.clear();
  for (std::uint64_t id = 0; id < 100; ++id) CHECK(!filter.might_contain(id));
}

}  // namespace
}  // namespace uslkit
