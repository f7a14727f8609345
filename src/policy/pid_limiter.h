// PidLimiter: a token bucket whose rate a PID controller moves.
//
// The papers' adaptive limiter: the error is for instance target p99 latency - measured p99
// latency, the setting is the bucket's rate per second. In any interval of length t at most
// burst + highest t is admitted, and at most burst + the integral of the rate. Not thread-safe.
#pragma once

#include "base/time_point.h"
#include "base/units.h"
#include "policy/pid_controller.h"
#include "policy/token_bucket.h"
#include "policy/verdict.h"

namespace uslkit {

struct PidLimiterOptions {
  // The setting is a rate per second: lowest >= 0. A lowest of 0 can close the door for good if the
  // measured quantity needs traffic to recover.
  PidOptions pid;
  // Tokens the bucket holds, > 0.
  double burst = 100;

  void check() const;
};

class PidLimiter {
 public:
  explicit PidLimiter(const PidLimiterOptions& options);

  // One control tick: the new rate.
  Rate update(TimePoint now, double measured);

  [[nodiscard]] Verdict admit(TimePoint now, double cost = 1) { return bucket_.admit(now, cost); }

  [[nodiscard]] Rate rate() const { return bucket_.rate(); }

 private:
  PidController pid_;
  TokenBucket bucket_;
};

}  // namespace uslkit
