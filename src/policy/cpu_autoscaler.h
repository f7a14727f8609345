// CpuAutoscaler: the Kubernetes Horizontal Pod Autoscaler on CPU, for comparison.
//
//   desired = ceil(n x utilisation / target), nothing within the tolerance around the target;
//   scale-in takes the largest recommendation of the stabilisation window
// (Kubernetes documentation, "Horizontal Pod Autoscaling", algorithm details). Consumers that still
// start count as idle when growing and as on target when shrinking, and never turn the direction.
// Utilisation cannot pass 1: one tick grows at most by 1/target, and a saturated consumer looks the
// same at ten seconds and at ten minutes of lag, which is why lag is the better signal. The
// default limit of doubling per 15 s is not modelled: it binds only for targets below 0.5.
// Not thread-safe. Cost: O(1).
#pragma once

#include <chrono>

#include "base/time_point.h"
#include "policy/recommendation_window.h"
#include "policy/scaling.h"

namespace uslkit {

struct CpuAutoscalerOptions {
  double target = 0.7;                               // in (0, 1]
  double tolerance = 0.1;                            // >= 0: around 1 of utilisation / target
  Duration period = std::chrono::seconds(15);        // > 0: between decisions
  Duration stabilization = std::chrono::minutes(5);  // >= 0: a dip shorter than it changes nothing
  ScalingLimits limits{};

  void check() const;
};

class CpuAutoscaler {
 public:
  explicit CpuAutoscaler(const CpuAutoscalerOptions& options);

  [[nodiscard]] ScalingDecision update(TimePoint now, const ScalingObservation& observed);

 private:
  [[nodiscard]] double recommendation(const ScalingObservation& observed) const;

  CpuAutoscalerOptions options_;
  RecommendationWindow window_;
  int desired_ = -1;  // before the first update
  TimePoint last_ = kNever;
};

}  // namespace uslkit
