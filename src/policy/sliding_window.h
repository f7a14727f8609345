// SlidingWindow: a quota over the last window of time, estimated from two counters.
//
// The estimate is previous x (share of the previous window still in view) + current. It assumes
// that the previous window's requests came evenly spread. If they came all at its end, the true
// count over one window can reach almost 2 limit, where limit = rate window; but never at once:
//  in any interval of length t at most limit + rate t is admitted, as by a token bucket.
// Proof: let b pass in one window and c by the share f of the next, then c <= limit - b (1 - f),
// so b + c <= limit (1 + f); every full window between adds at most limit.
// Under lasting overload the current window can lack up to one request of the limit, since its
// share never quite reaches 1. Not thread-safe.
#pragma once

#include "base/check.h"
#include "base/time_point.h"
#include "base/units.h"
#include "policy/policy_time.h"
#include "policy/verdict.h"

namespace uslkit {

struct SlidingWindowOptions {
  // The quota as an average, > 0 per second. The limit of a window is rate x window; if that is
  // below the cost of one request nothing is ever admitted.
  Rate rate{1000};
  // Length of a window, > 0. Longer windows forgive longer bursts.
  Duration window = std::chrono::seconds(1);

  void check() const;
};

class SlidingWindow {
 public:
  explicit SlidingWindow(const SlidingWindowOptions& options);

  [[nodiscard]] Verdict admit(TimePoint now, double cost = 1) {
    USLKIT_CHECK(cost >= 0);
    const TimePoint time = latest_.advance(now);
    if (time - start_ >= window_) move_window(time);
    if (previous_ * share_in_view(time) + current_ + cost <= limit_) {
      current_ += cost;
      return {};
    }
    return {
        .admitted = false, .reason = RejectReason::rate_limit, .retry_after = wait_for(time, cost)};
  }

  // rate x window: what one window admits on average.
  [[nodiscard]] double limit() const { return limit_; }

 private:
  [[nodiscard]] double share_in_view(TimePoint time) const {
    return 1 - static_cast<double>((time - start_).count()) * per_window_;
  }
  void move_window(TimePoint time);
  [[nodiscard]] Duration time_to_shrink(double older, double room) const;
  [[nodiscard]] Duration wait_for(TimePoint time, double cost) const;

  Duration window_;
  double limit_;
  double per_window_;    // 1 / window in nanoseconds
  double previous_ = 0;  // admitted in the window before the one that begins at start_
  double current_ = 0;   // admitted since start_
  TimePoint start_{};
  LatestTime latest_;
};

}  // namespace uslkit
