// TokenBucket: lets bursts pass up to its size and holds a long-term average rate.
//
// The bucket starts full and fills at `rate` up to `burst` tokens; a request takes `cost` of them
// or is turned away. Not thread-safe. Invariants:
//  1. In any interval of length t at most burst + rate t is admitted (Cruz 1991, "A Calculus for
//     Network Delay": the arrival curve), whatever the schedule, also if time runs back.
//  2. A request turned away with `retry_after` is admitted after that wait if nothing else came.
//
// Tokens are not added up call by call: many small refills would lose what lies below the last bit
// of a large bucket (at burst 1e9 a nanosecond of 1/s would vanish). They are computed from an
// anchor, the last moment the account was settled, so that rounding is relative to what passed.
// Cost (bench/policy_bench.cc): 1.5 ns to admit, 7 ns to turn away with its wait, 48 bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/check.h"
#include "base/time_point.h"
#include "base/units.h"
#include "policy/policy_time.h"
#include "policy/verdict.h"

namespace uslkit {

struct TokenBucketOptions {
  // Tokens per second, >= 0: the long-term average. At 0 nothing passes after the burst.
  Rate rate{1000};
  // Tokens the bucket holds, > 0. A request that costs more than this is never admitted.
  double burst = 100;

  void check() const;
};

class TokenBucket {
 public:
  explicit TokenBucket(const TokenBucketOptions& options);

  [[nodiscard]] Verdict admit(TimePoint now, double cost = 1) {
    USLKIT_CHECK(cost >= 0);
    if (take(now, cost)) return {};
    return {.admitted = false,
            .reason = RejectReason::rate_limit,
            .retry_after = wait_for(latest_.current(), cost)};
  }

  // Many requests of one token each, at these moments (ns): how many are admitted before the first
  // that is not. That one is not asked for yet: admit() says how long it has to wait.
  [[nodiscard]] std::size_t admit_first(std::span<const std::int64_t> times_ns) {
    TokenBucket own = *this;  // in registers
    std::size_t admitted = 0;
    while (admitted < times_ns.size() && own.take(TimePoint(Duration(times_ns[admitted])), 1)) {
      ++admitted;
    }
    *this = own;
    return admitted;
  }

  // From now on the bucket fills at `rate`; what is inside stays.
  void set_rate(TimePoint now, Rate rate);

  // Puts tokens in from outside, as far as they fit: what is above the brim goes when the account
  // is settled, before anything is taken.
  void deposit(TimePoint now, double tokens) {
    USLKIT_CHECK(tokens >= 0);
    latest_.advance(now);
    credit_ += tokens;
  }

  // What a request could take now.
  [[nodiscard]] double tokens(TimePoint now) const;
  [[nodiscard]] Rate rate() const { return {rate_}; }

 private:
  // Past this the account is settled, so that rounding stays relative to a million tokens.
  static constexpr double kLongAccount = 1 << 20;

  [[nodiscard]] double tokens_at(TimePoint time) const {
    return credit_ + rate_ * in_seconds(time - anchor_) - spent_;
  }

  bool take(TimePoint now, double cost) {
    if (cost > settle(latest_.advance(now))) return false;
    spent_ += cost;
    return true;
  }

  // The tokens at `time`. Moves the anchor there when the bucket is full or the account is long.
  double settle(TimePoint time) {
    const double tokens = tokens_at(time);
    if (tokens < burst_ && spent_ < kLongAccount) return tokens;
    return move_anchor(time, tokens);
  }

  double move_anchor(TimePoint time, double tokens) {
    anchor_ = time;
    credit_ = tokens < burst_ ? tokens : burst_;
    spent_ = 0;
    return credit_;
  }

  [[nodiscard]] Duration wait_for(TimePoint time, double cost) const;

  double rate_;
  double burst_;
  double credit_;     // tokens at the anchor
  double spent_ = 0;  // tokens taken since
  TimePoint anchor_{};
  LatestTime latest_;
};

}  // namespace uslkit
