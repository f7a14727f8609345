// All admission policies keep their state inside themselves: no heap, so nothing is allocated per
// call, and a copy is a snapshot that can be kept and run again.
#include <type_traits>

#include <doctest/doctest.h>

#include "policy/circuit_breaker.h"
#include "policy/concurrency_limiter.h"
#include "policy/dead_letter.h"
#include "policy/fixed_window.h"
#include "policy/leaky_bucket.h"
#include "policy/pid_limiter.h"
#include "policy/priority_shedder.h"
#include "policy/probabilistic_shedder.h"
#include "policy/rate_meter.h"
#include "policy/retry_budget.h"
#include "policy/retry_policy.h"
#include "policy/sliding_window.h"
#include "policy/token_bucket.h"

namespace uslkit {
namespace {

template <typename... Policies>
constexpr bool all_trivially_copyable() {
  return (std::is_trivially_copyable_v<Policies> && ...);
}

static_assert(
    all_trivially_copyable<CircuitBreaker, ConcurrencyLimiter, DeadLetter, FixedWindow, LeakyBucket,
                           PidController, PidLimiter, PriorityShedder, ProbabilisticShedder,
                           RateMeter, RetryBudget, RetryPolicy, SlidingWindow, TokenBucket>());

TEST_CASE("a copy of a policy answers as the original would have") {
  CircuitBreaker breaker({.minimum_calls = 1});
  breaker.record(TimePoint{std::chrono::seconds(1)}, false);
  CircuitBreaker snapshot = breaker;
  const TimePoint later{std::chrono::seconds(31)};
  for (int i = 0; i < 10; ++i) CHECK(breaker.admit(later).admitted);
  CHECK_FALSE(breaker.admit(later).admitted);
  CHECK(snapshot.admit(later).admitted);
}

}  // namespace
}  // namespace uslkit
