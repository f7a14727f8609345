#include "policy/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace uslkit {

void TokenBucketOptions::check() const {
  USLKIT_CHECK(rate.per_second >= 0);
  USLKIT_CHECK(std::isfinite(rate.per_second));
  USLKIT_CHECK(burst > 0);
  USLKIT_CHECK(std::isfinite(burst));
}

TokenBucket::TokenBucket(const TokenBucketOptions& options)
    : rate_(options.rate.per_second), burst_(options.burst), credit_(options.burst) {
  options.check();
}

void TokenBucket::set_rate(TimePoint now, Rate rate) {
  USLKIT_CHECK(rate.per_second >= 0);
  USLKIT_CHECK(std::isfinite(rate.per_second));
  const TimePoint time = latest_.advance(now);
  move_anchor(time, tokens_at(time));
  rate_ = rate.per_second;
}

double TokenBucket::tokens(TimePoint now) const {
  return std::min(burst_, tokens_at(latest_.peek(now)));
}

Duration TokenBucket::wait_for(TimePoint time, double cost) const {
  if (cost > burst_ || rate_ <= 0) return kLongestWait;
  Duration wait = wait_of_seconds((cost - tokens_at(time)) / rate_);
  // Rounding may leave the bucket a hair short at that very moment.
  for (Duration more{1}; wait < kLongestWait && tokens_at(later_by(time, wait)) < cost; more *= 2) {
    wait = std::min(kLongestWait, wait + more);
  }
  return wait;
}

}  // namespace uslkit
