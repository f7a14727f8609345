// Wide buckets: the buckets of many values of a Histogram at once, in the processor's vector
// registers. Like wide draws: the same answers whatever the width.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/wide_draws.h"

namespace uslkit {

// What a histogram keeps beside its counts.
struct ValueSums {
  std::int64_t least = INT64_MAX;
  std::int64_t most = 0;
  std::uint64_t sum = 0;
};

// buckets[i] = the bucket of values[i] among 2^bits to the power of two (base/histogram.h). Of
// values in 0 .. 2^50 - 1: where `least` or `most` lie outside, the buckets are of no use. At most
// 2^13 values, so that their sum fits.
[[nodiscard]] ValueSums find_buckets(const std::int64_t* values, std::size_t count, int bits,
                                     std::uint32_t* buckets, VectorWidth width);

}  // namespace uslkit
