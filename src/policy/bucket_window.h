// BucketWindow: sums over the recent past, in ten buckets that expire one by one.
//
// What total(now) covers begins at a bucket's border and is at least nine tenths of the window and
// at most all of it. Sum needs a zero value {}, += and -=; with integers inside, what expires is
// taken off exactly. Cost: one comparison per call until a bucket ends. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>

#include "base/check.h"
#include "base/time_point.h"
#include "base/units.h"
#include "policy/policy_time.h"

namespace uslkit {

template <typename Sum>
class BucketWindow {
 public:
  static constexpr int kBuckets = 10;

  // At least ten nanoseconds, one per bucket.
  explicit BucketWindow(Duration window) : width_(window / kBuckets) {
    USLKIT_CHECK(width_ > Duration{0});
    USLKIT_CHECK(window <= kLongestWait);
  }

  void add(TimePoint now, const Sum& amount) {
    roll(latest_.advance(now));
    buckets_[newest_] += amount;
    total_ += amount;
  }

  [[nodiscard]] const Sum& total(TimePoint now) {
    roll(latest_.advance(now));
    return total_;
  }

  // The time that total(now) covers; less than a window only in the first one of a run.
  [[nodiscard]] Duration covered(TimePoint now) {
    const TimePoint time = latest_.advance(now);
    roll(time);
    const Duration older = width_ * (kBuckets - 1);
    const Duration since_start = newest_start_.time_since_epoch();
    return (since_start < older ? since_start : older) + (time - newest_start_);
  }

  void clear() {
    buckets_.fill(Sum{});
    total_ = Sum{};
  }

  [[nodiscard]] Duration bucket_width() const { return width_; }

 private:
  void roll(TimePoint time) {
    if (time - newest_start_ >= width_) expire(time);
  }

  void expire(TimePoint time) {
    const Duration::rep passed = (time - newest_start_) / width_;
    newest_start_ += width_ * passed;
    if (passed >= kBuckets) return clear();
    for (Duration::rep i = 0; i < passed; ++i) {
      newest_ = (newest_ + 1) % kBuckets;
      total_ -= buckets_[newest_];
      buckets_[newest_] = Sum{};
    }
  }

  Duration width_;
  std::array<Sum, kBuckets> buckets_{};
  Sum total_{};
  std::size_t newest_ = 0;
  TimePoint newest_start_{};
  LatestTime latest_;
};

}  // namespace uslkit
