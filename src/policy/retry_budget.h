// RetryBudget: lets retries be a bounded share of all attempts, so that they cannot hold a system
// down.
//
// Every first attempt pays `ratio` tokens in, every retry takes one out, and `floor` adds a few per
// second so that rare traffic can retry at all. In any interval of length t with n first attempts
// at most burst + floor t + ratio n retries pass. While everything fails, load is therefore about
// (1 + ratio) times the first attempts instead of max_attempts times, and the collapse of
// model/metastability.h has no fuel left. One budget per client (process), shared by all its calls.
// Not thread-safe.
#pragma once

#include "base/time_point.h"
#include "base/units.h"
#include "policy/token_bucket.h"

namespace uslkit {

struct RetryBudgetOptions {
  // Retries per first attempt, >= 0. 0.1 to 0.2 is customary.
  double ratio = 0.1;
  // Retries per second that are always allowed, >= 0.
  Rate floor{1};
  // Unused retries that are saved up, >= 1: a client starts with so many. It bounds the burst of
  // retries at the beginning of an outage.
  double burst = 10;

  void check() const;
};

class RetryBudget {
 public:
  explicit RetryBudget(const RetryBudgetOptions& options);

  void on_first_attempt(TimePoint now) { tokens_.deposit(now, ratio_); }

  // Whether this retry is paid for. If not, the call has failed for good.
  [[nodiscard]] bool admit_retry(TimePoint now) { return tokens_.admit(now).admitted; }

  // Retries that could pass now.
  [[nodiscard]] double balance(TimePoint now) const { return tokens_.tokens(now); }

 private:
  double ratio_;
  TokenBucket tokens_;
};

}  // namespace uslkit
