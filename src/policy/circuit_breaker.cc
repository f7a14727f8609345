#include "policy/circuit_breaker.h"

#include "base/check.h"

namespace uslkit {

void CircuitBreakerOptions::check() const {
  USLKIT_CHECK(failure_threshold >= 0);
  USLKIT_CHECK(failure_threshold < 1);
  USLKIT_CHECK(window >= Duration{10});
  USLKIT_CHECK(minimum_calls >= 1);
  USLKIT_CHECK(cooldown > Duration{0});
  USLKIT_CHECK(trials >= 1);
}

CircuitBreaker::CircuitBreaker(const CircuitBreakerOptions& options)
    : options_(options), calls_(options.window) {
  options.check();
}

BreakerState CircuitBreaker::state(TimePoint now) const {
  const bool cooled_down =
      state_ == BreakerState::open && cooldown_left(latest_.peek(now)) <= Duration{0};
  return cooled_down ? BreakerState::half_open : state_;
}

void CircuitBreaker::record(TimePoint now, bool ok) {
  const TimePoint time = latest_.advance(now);
  if (state_ == BreakerState::half_open) return record_trial(time, ok);
  if (state_ == BreakerState::open) return;
  calls_.add(time, {.all = 1, .failed = ok ? 0 : 1});
  if (ok) return;
  const Calls& recent = calls_.total(time);
  const double tolerated = options_.failure_threshold * static_cast<double>(recent.all);
  const bool enough = recent.all >= options_.minimum_calls;
  if (enough && static_cast<double>(recent.failed) > tolerated) open(time);
}

Verdict CircuitBreaker::admit_trial(TimePoint time) {
  const Duration left = cooldown_left(time);
  if (state_ == BreakerState::open) {
    if (left > Duration{0}) {
      return {.admitted = false, .reason = RejectReason::circuit_open, .retry_after = left};
    }
    begin_trials(time);
  }
  if (trials_admitted_ == options_.trials) {
    if (left > Duration{0}) return {.admitted = false, .reason = RejectReason::circuit_open};
    begin_trials(time);
  }
  ++trials_admitted_;
  return {};
}

Duration CircuitBreaker::cooldown_left(TimePoint time) const {
  return options_.cooldown - (time - since_);
}

void CircuitBreaker::record_trial(TimePoint time, bool ok) {
  // More answers than trials: some belong to calls from before the breaker opened.
  if (trials_succeeded_ == trials_admitted_) return;
  if (!ok) return open(time);
  ++trials_succeeded_;
  if (trials_succeeded_ == options_.trials) close();
}

void CircuitBreaker::open(TimePoint time) {
  state_ = BreakerState::open;
  since_ = time;
}

void CircuitBreaker::begin_trials(TimePoint time) {
  state_ = BreakerState::half_open;
  since_ = time;
  trials_admitted_ = 0;
  trials_succeeded_ = 0;
}

// The failures that opened the breaker are over and must not open it again.
void CircuitBreaker::close() {
  state_ = BreakerState::closed;
  calls_.clear();
}

}  // namespace uslkit
