#include "base/wide_buckets.h"

#include <algorithm>
#include <bit>

#include "base/portable_math.h"

namespace uslkit {
namespace {

// A double's exponent and the first bits of its fraction, read as one integer, number the buckets
// of constant relative width; exponents begin at 1023 for 1, buckets with width at 2^bits.
[[gnu::always_inline]] inline ValueSums buckets_of(const std::int64_t* values, std::size_t count,
                                                   int bits, std::uint32_t* buckets) {
  const std::uint64_t exact = std::uint64_t{1} << bits;
  const int fraction = 52 - bits;
  const std::uint64_t offset = static_cast<std::uint64_t>(1023 + bits - 1) << bits;
  ValueSums sums;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t value = values[i];
    const std::uint64_t word = static_cast<std::uint64_t>(value);
    sums.least = std::min(sums.least, value);
    sums.most = std::max(sums.most, value);
    sums.sum += word;
    const double real = portable_math_detail::small_integer_as_double(word);
    const std::uint64_t bucket = (std::bit_cast<std::uint64_t>(real) >> fraction) - offset;
    buckets[i] =
        static_cast<std::uint32_t>(value < static_cast<std::int64_t>(exact) ? word : bucket);
  }
  return sums;
}

#ifdef __x86_64__

[[gnu::target("avx2")]] ValueSums buckets_avx2(const std::int64_t* values, std::size_t count,
                                               int bits, std::uint32_t* buckets) {
  return buckets_of(values, count, bits, buckets);
}

[[gnu::target("avx512f,avx512dq,avx512vl")]] ValueSums buckets_avx512(const std::int64_t* values,
                                                                      std::size_t count, int bits,
                                                                      std::uint32_t* buckets) {
  return buckets_of(values, count, bits, buckets);
}

#endif

}  // namespace

ValueSums find_buckets(const std::int64_t* values, std::size_t count, int bits,
                       std::uint32_t* buckets, VectorWidth width) {
#ifdef __x86_64__
  if (width == VectorWidth::kAvx512) return buckets_avx512(values, count, bits, buckets);
  if (width == VectorWidth::kAvx2) return buckets_avx2(values, count, bits, buckets);
#endif
  static_cast<void>(width);
  return buckets_of(values, count, bits, buckets);
}

}  // namespace uslkit
