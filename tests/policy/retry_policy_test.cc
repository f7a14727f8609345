#include "policy/retry_policy.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"
#include "policy/policy_time.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

RetryPolicy with(Jitter jitter, int max_attempts = 100) {
  return RetryPolicy({.max_attempts = max_attempts, .jitter = jitter});
}

TEST_CASE("the backoff doubles up to its highest and stays there for ever") {
  const RetryPolicy policy = with(Jitter::none);
  CHECK(policy.backoff(1) == milliseconds(100));
  CHECK(policy.backoff(2) == milliseconds(200));
  CHECK(policy.backoff(7) == milliseconds(6400));
  CHECK(policy.backoff(8) == seconds(10));
  CHECK(policy.backoff(2'000'000'000) == seconds(10));
  const RetryPolicy extreme({.first_backoff = Duration{1}, .highest_backoff = kLongestWait});
  CHECK(extreme.backoff(62) == Duration{std::int64_t{1} << 61});
  CHECK(extreme.backoff(63) == kLongestWait);
  const RetryPolicy at_once({.first_backoff = Duration{0}});
  CHECK(at_once.backoff(2'000'000'000) == Duration{0});
}

TEST_CASE("a wait lies within its jitter's bounds, and the bounds are reached") {
  Random random(81, "retry");
  for (int attempt = 1; attempt < 12; ++attempt) {
    const Duration b = with(Jitter::none).backoff(attempt);
    for (int i = 0; i < 1000; ++i) {
      const double uniform = random.uniform();
      const Duration none = *with(Jitter::none).next(attempt, Duration{0}, uniform);
      const Duration equal = *with(Jitter::equal).next(attempt, Duration{0}, uniform);
      const Duration full = *with(Jitter::full).next(attempt, Duration{0}, uniform);
      CHECK(none == b);
      CHECK(equal >= b / 2);
      CHECK(equal < b);
      CHECK(full >= Duration{0});
      CHECK(full < b);
    }
    CHECK(*with(Jitter::equal).next(attempt, Duration{0}, 0) == b / 2);
    CHECK(*with(Jitter::full).next(attempt, Duration{0}, 0) == Duration{0});
    CHECK(*with(Jitter::full).next(attempt, Duration{0}, std::nextafter(1.0, 0.0)) ==
          b - Duration{1});
  }
}

TEST_CASE("full jitter waits half the backoff on average") {
  Random random(82, "retry");
  const RetryPolicy policy = with(Jitter::full);
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    sum += in_seconds(*policy.next(1, Duration{0}, random.uniform()));
  }
  // Standard error of the mean of a uniform on [0, 0.1): 0.1 / sqrt(12 n).
  CHECK(std::abs(sum / 100'000 - 0.05) < 4.5 * 0.1 / std::sqrt(12.0 * 100'000));
}

TEST_CASE("no call is made more than max_attempts times") {
  const RetryPolicy policy = with(Jitter::full, 3);
  CHECK(policy.next(1, Duration{0}, 0.5).has_value());
  CHECK(policy.next(2, Duration{0}, 0.5).has_value());
  CHECK_FALSE(policy.next(3, Duration{0}, 0.5).has_value());
  CHECK_FALSE(policy.next(4, Duration{0}, 0.5).has_value());
  CHECK_FALSE(with(Jitter::full, 1).next(1, Duration{0}, 0.5).has_value());
}

TEST_CASE("nobody returns before the server's word, nor all in the same moment") {
  const RetryPolicy policy = with(Jitter::full);
  CHECK(*policy.next(1, seconds(30), 0) == seconds(30));
  CHECK(*policy.next(1, seconds(30), 0.5) == seconds(30) + milliseconds(50));
  CHECK(policy.next(1, seconds(60), 0).has_value());
  CHECK_FALSE(policy.next(1, seconds(60) + Duration{1}, 0).has_value());
  CHECK_FALSE(policy.next(1, kLongestWait, 0).has_value());
}

}  // namespace
}  // namespace uslkit
