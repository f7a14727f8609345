#include "policy/retry_policy.h"

#include <algorithm>

#include "base/check.h"
#include "policy/policy_time.h"

namespace uslkit {

void RetryPolicyOptions::check() const {
  USLKIT_CHECK(max_attempts >= 1);
  USLKIT_CHECK(first_backoff >= Duration{0});
  USLKIT_CHECK(first_backoff <= highest_backoff);
  USLKIT_CHECK(highest_backoff <= kLongestWait);
  USLKIT_CHECK(longest_retry_after >= Duration{0});
  USLKIT_CHECK(longest_retry_after <= kLongestWait);
}

RetryPolicy::RetryPolicy(const RetryPolicyOptions& options) : options_(options) { options.check(); }

std::optional<Duration> RetryPolicy::next(int attempt, Duration retry_after, double uniform) const {
  USLKIT_CHECK(retry_after >= Duration{0});
  USLKIT_CHECK(uniform >= 0);
  USLKIT_CHECK(uniform < 1);
  if (attempt >= options_.max_attempts) return std::nullopt;
  if (retry_after > options_.longest_retry_after) return std::nullopt;

  const Duration whole = backoff(attempt);
  const Duration certain = options_.jitter == Jitter::none    ? whole
                           : options_.jitter == Jitter::equal ? whole / 2
                                                              : Duration{0};
  const double drawn = uniform * static_cast<double>((whole - certain).count());
  const Duration wait = retry_after + certain + Duration{static_cast<Duration::rep>(drawn)};
  return std::min(wait, kLongestWait);
}

Duration RetryPolicy::backoff(int attempt) const {
  USLKIT_CHECK(attempt >= 1);
  Duration backoff = options_.first_backoff;
  // At most 62 doublings take a nanosecond past the longest wait.
  for (int i = 1; i < attempt && backoff > Duration{0}; ++i) {
    if (backoff > options_.highest_backoff / 2) return options_.highest_backoff;
    backoff *= 2;
  }
  return backoff;
}

}  // namespace uslkit
