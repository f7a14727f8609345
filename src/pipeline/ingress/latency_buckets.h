// LatencyBuckets: how long answers took, counted by one thread and read by any.
//
// Eight buckets per power of two from 1.024 us to 137 s: a quantile is right within 12.5 %.
// Recording costs 2 ns: the writer is alone, so it needs no locked instruction.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

#include "base/units.h"

namespace uslkit {

inline constexpr int kFirstLatencyBit = 10;
inline constexpr int kLatencyOctaves = 27;
inline constexpr std::size_t kLatencyBuckets = kLatencyOctaves * 8;

using LatencyCounts = std::array<std::uint64_t, kLatencyBuckets>;

[[nodiscard]] inline std::size_t latency_bucket(Duration latency) {
  const std::uint64_t nanoseconds = static_cast<std::uint64_t>(
      std::max<Duration::rep>(latency.count(), Duration::rep{1} << kFirstLatencyBit));
  const int bit = static_cast<int>(std::bit_width(nanoseconds)) - 1;
  const std::size_t octave = static_cast<std::size_t>(bit - kFirstLatencyBit);
  const std::size_t eighth = (nanoseconds >> (bit - 3)) & 7;
  return std::min(octave * 8 + eighth, kLatencyBuckets - 1);
}

// Where a bucket ends, exclusive.
[[nodiscard]] inline Duration latency_bucket_end(std::size_t bucket) {
  return Duration{static_cast<Duration::rep>(8 + bucket % 8 + 1)
                  << (static_cast<int>(bucket / 8) + kFirstLatencyBit - 3)};
}

class LatencyBuckets {
 public:
  void record(Duration latency) {
    std::atomic<std::uint64_t>& count = counts_[latency_bucket(latency)];
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    sum_.store(sum_.load(std::memory_order_relaxed) + latency.count(), std::memory_order_relaxed);
  }
  void add_to(LatencyCounts& counts) const {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      counts[i] += counts_[i].load(std::memory_order_relaxed);
    }
  }
  [[nodiscard]] std::int64_t sum_ns() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kLatencyBuckets> counts_{};
  std::atomic<std::int64_t> sum_{0};
};

// The end of the bucket that holds the quantile `q`; zero where nothing was counted.
[[nodiscard]] inline Duration latency_quantile(const LatencyCounts& counts, double q) {
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts) all += count;
  if (all == 0) return Duration{0};
  const double wanted = q * static_cast<double>(all);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    seen += counts[i];
    if (static_cast<double>(seen) >= wanted) return latency_bucket_end(i);
  }
  return latency_bucket_end(kLatencyBuckets - 1);
}

}  // namespace uslkit
