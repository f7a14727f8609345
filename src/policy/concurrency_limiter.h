// ConcurrencyLimiter: bounds what is in flight, by a fixed number or by one it finds itself.
//
//  fixed     the limit stays at `initial`.
//  aimd      additive increase, multiplicative decrease (Chiu and Jain 1989): +1 per round of
//            answers while at least half of the limit is in use; x `backoff` on a failure, once
//            per round, as the other failures of that round tell nothing new.
//  gradient  after Netflix's concurrency-limits and Envoy's adaptive concurrency: once per window
//              limit <- (1 - s) limit + s (g limit + ok sqrt(limit)),
//              g = max(1/2, ok min(1, tolerance baseline / mean latency))
//            with smoothing s, the share `ok` of answers that did not fail, and room for a queue of
//            sqrt(limit). Assumes that latency rises with what is in flight.
//
// A limit must not drift upward when every answer is a timeout (Netflix/concurrency-limits#137:
// their baseline follows the timeouts, so a constant timeout looks like calm). Here:
//  1. A failure, or an answer slower than `timeout`, never raises the limit nor the baseline.
//  2. The baseline falls at once to a faster window, but rises only while little is inside: less
//     than half of the limit in use, or the limit at its lowest. Overload cannot become normal.
// The baseline is as good as the calmest window seen: a limiter that starts in the middle of a
// surge takes its queue for normal until it has seen better, so start with a low `initial`. Not
// thread-safe. Every admitted request is released or cancelled exactly once.
#pragma once

#include <cstdint>

#include "base/check.h"
#include "base/time_point.h"
#include "base/units.h"
#include "policy/policy_time.h"
#include "policy/verdict.h"

namespace uslkit {

enum class ConcurrencyLimitKind : std::uint8_t { fixed, aimd, gradient };

struct ConcurrencyLimiterOptions {
  ConcurrencyLimitKind kind = ConcurrencyLimitKind::fixed;
  // Requests in flight to begin with, from lowest to highest.
  std::int64_t initial = 20;
  // Below `lowest` >= 1 an adaptive limit never falls: it is what still probes a sick service.
  std::int64_t lowest = 1;
  // Above `highest` an adaptive limit never rises.
  std::int64_t highest = 1000;
  // An answer slower than this counts as a failure, > 0. Longer than any answer: only failures do.
  Duration timeout = std::chrono::seconds(5);
  // aimd: the factor of a decrease, in [0.5, 1). Nearer to 1 follows more calmly.
  double backoff = 0.9;
  // gradient: how often the limit moves, > 0, and how many answers that takes, >= 1.
  Duration window = std::chrono::milliseconds(100);
  std::int64_t samples = 10;
  // gradient: the share of a step that is taken, in (0, 1].
  double smoothing = 0.2;
  // gradient: latency over baseline that is taken for noise, >= 1. Larger tolerates longer queues.
  double tolerance = 1.5;
  // gradient: the share by which the baseline follows a slower window, in [0, 1].
  double baseline_gain = 0.1;

  void check() const;
};

class ConcurrencyLimiter {
 public:
  explicit ConcurrencyLimiter(const ConcurrencyLimiterOptions& options);

  [[nodiscard]] Verdict admit(TimePoint now) {
    latest_.advance(now);
    if (in_flight_ >= limit_) {
      return {.admitted = false, .reason = RejectReason::concurrency_limit};
    }
    ++in_flight_;
    if (in_flight_ > window_.most_in_flight) window_.most_in_flight = in_flight_;
    return {};
  }

  // Takes an admitted request back that somebody else turned away: no answer to learn from.
  void cancel() {
    USLKIT_CHECK(in_flight_ > 0);
    --in_flight_;
  }

  // The answer to an admitted request: how long it took and whether it succeeded.
  void release(TimePoint now, Duration latency, bool ok);

  [[nodiscard]] std::int64_t limit() const { return limit_; }
  [[nodiscard]] std::int64_t in_flight() const { return in_flight_; }

 private:
  // What a gradient has seen since the limit last moved.
  struct Window {
    TimePoint start{};
    std::int64_t answers = 0;
    std::int64_t successes = 0;
    double latency_sum = 0;  // seconds, of successes
    std::int64_t most_in_flight = 0;
  };

  void follow_aimd(TimePoint time, Duration latency, bool ok);
  void follow_gradient(TimePoint time, Duration latency, bool ok);
  [[nodiscard]] double gradient_step(double ok_share) const;
  void learn_baseline(double mean_latency);
  void move_limit(double limit);

  ConcurrencyLimiterOptions options_;
  double exact_limit_;
  std::int64_t limit_;  // the whole part of exact_limit_
  std::int64_t in_flight_ = 0;
  TimePoint last_decrease_ = kNever;
  double baseline_ = 0;  // seconds; 0 until the first window with a success
  Window window_;
  LatestTime latest_;
};

}  // namespace uslkit
