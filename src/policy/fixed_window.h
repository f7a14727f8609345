// FixedWindow: a quota per window of time, counted from zero at each border.
//
// Windows are aligned to the start of the run: [0, w), [w, 2w), ... The cheapest limiter and the
// least exact: a full quota may pass just before a border and another just after it, so any
// interval of length t admits up to 2 limit + rate t, where limit = rate window. Not thread-safe.
#pragma once

#include "base/check.h"
#include "base/time_point.h"
#include "base/units.h"
#include "policy/policy_time.h"
#include "policy/verdict.h"

namespace uslkit {

struct FixedWindowOptions {
  // The quota as an average, > 0 per second. The limit of a window is rate x window; if that is
  // below the cost of one request nothing is ever admitted.
  Rate rate{1000};
  // Length of a window, > 0. Longer windows forgive longer bursts.
  Duration window = std::chrono::seconds(1);

  void check() const;
};

class FixedWindow {
 public:
  explicit FixedWindow(const FixedWindowOptions& options);

  [[nodiscard]] Verdict admit(TimePoint now, double cost = 1) {
    USLKIT_CHECK(cost >= 0);
    const TimePoint time = latest_.advance(now);
    if (time - start_ >= window_) {
      start_ = time - time.time_since_epoch() % window_;
      used_ = 0;
    }
    if (used_ + cost <= limit_) {
      used_ += cost;
      return {};
    }
    return {.admitted = false,
            .reason = RejectReason::rate_limit,
            .retry_after = cost > limit_ ? kLongestWait : window_ - (time - start_)};
  }

  // rate x window: what one window admits.
  [[nodiscard]] double limit() const { return limit_; }

 private:
  Duration window_;
  double limit_;
  double used_ = 0;  // in the window that begins at start_
  TimePoint start_{};
  LatestTime latest_;
};

}  // namespace uslkit
