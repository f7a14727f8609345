// RetryPolicy: how long a client waits before it tries again, and when it gives up.
//
// The backoff doubles from `first_backoff` with every failed attempt up to `highest_backoff`.
// Jitter spreads clients that failed together (Brooker 2015, "Exponential Backoff And Jitter", AWS
// Architecture Blog): none waits b, equal b/2 + uniform b/2, full uniform b. Stateless: chance is
// an argument in [0, 1), the number of attempts too. Retries add load; a RetryBudget bounds it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/units.h"

namespace uslkit {

enum class Jitter : std::uint8_t { none, equal, full };

struct RetryPolicyOptions {
  // Attempts in all, the first one included, >= 1. At 1 nothing is ever tried again.
  int max_attempts = 3;
  // The backoff after the first failure, >= 0, and where doubling ends, at least as long.
  Duration first_backoff = std::chrono::milliseconds(100);
  Duration highest_backoff = std::chrono::seconds(10);
  Jitter jitter = Jitter::full;
  // A server that asks for more patience than this is given up, >= 0.
  Duration longest_retry_after = std::chrono::seconds(60);

  void check() const;
};

class RetryPolicy {
 public:
  explicit RetryPolicy(const RetryPolicyOptions& options);

  // The wait after `attempt` >= 1 attempts have failed; empty: give up. The server's `retry_after`
  // comes before the backoff, not instead of it: those who were told the same moment would return
  // as one herd.
  [[nodiscard]] std::optional<Duration> next(int attempt, Duration retry_after,
                                             double uniform) const;

  // The backoff without jitter after `attempt` >= 1 failed attempts.
  [[nodiscard]] Duration backoff(int attempt) const;

 private:
  RetryPolicyOptions options_;
};

}  // namespace uslkit
