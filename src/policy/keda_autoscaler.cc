#include "policy/keda_autoscaler.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

void KedaAutoscalerOptions::check() const {
  USLKIT_CHECK(lag_threshold > 0);
  USLKIT_CHECK(std::isfinite(lag_threshold));
  USLKIT_CHECK(activation_threshold >= 0);
  USLKIT_CHECK(polling > Duration{0});
  USLKIT_CHECK(cooldown >= Duration{0});
  USLKIT_CHECK(stabilization >= Duration{0});
  USLKIT_CHECK(tolerance >= 0);
  limits.check();
}

KedaAutoscaler::KedaAutoscaler(const KedaAutoscalerOptions& options)
    : options_(options), window_({.window = options.stabilization, .period = options.polling}) {
  options_.check();
}

ScalingDecision KedaAutoscaler::update(TimePoint now, const ScalingObservation& observed) {
  if (desired_ < 0) desired_ = observed.consumers;
  desired_ = options_.limits.clamp(desired_, observed.partitions);
  if (last_ != kNever && now - last_ < options_.polling) {
    return {.desired = desired_, .reason = "between polls"};
  }
  if (std::isnan(observed.backlog_events)) {
    return {.desired = desired_, .reason = "no observation"};
  }
  last_ = now;
  const bool active = observed.backlog_events > options_.activation_threshold;
  if (active || last_active_ == kNever) last_active_ = now;
  if (!active && options_.limits.lowest == 0 &&
      (desired_ == 0 || now - last_active_ >= options_.cooldown)) {
    desired_ = 0;
    return {.desired = 0, .reason = "no lag: scaled to zero"};
  }
  const int recommended = options_.limits.clamp(recommendation(observed), observed.partitions);
  const int before = desired_;
  desired_ = options_.limits.clamp(window_.largest_with(now, recommended), observed.partitions);
  if (desired_ > before) return {.desired = desired_, .reason = "lag above threshold"};
  if (desired_ < before) return {.desired = desired_, .reason = "lag below threshold"};
  return {.desired = desired_, .reason = recommended < before ? "stabilisation" : "on target"};
}

double KedaAutoscaler::recommendation(const ScalingObservation& observed) const {
  // Between 1 and the maximum it is the HPA that decides.
  const double wanted = std::max(1.0, observed.backlog_events / options_.lag_threshold);
  const double capped = std::min<double>(wanted, options_.limits.ceiling(observed.partitions));
  if (desired_ == 0) return capped;
  const double ratio = observed.backlog_events / (options_.lag_threshold * desired_);
  // A hair of rounding must not decide at the edge of the tolerance.
  return std::abs(ratio - 1) <= options_.tolerance + 1e-12 ? desired_ : capped;
}

}  // namespace uslkit
