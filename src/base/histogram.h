// Histogram: latencies in nanoseconds, counted in buckets of constant relative width.
//
// Log-linear as in Tene's HdrHistogram: every power of two is cut into 2^bits equal buckets.
// Guarantees:
// 1. Values below 2^(bits+1) ns are kept exactly; above, a bucket is at most 2^-bits of its lower
//    edge wide (0.39 % by default), so a quantile is off by at most half of that (0.2 %).
// 2. Count, minimum, maximum and mean are exact.
// 3. Memory is 2^bits counters of 8 bytes (2 kB by default) for each power of two from the least
//    value to the greatest, whatever the count: nothing is allocated but where a new extreme lies
//    beyond these.
// 4. Merging is summing: any order and grouping of records gives equal histograms.
// Values from 2^50 ns (13 days) on share the last bucket. A negative value is a bug of the caller.
// Recording costs 1 to 2 ns. Not thread-safe: give each thread its own and merge.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/units.h"

namespace uslkit {

__extension__ typedef unsigned __int128 UnsignedInt128;

class Histogram {
 public:
  // A bucket that is not empty: `count` values in lower .. upper, both included.
  struct Bucket {
    std::int64_t lower = 0;
    std::int64_t upper = 0;
    std::uint64_t count = 0;

    friend bool operator==(const Bucket&, const Bucket&) = default;
  };

  static constexpr int kDefaultBits = 8;
  static constexpr int kMaxBits = 14;

  explicit Histogram(int bits = kDefaultBits);

  void record(std::int64_t nanoseconds, std::uint64_t count = 1);
  void record(Duration duration) { record(duration.count()); }
  // All of them; equal to one record() each, without going over the sums each time.
  void record_all(std::span<const std::int64_t> nanoseconds);

  // Adds all values of another histogram with the same bits.
  void merge(const Histogram& other);
  void clear();

  [[nodiscard]] int bits() const { return bits_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }

  // All three are 0 while the histogram is empty.
  [[nodiscard]] Duration min() const { return Duration(count_ == 0 ? 0 : min_); }
  [[nodiscard]] Duration max() const { return Duration(max_); }
  [[nodiscard]] double mean_ns() const;

  // The value of rank ceil(probability x count), the inverse of the empirical distribution: the
  // middle of its bucket, but never below the minimum or above the maximum. 0 gives the minimum, 1
  // the maximum, an empty histogram 0.
  [[nodiscard]] Duration quantile(double probability) const;

  // The fraction of values > `value`; inside a bucket by linear interpolation. 0 when empty.
  [[nodiscard]] double fraction_above(Duration value) const;

  // In increasing order, those with a count only.
  [[nodiscard]] std::vector<Bucket> buckets() const;

  // What a file keeps of a histogram.
  struct Parts {
    int bits = kDefaultBits;
    std::int64_t min = 0;
    std::int64_t max = 0;
    UnsignedInt128 sum = 0;
    std::vector<Bucket> buckets{};  // as of buckets(); upper edges are not looked at
  };
  [[nodiscard]] Parts parts() const;
  // The histogram with these parts, equal to the one they were taken of; empty where they
  // contradict each other.
  [[nodiscard]] static std::optional<Histogram> restored(const Parts& parts);

  friend bool operator==(const Histogram& one, const Histogram& other);

 private:
  [[nodiscard]] std::size_t bucket_of(std::int64_t nanoseconds) const;
  [[nodiscard]] std::uint64_t count_in(std::size_t bucket) const {
    const std::size_t place = bucket - first_;  // wraps where it lies before the first
    return place < counts_.size() ? counts_[place] : 0;
  }
  // Counters for these buckets and all between, both included.
  void cover(std::size_t lowest, std::size_t highest) {
    if (lowest - first_ < counts_.size() && highest - first_ < counts_.size()) return;
    widen(lowest, highest);
  }
  void widen(std::size_t lowest, std::size_t highest);
  [[nodiscard]] std::int64_t lower_edge(std::size_t bucket) const;
  [[nodiscard]] std::int64_t upper_edge(std::size_t bucket) const;

  int bits_;
  std::size_t first_ = 0;              // bucket of the first counter
  std::vector<std::uint64_t> counts_;  // of whole powers of two
  std::uint64_t count_ = 0;
  std::int64_t min_ = INT64_MAX;
  std::int64_t max_ = 0;
  UnsignedInt128 sum_ = 0;  // 64 bits would hold only 5 hours x 1e6 values
};

inline std::size_t Histogram::bucket_of(std::int64_t nanoseconds) const {
  constexpr std::uint64_t kLargest = (std::uint64_t{1} << 50) - 1;
  std::uint64_t value = static_cast<std::uint64_t>(nanoseconds);
  if (value > kLargest) value = kLargest;
  // Below 2^(bits+1) the shift is 0 and the bucket is the value itself.
  const int leading = std::countl_zero(value | (std::uint64_t{1} << bits_));
  const int shift = 63 - leading - bits_;
  return (static_cast<std::uint64_t>(shift) << bits_) + (value >> shift);
}

inline void Histogram::record(std::int64_t nanoseconds, std::uint64_t count) {
  USLKIT_CHECK(nanoseconds >= 0);
  if (count == 0) return;
  const std::size_t bucket = bucket_of(nanoseconds);
  cover(bucket, bucket);
  counts_[bucket - first_] += count;
  count_ += count;
  sum_ += UnsignedInt128{static_cast<std::uint64_t>(nanoseconds)} * count;
  if (nanoseconds < min_) min_ = nanoseconds;
  if (nanoseconds > max_) max_ = nanoseconds;
}

}  // namespace uslkit
