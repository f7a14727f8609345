#include "scenario/policy_options.h"

#include <algorithm>
#include <limits>

namespace uslkit {

RetryPolicyOptions retry_options(const ClientRetrySpec& spec) {
  RetryPolicyOptions options;
  options.max_attempts = static_cast<int>(spec.max_attempts);
  options.first_backoff = spec.base_backoff;
  options.highest_backoff = spec.highest_backoff;
  options.jitter = spec.jitter;
  return options;
}

RetryBudgetOptions budget_options(const RetryBudgetSpec& spec, double share) {
  return {.ratio = spec.ratio, .floor = Rate{spec.floor.per_second * share}};
}

DeadLetterOptions dead_letter_options(const ConsumersSpec& spec) {
  const std::int64_t most =
      std::clamp<std::int64_t>(spec.max_attempts, 1, std::numeric_limits<int>::max());
  return {.max_retries = static_cast<int>(most - 1)};
}

}  // namespace uslkit
