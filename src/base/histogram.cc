#include "base/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/wide_buckets.h"

namespace uslkit {
namespace {

constexpr int kValueBits = 50;

std::size_t bucket_count(int bits) {
  return static_cast<std::size_t>(kValueBits + 1 - bits) << bits;
}

// ceil(probability x count), where the product may be rounded up past an integer it should hit:
// 0.07 x 100 is 7.000000000000001 in binary.
std::uint64_t rank_of(double probability, std::uint64_t count) {
  const double exact = probability * static_cast<double>(count) * (1 - 0x1.0p-51);
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(exact)), 1, count);
}

// As the answers behind a pure delay are; else the second or third says so.
bool are_alike(std::span<const std::int64_t> values) {
  return std::all_of(values.begin(), values.end(),
                     [first = values.front()](std::int64_t value) { return value == first; });
}

}  // namespace

Histogram::Histogram(int bits) : bits_(bits) { USLKIT_CHECK(bits >= 1 && bits <= kMaxBits); }

void Histogram::widen(std::size_t lowest, std::size_t highest) {
  const std::size_t octave = std::size_t{1} << bits_;
  std::size_t begin = lowest & ~(octave - 1);
  std::size_t end = (highest & ~(octave - 1)) + octave;
  if (!counts_.empty()) {
    begin = std::min(begin, first_);
    end = std::max(end, first_ + counts_.size());
  }
  counts_.reserve(end - begin);  // what it takes and no more: there may be many histograms
  if (!counts_.empty()) counts_.insert(counts_.begin(), first_ - begin, 0);
  counts_.resize(end - begin);
  first_ = begin;
}

void Histogram::record_all(std::span<const std::int64_t> nanoseconds) {
  constexpr std::size_t kChunk = 512;
  constexpr std::int64_t kLargest = (std::int64_t{1} << kValueBits) - 1;
  const VectorWidth width = widest_vectors();
  std::array<std::uint32_t, kChunk> buckets;
  for (std::size_t begin = 0; begin < nanoseconds.size(); begin += kChunk) {
    const std::span<const std::int64_t> part =
        nanoseconds.subspan(begin, std::min(kChunk, nanoseconds.size() - begin));
    if (are_alike(part)) {
      record(part.front(), part.size());
      continue;
    }
    const ValueSums sums = find_buckets(part.data(), part.size(), bits_, buckets.data(), width);
    USLKIT_CHECK(sums.least >= 0);
    if (sums.most > kLargest) {
      for (const std::int64_t value : part) record(value);
      continue;
    }
    cover(bucket_of(sums.least), bucket_of(sums.most));
    std::uint64_t* const counts = counts_.data();
    const std::size_t first = first_;
    for (std::size_t i = 0; i < part.size(); ++i) ++counts[buckets[i] - first];
    count_ += part.size();
    sum_ += sums.sum;
    min_ = std::min(min_, sums.least);
    max_ = std::max(max_, sums.most);
  }
}

