#include "policy/bloom_filter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/portable_math.h"

namespace uslkit {
namespace {

constexpr double kLn2 = 0.693147180559945309;

std::uint32_t bits_for(const BloomFilterOptions& options) {
  options.check();
  const double bits = std::ceil(static_cast<double>(options.entries) *
                                -portable_log(options.false_positive_share) / (kLn2 * kLn2));
  USLKIT_CHECK(bits < std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(std::max(bits, 1.0));
}

int hashes_for(const BloomFilterOptions& options) {
  const double best = -portable_log(options.false_positive_share) / kLn2;
  return static_cast<int>(std::max(std::floor(best + 0.5), 1.0));
}

}  // namespace

void BloomFilterOptions::check() const {
  USLKIT_CHECK(entries >= 1);
  USLKIT_CHECK(false_positive_share > 0);
  USLKIT_CHECK(false_positive_share < 1);
}

BloomFilter::BloomFilter(const BloomFilterOptions& options)
    : seed_(options.seed),
      bits_(bits_for(options)),
      hashes_(hashes_for(options)),
      words_(std::size_t{bits_} / 64 + 1) {}

void BloomFilter::clear() { std::fill(words_.begin(), words_.end(), std::uint64_t{0}); }

}  // namespace uslkit
