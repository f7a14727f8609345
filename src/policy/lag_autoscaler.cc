#include "policy/lag_autoscaler.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

void LagAutoscalerOptions::check() const {
  USLKIT_CHECK(trigger > Duration{0});
  USLKIT_CHECK(growth > 0);
  USLKIT_CHECK(std::isfinite(growth));
  USLKIT_CHECK(cooldown >= Duration{0});
  if (scale_in_after) USLKIT_CHECK(*scale_in_after > Duration{0});
  USLKIT_CHECK(calm_share > 0);
  USLKIT_CHECK(calm_share <= 1);
  USLKIT_CHECK(scale_in_utilization > 0);
  USLKIT_CHECK(scale_in_utilization <= 1);
  limits.check();
}

LagAutoscaler::LagAutoscaler(const LagAutoscalerOptions& options) : options_(options) {
  options_.check();
}

ScalingDecision LagAutoscaler::update(TimePoint now, const ScalingObservation& observed) {
  if (desired_ < 0) desired_ = observed.consumers;
  desired_ = options_.limits.clamp(desired_, observed.partitions);
  const double lag = options_.lag == LagAutoscalerOptions::Lag::work ? observed.work_lag_seconds
                                                                     : observed.age_lag_seconds;
  if (std::isnan(lag)) {
    calm_since_ = kNever;  // nobody knows whether it was calm
    return {.desired = desired_, .reason = "no observation"};
  }
  return lag > in_seconds(options_.trigger) ? grow(now, observed) : rest(now, observed, lag);
}

ScalingDecision LagAutoscaler::grow(TimePoint now, const ScalingObservation& observed) {
  calm_since_ = kNever;
  if (cooling(now)) return {.desired = desired_, .reason = "cooldown"};
  const double wanted = std::max(desired_ + 1.0, whole_consumers(desired_ * (1 + options_.growth)));
  const int grown = options_.limits.clamp(wanted, observed.partitions);
  if (grown == desired_) return {.desired = desired_, .reason = "at the limit"};
  desired_ = grown;
  last_step_ = now;
  return {.desired = desired_, .reason = "lag above trigger"};
}

ScalingDecision LagAutoscaler::rest(TimePoint now, const ScalingObservation& observed, double lag) {
  if (lag > options_.calm_share * in_seconds(options_.trigger)) {
    calm_since_ = kNever;
    return {.desired = desired_, .reason = "lag below trigger"};
  }
  if (calm_since_ == kNever) calm_since_ = now;
  const bool long_enough = options_.scale_in_after && now - calm_since_ >= *options_.scale_in_after;
  if (!long_enough || cooling(now)) return {.desired = desired_, .reason = "calm"};
  return shrink(now, observed);
}

ScalingDecision LagAutoscaler::shrink(TimePoint now, const ScalingObservation& observed) {
  const double enough = observed.arrival_per_second /
                        (observed.service_per_second_per_consumer * options_.scale_in_utilization);
  if (std::isnan(enough)) return {.desired = desired_, .reason = "no observation"};
  const double wanted = std::max(whole_consumers(desired_ / (1 + options_.growth)), enough);
  const int shrunk = options_.limits.clamp(wanted, observed.partitions);
  if (shrunk >= desired_) return {.desired = desired_, .reason = "calm, but all are needed"};
  desired_ = shrunk;
  last_step_ = now;
  calm_since_ = now;
  return {.desired = desired_, .reason = "calm for long enough"};
}

}  // namespace uslkit
