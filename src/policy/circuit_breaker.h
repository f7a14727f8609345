// CircuitBreaker: stops calling a service that fails, and tries it again with a trickle.
//
//            share of failures > threshold                 cooldown over
//   closed ----------------------------------> open ----------------------> half open
//     ^                                          ^                            |     |
//     |                                          +--------- a trial fails ----+     |
//     +----------------------------- all trials succeed ----------------------------+
//
// Half open admits `trials` calls and turns the rest away until they are answered. If answers stay
// out for another cooldown, as many calls are tried anew: a lost answer never locks the breaker.
// Answers that come in while it is open belong to the past and are passed over. The papers' values
// are 5 % and 30 s (5 % of few calls is chance, hence `minimum_calls`). Source: Nygard (2007),
// "Release It!", chapter 5. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/time_point.h"
#include "base/units.h"
#include "policy/bucket_window.h"
#include "policy/policy_time.h"
#include "policy/verdict.h"

namespace uslkit {

struct CircuitBreakerOptions {
  // The share of failed calls above which the breaker opens, in [0, 1). At 0 any failure does.
  double failure_threshold = 0.05;
  // What the share looks back on, at least ten nanoseconds. It moves in steps of a tenth.
  Duration window = std::chrono::seconds(10);
  // Calls in the window below which the share is not judged, >= 1.
  std::int64_t minimum_calls = 100;
  // How long everything is turned away, > 0.
  Duration cooldown = std::chrono::seconds(30);
  // Calls that half open lets through, >= 1; all must succeed.
  std::int64_t trials = 10;

  void check() const;
};

enum class BreakerState : std::uint8_t { closed, open, half_open };

class CircuitBreaker {
 public:
  explicit CircuitBreaker(const CircuitBreakerOptions& options);

  [[nodiscard]] Verdict admit(TimePoint now) {
    const TimePoint time = latest_.advance(now);
    if (state_ == BreakerState::closed) return {};
    return admit_trial(time);
  }

  // Takes an admitted call back that somebody else turned away: half open may try another one.
  void cancel() {
    if (state_ == BreakerState::half_open && trials_admitted_ > trials_succeeded_) {
      --trials_admitted_;
    }
  }

  // The outcome of an admitted call.
  void record(TimePoint now, bool ok);

  // Half open begins with the first moment at which the cooldown is over.
  [[nodiscard]] BreakerState state(TimePoint now) const;

 private:
  struct Calls {
    std::int64_t all = 0;
    std::int64_t failed = 0;
    Calls& operator+=(const Calls& other) {
      all += other.all;
      failed += other.failed;
      return *this;
    }
    Calls& operator-=(const Calls& other) {
      all -= other.all;
      failed -= other.failed;
      return *this;
    }
  };

  [[nodiscard]] Verdict admit_trial(TimePoint time);
  [[nodiscard]] Duration cooldown_left(TimePoint time) const;
  void record_trial(TimePoint time, bool ok);
  void open(TimePoint time);
  void begin_trials(TimePoint time);
  void close();

  CircuitBreakerOptions options_;
  BreakerState state_ = BreakerState::closed;
  TimePoint since_{};  // when it opened, or when the present trials began
  std::int64_t trials_admitted_ = 0;
  std::int64_t trials_succeeded_ = 0;
  BucketWindow<Calls> calls_;
  LatestTime latest_;
};

}  // namespace uslkit