void Histogram::merge(const Histogram& other) {
  USLKIT_CHECK(bits_ == other.bits_);
  if (other.empty()) return;
  const std::size_t lowest = other.bucket_of(other.min_);
  const std::size_t highest = other.bucket_of(other.max_);
  cover(lowest, highest);
  std::uint64_t* const to = counts_.data() + (lowest - first_);
  const std::uint64_t* const from = other.counts_.data() + (lowest - other.first_);
  for (std::size_t i = 0; i <= highest - lowest; ++i) to[i] += from[i];
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

void Histogram::clear() {
  std::fill(counts_.begin(), counts_.end(), 0);
  count_ = 0;
  min_ = INT64_MAX;
  max_ = 0;
  sum_ = 0;
}

// Where the counters begin and end depends on what else they have held.
bool operator==(const Histogram& one, const Histogram& other) {
  if (one.bits_ != other.bits_ || one.count_ != other.count_ || one.min_ != other.min_ ||
      one.max_ != other.max_ || one.sum_ != other.sum_) {
    return false;
  }
  if (one.empty()) return true;
  const std::size_t highest = one.bucket_of(one.max_);
  for (std::size_t i = one.bucket_of(one.min_); i <= highest; ++i) {
    if (one.count_in(i) != other.count_in(i)) return false;
  }
  return true;
}

double Histogram::mean_ns() const {
  if (count_ == 0) return 0;
  // Whole part and remainder apart: the sum itself may not fit a double exactly.
  const std::uint64_t whole = static_cast<std::uint64_t>(sum_ / count_);
  const std::uint64_t rest = static_cast<std::uint64_t>(sum_ % count_);
  return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(count_);
}

Duration Histogram::quantile(double probability) const {
  USLKIT_CHECK(probability >= 0 && probability <= 1);
  if (count_ == 0) return Duration(0);
  if (probability <= 0) return min();
  const std::uint64_t rank = rank_of(probability, count_);
  if (rank == count_) return max();
  std::uint64_t seen = 0;
  std::size_t bucket = bucket_of(min_);
  while ((seen += count_in(bucket)) < rank) ++bucket;
  const std::int64_t lower = lower_edge(bucket);
  const std::int64_t middle = lower + (upper_edge(bucket) - lower) / 2;
  return Duration(std::clamp(middle, min_, max_));
}

double Histogram::fraction_above(Duration value) const {
  const std::int64_t limit = value.count();
  if (count_ == 0 || limit >= max_) return 0;
  if (limit < min_) return 1;
  const std::size_t bucket = bucket_of(limit);
  std::uint64_t above = 0;
  const std::size_t highest = bucket_of(max_);
  for (std::size_t i = bucket + 1; i <= highest; ++i) above += count_in(i);
  // The values of the bucket itself lie between the edges and the extremes seen.
  const double upper = static_cast<double>(std::min(upper_edge(bucket), max_));
  const double lower = static_cast<double>(std::max(lower_edge(bucket), min_));
  const double share = (upper - static_cast<double>(limit)) / (upper - lower + 1);
  const double inside = share * static_cast<double>(count_in(bucket));
  return (static_cast<double>(above) + inside) / static_cast<double>(count_);
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> filled;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const std::size_t bucket = first_ + i;
    if (counts_[i] != 0) filled.push_back({lower_edge(bucket), upper_edge(bucket), counts_[i]});
  }
  return filled;
}

Histogram::Parts Histogram::parts() const {
  return {
      .bits = bits_, .min = min().count(), .max = max().count(), .sum = sum_, .buckets = buckets()};
}

std::optional<Histogram> Histogram::restored(const Parts& parts) {
  if (parts.bits < 1 || parts.bits > kMaxBits) return std::nullopt;
  Histogram result(parts.bits);
  std::int64_t last = -1;
  for (const Bucket& bucket : parts.buckets) {
    if (bucket.lower <= last || bucket.count == 0) return std::nullopt;
    if (result.lower_edge(result.bucket_of(bucket.lower)) != bucket.lower) return std::nullopt;
    last = bucket.lower;
    result.record(bucket.lower, bucket.count);
  }
  if (result.empty()) {
    const bool blank = parts.min == 0 && parts.max == 0 && parts.sum == 0;
    return blank ? std::optional<Histogram>(std::move(result)) : std::nullopt;
  }
  // The extremes lie in the outermost buckets, the sum between what the edges allow.
  if (parts.min < 0 || parts.max < parts.min) return std::nullopt;
  if (result.bucket_of(parts.min) != result.bucket_of(result.min_)) return std::nullopt;
  if (result.bucket_of(parts.max) != result.bucket_of(result.max_)) return std::nullopt;
  const UnsignedInt128 most = UnsignedInt128{static_cast<std::uint64_t>(parts.max)} * result.count_;
  if (parts.sum < result.sum_ || parts.sum > most) return std::nullopt;
  result.min_ = parts.min;
  result.max_ = parts.max;
  result.sum_ = parts.sum;
  return result;
}

std::int64_t Histogram::lower_edge(std::size_t bucket) const {
  const std::size_t octave = bucket >> bits_;
  if (octave <= 1) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = octave - 1;
  return static_cast<std::int64_t>((bucket - (shift << bits_)) << shift);
}

std::int64_t Histogram::upper_edge(std::size_t bucket) const {
  if (bucket + 1 == bucket_count(bits_)) return std::max(max_, lower_edge(bucket));
  return lower_edge(bucket + 1) - 1;
}

}  // namespace uslkit
