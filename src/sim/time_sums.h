// Sums of many moments, in nanoseconds, exactly: a day of them does not fit 64 bits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "run/station_meter.h"

namespace uslkit {

// A sum of up to 2^31 moments in two halves of 64 bits: as quick as one, and a loop over an array
// can run in vector registers.
class TimeSum {
 public:
  void add(std::int64_t time) {
    low_ += time & kLow;
    high_ += time >> 32;
  }
  [[nodiscard]] SignedInt128 total() const {
    return SignedInt128{high_} * (SignedInt128{1} << 32) + low_;
  }

 private:
  static constexpr std::int64_t kLow = 0xFFFFFFFF;

  std::int64_t low_ = 0;
  std::int64_t high_ = 0;
};

[[nodiscard]] inline SignedInt128 sum_of(std::span<const std::int64_t> times) {
  TimeSum sum;
  for (const std::int64_t time : times) sum.add(time);
  return sum.total();
}

// Each of them is raised to `least` where it is earlier.
[[nodiscard]] inline SignedInt128 sum_from(std::int64_t least,
                                           std::span<const std::int64_t> times) {
  TimeSum sum;
  for (const std::int64_t time : times) sum.add(std::max(time, least));
  return sum.total();
}

}  // namespace uslkit
