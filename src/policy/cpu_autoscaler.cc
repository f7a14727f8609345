#include "policy/cpu_autoscaler.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace uslkit {

void CpuAutoscalerOptions::check() const {
  USLKIT_CHECK(target > 0);
  USLKIT_CHECK(target <= 1);
  USLKIT_CHECK(tolerance >= 0);
  USLKIT_CHECK(period > Duration{0});
  USLKIT_CHECK(stabilization >= Duration{0});
  limits.check();
}

CpuAutoscaler::CpuAutoscaler(const CpuAutoscalerOptions& options)
    : options_(options), window_({.window = options.stabilization, .period = options.period}) {
  options_.check();
}

ScalingDecision CpuAutoscaler::update(TimePoint now, const ScalingObservation& observed) {
  if (desired_ < 0) desired_ = observed.consumers;
  desired_ = options_.limits.clamp(desired_, observed.partitions);
  if (last_ != kNever && now - last_ < options_.period) {
    return {.desired = desired_, .reason = "between decisions"};
  }
  if (std::isnan(observed.cpu_utilization)) {
    return {.desired = desired_, .reason = "no observation"};
  }
  last_ = now;
  const int recommended = options_.limits.clamp(recommendation(observed), observed.partitions);
  const int before = desired_;
  desired_ = options_.limits.clamp(window_.largest_with(now, recommended), observed.partitions);
  if (desired_ > before) return {.desired = desired_, .reason = "utilisation above target"};
  if (desired_ < before) return {.desired = desired_, .reason = "utilisation below target"};
  return {.desired = desired_, .reason = recommended < before ? "stabilisation" : "on target"};
}

double CpuAutoscaler::recommendation(const ScalingObservation& observed) const {
  const double wanted = desired_;
  const double working = std::min(observed.consumers, desired_);
  const double starting = wanted - working;
  const double ratio = observed.cpu_utilization / options_.target;
  if (wanted == 0) return 0;
  // In units of the target: those that start are idle for growing, on target for shrinking.
  const double assumed = ratio > 1 ? 0 : 1;
  const double adjusted = (ratio * working + assumed * starting) / wanted;
  const bool turned = (ratio > 1) != (adjusted > 1);
  // A hair of rounding must not decide at the edge of the tolerance.
  if (turned || std::abs(adjusted - 1) <= options_.tolerance + 1e-12) return wanted;
  return adjusted * wanted;
}

}  // namespace uslkit
