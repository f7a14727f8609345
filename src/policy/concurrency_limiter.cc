#include "policy/concurrency_limiter.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

void ConcurrencyLimiterOptions::check() const {
  USLKIT_CHECK(lowest >= 1);
  USLKIT_CHECK(lowest <= initial);
  USLKIT_CHECK(initial <= highest);
  USLKIT_CHECK(timeout > Duration{0});
  USLKIT_CHECK(backoff >= 0.5);
  USLKIT_CHECK(backoff < 1);
  USLKIT_CHECK(window > Duration{0});
  USLKIT_CHECK(samples >= 1);
  USLKIT_CHECK(smoothing > 0);
  USLKIT_CHECK(smoothing <= 1);
  USLKIT_CHECK(tolerance >= 1);
  USLKIT_CHECK(std::isfinite(tolerance));
  USLKIT_CHECK(baseline_gain >= 0);
  USLKIT_CHECK(baseline_gain <= 1);
}

ConcurrencyLimiter::ConcurrencyLimiter(const ConcurrencyLimiterOptions& options)
    : options_(options),
      exact_limit_(static_cast<double>(options.initial)),
      limit_(options.initial) {
  options.check();
}

void ConcurrencyLimiter::release(TimePoint now, Duration latency, bool ok) {
  USLKIT_CHECK(in_flight_ > 0);
  USLKIT_CHECK(latency >= Duration{0});
  const TimePoint time = latest_.advance(now);
  const bool in_time = ok && latency <= options_.timeout;
  switch (options_.kind) {
    case ConcurrencyLimitKind::fixed:
      break;
    case ConcurrencyLimitKind::aimd:
      follow_aimd(time, latency, in_time);
      break;
    case ConcurrencyLimitKind::gradient:
      follow_gradient(time, latency, in_time);
      break;
  }
  --in_flight_;
}

void ConcurrencyLimiter::follow_aimd(TimePoint time, Duration latency, bool ok) {
  if (ok) {
    // Without demand a success says nothing about the limit.
    if (2 * in_flight_ >= limit_) move_limit(exact_limit_ + 1 / exact_limit_);
    return;
  }
  // A request that entered before the last decrease belongs to the round that caused it.
  const bool same_round = last_decrease_ != kNever && time - last_decrease_ < latency;
  if (same_round) return;
  last_decrease_ = time;
  move_limit(exact_limit_ * options_.backoff);
}

void ConcurrencyLimiter::follow_gradient(TimePoint time, Duration latency, bool ok) {
  ++window_.answers;
  if (ok) {
    ++window_.successes;
    window_.latency_sum += in_seconds(latency);
  }
  if (time - window_.start < options_.window || window_.answers < options_.samples) return;

  if (window_.successes > 0) {
    learn_baseline(window_.latency_sum / static_cast<double>(window_.successes));
  }
  const double ok_share =
      static_cast<double>(window_.successes) / static_cast<double>(window_.answers);
  const double next = gradient_step(ok_share);
  const bool in_demand = 2 * window_.most_in_flight >= limit_;
  if (in_demand || next < exact_limit_) move_limit(next);
  window_ = {.start = time, .most_in_flight = in_flight_};
}

double ConcurrencyLimiter::gradient_step(double ok_share) const {
  double gradient = ok_share;
  if (window_.successes > 0 && window_.latency_sum > 0) {
    const double mean = window_.latency_sum / static_cast<double>(window_.successes);
    gradient *= std::min(1.0, options_.tolerance * baseline_ / mean);
  }
  const double queue = ok_share * std::sqrt(exact_limit_);
  const double target = exact_limit_ * std::max(0.5, gradient) + queue;
  return exact_limit_ * (1 - options_.smoothing) + target * options_.smoothing;
}

void ConcurrencyLimiter::learn_baseline(double mean_latency) {
  const bool first = baseline_ <= 0;
  if (first || mean_latency < baseline_) {
    baseline_ = mean_latency;
    return;
  }
  const bool little_inside = 2 * window_.most_in_flight < limit_ || limit_ == options_.lowest;
  if (little_inside) baseline_ += options_.baseline_gain * (mean_latency - baseline_);
}

void ConcurrencyLimiter::move_limit(double limit) {
  exact_limit_ = std::clamp(limit, static_cast<double>(options_.lowest),
                            static_cast<double>(options_.highest));
  limit_ = static_cast<std::int64_t>(exact_limit_);
}

}  // namespace uslkit
