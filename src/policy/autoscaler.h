// Autoscaler: how many consumers there should be, by any of the rules of this room.
//
// Called once per control tick; the decision holds until the next one. The time that new consumers
// need until they work is the caller's: the rules only see fewer `consumers` than they desired.
// All of them stay within ScalingLimits, keep what they have where an observation is missing, and
// do not undo within their window what they just did. Not thread-safe.
#pragma once

#include <variant>

#include "base/time_point.h"
#include "policy/cpu_autoscaler.h"
#include "policy/flink_autoscaler.h"
#include "policy/keda_autoscaler.h"
#include "policy/lag_autoscaler.h"
#include "policy/scaling.h"
#include "policy/usl_autoscaler.h"

namespace uslkit {

using AutoscalerOptions =
    std::variant<LagAutoscalerOptions, CpuAutoscalerOptions, UslAutoscalerOptions,
                 KedaAutoscalerOptions, FlinkAutoscalerOptions>;

class Autoscaler {
 public:
  explicit Autoscaler(const AutoscalerOptions& options);

  [[nodiscard]] ScalingDecision update(TimePoint now, const ScalingObservation& observed) {
    return std::visit([&](auto& rule) { return rule.update(now, observed); }, rule_);
  }

 private:
  using Rule =
      std::variant<LagAutoscaler, CpuAutoscaler, UslAutoscaler, KedaAutoscaler, FlinkAutoscaler>;
  static Rule make_rule(const AutoscalerOptions& options);

  Rule rule_;
};

}  // namespace uslkit
