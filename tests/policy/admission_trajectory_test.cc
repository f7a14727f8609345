// The same calls get the same answers, to the bit, from every compiler at every optimisation level:
// one long mixed schedule through all admission policies, and a hash of all they answered.
#include <bit>
#include <cstdint>
#include <optional>

#include <doctest/doctest.h>

#include "base/random.h"
#include "policy/circuit_breaker.h"
#include "policy/concurrency_limiter.h"
#include "policy/leaky_bucket.h"
#include "policy/pid_limiter.h"
#include "policy/probabilistic_shedder.h"
#include "policy/rate_meter.h"
#include "policy/retry_budget.h"
#include "policy/retry_policy.h"
#include "policy/sliding_window.h"
#include "tests/policy/admission_schedule.h"

namespace uslkit {
namespace {

// FNV-1a over 64-bit words.
class Hash {
 public:
  void add(std::uint64_t word) { value_ = (value_ ^ word) * 0x100000001b3U; }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  void add(const Verdict& verdict) {
    add(static_cast<std::uint64_t>(verdict.reason));
    add(static_cast<std::uint64_t>(verdict.retry_after.count()));
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

TEST_CASE("answers are the same bits on every compiler and optimisation level") {
  Random random(99, "admission trajectory");
  Hash hash;
  LeakyBucket leaky({.rate = {900}, .depth = 20});
  SlidingWindow sliding({.rate = {700}, .window = std::chrono::milliseconds(70)});
  PidLimiter pid({.pid = {.kp = 50, .ki = 3, .kd = 1, .set_point = 0.4}, .burst = 30});
  ConcurrencyLimiter aimd({.kind = ConcurrencyLimitKind::aimd});
  ConcurrencyLimiter gradient({.kind = ConcurrencyLimitKind::gradient});
  ProbabilisticShedder shedder({.capacity = {800}});
  CircuitBreaker breaker({.cooldown = std::chrono::milliseconds(300)});
  RateMeter meter({.window = std::chrono::seconds(1)});
  RetryBudget budget({});
  const RetryPolicy retries({.max_attempts = 8, .jitter = Jitter::equal});
  TimePoint now{};
  for (int i = 0; i < 20'000; ++i) {
    now += random_gap(random, 0.0007);
    const double uniform = random.uniform();
    const bool ok = uniform < (i % 4000 < 3000 ? 0.99 : 0.8);
    const Duration latency{static_cast<std::int64_t>(1e8 * random.uniform())};
    meter.record(now);
    shedder.update(now, meter.rate(now));
    hash.add(shedder.shed_probability());
    hash.add(leaky.admit(now));
    hash.add(sliding.admit(now));
    hash.add(pid.update(now, uniform).per_second);
    hash.add(pid.admit(now));
    for (ConcurrencyLimiter* limiter : {&aimd, &gradient}) {
      hash.add(limiter->admit(now));
      if (uniform < 0.6 && limiter->in_flight() > 0) limiter->release(now, latency, ok);
      hash.add(static_cast<std::uint64_t>(limiter->limit()));
    }
    const Verdict verdict = breaker.admit(now);
    hash.add(verdict);
    if (verdict.admitted) breaker.record(now, ok);
    budget.on_first_attempt(now);
    if (!ok && budget.admit_retry(now)) {
      const std::optional<Duration> wait = retries.next(1 + i % 7, verdict.retry_after, uniform);
      hash.add(static_cast<std::uint64_t>(wait.value_or(Duration{-1}).count()));
    }
    hash.add(budget.balance(now));
  }
  CHECK(hash.value() == 0x99113e8075931769U);
}

}  // namespace
}  // namespace uslkit
