#include "policy/concurrency_limiter.h"

#include <algorithm>
#include <cstdint>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A closed loop in rounds: as many requests as the limiter lets in, at most `demand`, are answered
// together after a latency that depends on how many there are.
template <typename Latency, typename Ok>
std::int64_t limit_after(ConcurrencyLimiter& limiter, int rounds, std::int64_t demand,
                         Latency latency, Ok ok, TimePoint now = TimePoint{}) {
  for (int round = 0; round < rounds; ++round) {
    std::int64_t inside = 0;
    while (inside < demand && limiter.admit(now).admitted) ++inside;
    const Duration taken = latency(inside);
    now += taken;
    for (std::int64_t i = 0; i < inside; ++i) limiter.release(now, taken, ok(taken));
  }
  return limiter.limit();
}

// Eight servers of 10 ms each: latency grows once all are busy.
Duration eight_servers(std::int64_t inside) {
  return std::max<Duration>(milliseconds(10), inside * milliseconds(10) / 8);
}

Duration always_five_seconds(std::int64_t) { return seconds(5); }
bool always(Duration) { return true; }
bool never(Duration) { return false; }

ConcurrencyLimiterOptions adaptive(ConcurrencyLimitKind kind) {
  return {.kind = kind, .initial = 20, .lowest = 2, .highest = 500};
}

TEST_CASE("never more in flight than the limit, and every release makes room for one") {
  ConcurrencyLimiter limiter({.initial = 3, .lowest = 1, .highest = 3});
  const TimePoint now{seconds(1)};
  for (int i = 0; i < 3; ++i) CHECK(limiter.admit(now).admitted);
  const Verdict verdict = limiter.admit(now);
  CHECK_FALSE(verdict.admitted);
  CHECK(verdict.reason == RejectReason::concurrency_limit);
  limiter.release(now, milliseconds(1), false);
  CHECK(limiter.in_flight() == 2);
  CHECK(limiter.admit(now).admitted);
  CHECK_FALSE(limiter.admit(now).admitted);
  CHECK(limiter.limit() == 3);
}

TEST_CASE("constant timeouts bring an adaptive limit down to its lowest, never up") {
  for (const ConcurrencyLimitKind kind :
       {ConcurrencyLimitKind::aimd, ConcurrencyLimitKind::gradient}) {
    // Said to have failed, after a calm beginning.
    ConcurrencyLimiter failing(adaptive(kind));
    limit_after(failing, 200, 1000, eight_servers, always);
    const std::int64_t calm = failing.limit();
    std::int64_t last = calm;
    for (int i = 0; i < 500; ++i) {
      const TimePoint now{seconds(100 + 5 * i)};
      const std::int64_t limit = limit_after(failing, 1, 1000, always_five_seconds, never, now);
      CHECK(limit <= last);
      last = limit;
    }
    CHECK(last == 2);
    // And from the first request on.
    ConcurrencyLimiter sick(adaptive(kind));
    CHECK(limit_after(sick, 500, 1000, always_five_seconds, never) == 2);
    // Or only recognised by their length.
    ConcurrencyLimiterOptions strict = adaptive(kind);
    strict.timeout = seconds(4);
    ConcurrencyLimiter slow(strict);
    CHECK(limit_after(slow, 500, 1000, always_five_seconds, always) == 2);
  }
}

TEST_CASE("a gradient limit settles near the knee of the service and stays there") {
  ConcurrencyLimiter limiter(adaptive(ConcurrencyLimitKind::gradient));
  // In a quiet time it learns the baseline, 10 ms. Then 8 x tolerance + sqrt(limit) = limit at 16.
  limit_after(limiter, 100, 4, eight_servers, always);
  CHECK(limit_after(limiter, 500, 1000, eight_servers, always, TimePoint{seconds(10)}) >= 8);
  CHECK(limiter.limit() <= 18);
  CHECK(limit_after(limiter, 20'000, 1000, eight_servers, always, TimePoint{seconds(100)}) >= 8);
  CHECK(limiter.limit() <= 18);
}

TEST_CASE("a gradient limit does not take lasting overload for the new normal") {
  ConcurrencyLimiter limiter(adaptive(ConcurrencyLimitKind::gradient));
  limit_after(limiter, 200, 4, eight_servers, always);
  // Latency is 20 times the baseline whatever the limiter does, for an hour.
  const std::int64_t limit = limit_after(
      limiter, 2000, 1000, [](std::int64_t) { return milliseconds(200); }, always,
      TimePoint{seconds(10)});
  CHECK(limit < 20);
}

TEST_CASE("an aimd limit saws between its last failure and a decrease below it") {
  ConcurrencyLimiterOptions options = adaptive(ConcurrencyLimitKind::aimd);
  options.timeout = milliseconds(25);  // exceeded with more than 20 inside
  ConcurrencyLimiter limiter(options);
  limit_after(limiter, 100, 1000, eight_servers, always);
  for (int i = 1; i <= 200; ++i) {
    const std::int64_t limit =
        limit_after(limiter, 1, 1000, eight_servers, always, TimePoint{seconds(100 * i)});
    CHECK(limit >= 18);
    CHECK(limit <= 21);
  }
}

TEST_CASE("without demand an adaptive limit does not grow") {
  for (const ConcurrencyLimitKind kind :
       {ConcurrencyLimitKind::aimd, ConcurrencyLimitKind::gradient}) {
    ConcurrencyLimiter limiter(adaptive(kind));
    CHECK(limit_after(limiter, 5000, 3, eight_servers, always) == 20);
  }
}

TEST_CASE("a cancelled request leaves its place and teaches nothing") {
  for (const ConcurrencyLimitKind kind :
       {ConcurrencyLimitKind::aimd, ConcurrencyLimitKind::gradient}) {
    ConcurrencyLimiter limiter(adaptive(kind));
    for (int i = 0; i < 1000; ++i) {
      CHECK(limiter.admit(TimePoint{seconds(i)}).admitted);
      limiter.cancel();
    }
    CHECK(limiter.in_flight() == 0);
    CHECK(limiter.limit() == 20);
  }
}

TEST_CASE("the failures of one round count as one decrease") {
  ConcurrencyLimiter limiter({.kind = ConcurrencyLimitKind::aimd,
                              .initial = 100,
                              .lowest = 1,
                              .highest = 100,
                              .backoff = 0.5});
  CHECK(limit_after(limiter, 1, 100, always_five_seconds, never) == 50);
  CHECK(limit_after(limiter, 1, 100, always_five_seconds, never, TimePoint{seconds(5)}) == 25);
}

TEST_CASE("an adaptive limit stays in its bounds at any time, also backwards") {
  ConcurrencyLimiterOptions options = adaptive(ConcurrencyLimitKind::gradient);
  options.highest = 25;
  options.timeout = Duration::max();
  ConcurrencyLimiter limiter(options);
  for (const TimePoint now : {TimePoint::max(), kNever, TimePoint{}, TimePoint::max()}) {
    for (int i = 0; i < 100; ++i) {
      REQUIRE(limiter.admit(now).admitted);
      limiter.release(now, i % 2 == 0 ? Duration{0} : Duration::max(), true);
      CHECK(limiter.limit() >= 2);
      CHECK(limiter.limit() <= 25);
    }
  }
}

}  // namespace
}  // namespace uslkit
