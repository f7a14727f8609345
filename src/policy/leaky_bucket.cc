#include "policy/leaky_bucket.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "policy/policy_time.h"

namespace uslkit {

void LeakyBucketOptions::check() const {
  USLKIT_CHECK(rate.per_second > 0);
  USLKIT_CHECK(std::isfinite(rate.per_second));
  USLKIT_CHECK(depth > 0);
  USLKIT_CHECK(std::isfinite(depth));
}

LeakyBucket::LeakyBucket(const LeakyBucketOptions& options)
    : depth_(options.depth), room_({.rate = options.rate, .burst = options.depth}) {
  options.check();
}

double LeakyBucket::level(TimePoint now) const {
  return std::clamp(depth_ - room_.tokens(now), 0.0, depth_);
}

Duration LeakyBucket::queueing_delay(TimePoint now) const {
  return wait_of_seconds(level(now) / room_.rate().per_second);
}

}  // namespace uslkit
