// KedaAutoscaler: what KEDA's Kafka scaler and the Kubernetes autoscaler behind it do.
//
//   desired = ceil(total lag in events / lag threshold), at most one per partition
// (KEDA documentation, "Apache Kafka scaler": the threshold is the average lag per replica.) KEDA
// polls, switches between 0 and 1 and feeds the HPA, whose tolerance and stabilisation apply
// between 1 and the maximum. The rule knows no rates: lag in events means another time on every
// system, and the same lag asks for the same number whether load comes or goes. The HPA's default
// limit of doubling per 15 s is not modelled. Not thread-safe. Cost: O(1).
#pragma once

#include <chrono>

#include "base/time_point.h"
#include "policy/recommendation_window.h"
#include "policy/scaling.h"

namespace uslkit {

struct KedaAutoscalerOptions {
  double lag_threshold = 1000;      // events per consumer, > 0; KEDA's own default is 10
  double activation_threshold = 0;  // events, >= 0: above it the first consumer starts
  Duration polling = std::chrono::seconds(30);  // > 0: between decisions
  // >= 0: to 0 consumers, where `lowest` is 0, so long after the last lag above activation.
  Duration cooldown = std::chrono::minutes(5);
  Duration stabilization = std::chrono::minutes(5);  // >= 0: of the HPA, for scale-in above 1
  double tolerance = 0.1;                            // >= 0: of the HPA
  ScalingLimits limits{};

  void check() const;
};

class KedaAutoscaler {
 public:
  explicit KedaAutoscaler(const KedaAutoscalerOptions& options);

  [[nodiscard]] ScalingDecision update(TimePoint now, const ScalingObservation& observed);

 private:
  [[nodiscard]] double recommendation(const ScalingObservation& observed) const;

  KedaAutoscalerOptions options_;
  RecommendationWindow window_;
  int desired_ = -1;  // before the first update
  TimePoint last_ = kNever;
  TimePoint last_active_ = kNever;
};

}  // namespace uslkit
