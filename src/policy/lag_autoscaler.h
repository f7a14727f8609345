// LagAutoscaler: adds consumers in steps while a lag is above its trigger.
//
// The papers' rule (ACM paper 11.2, 12.2: "+100 % when lag exceeds the trigger"). After a step it
// waits for the cooldown, as new consumers need time to show; it must be longer than their delay,
// or one surge is answered twice. Scale-in, where allowed, undoes one step after a long calm, and
// only if what is left serves the arrivals with room to spare: so it never causes the next step.
// Not thread-safe. Cost: O(1).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time_point.h"
#include "policy/scaling.h"

namespace uslkit {

struct LagAutoscalerOptions {
  enum class Lag : std::uint8_t { work, age };

  Lag lag = Lag::work;
  Duration trigger = std::chrono::seconds(30);  // > 0: a step when the lag is above it
  double growth = 1.0;                          // > 0: share added by a step; 1 is +100 %
  Duration cooldown = std::chrono::minutes(5);  // >= 0: no step so long after a step
  // > 0: a step back after so long without a lag above `calm_share` of the trigger. Absent: never.
  std::optional<Duration> scale_in_after{};
  double calm_share = 0.5;            // in (0, 1]
  double scale_in_utilization = 0.7;  // in (0, 1]: what scale-in must leave room for
  ScalingLimits limits{};

  void check() const;
};

class LagAutoscaler {
 public:
  explicit LagAutoscaler(const LagAutoscalerOptions& options);

  [[nodiscard]] ScalingDecision update(TimePoint now, const ScalingObservation& observed);

 private:
  [[nodiscard]] ScalingDecision grow(TimePoint now, const ScalingObservation& observed);
  [[nodiscard]] ScalingDecision rest(TimePoint now, const ScalingObservation& observed, double lag);
  [[nodiscard]] ScalingDecision shrink(TimePoint now, const ScalingObservation& observed);
  [[nodiscard]] bool cooling(TimePoint now) const {
    return last_step_ != kNever && now - last_step_ < options_.cooldown;
  }

  LagAutoscalerOptions options_;
  int desired_ = -1;  // before the first update
  TimePoint last_step_ = kNever;
  TimePoint calm_since_ = kNever;  // kNever: not calm
};

}  // namespace uslkit
