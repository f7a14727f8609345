// FlinkAutoscaler: the rule of the Flink Kubernetes operator for a source that reads a log.
//
//   target capacity = lag / catch-up + arrival x restart / catch-up + arrival / target utilisation
//   parallelism     = ceil(n x target / (n x service rate of one)), up to the next number that
//                     divides the places to work
// (Apache Flink Kubernetes Operator, JobVertexScaler and AutoScalerUtils; defaults from there.)
// It assumes that throughput grows linearly with n. The optional "observed scalability" corrects
// the slope by one factor fitted through the origin, which near and past the peak of a curve of
// Gunther asks for more where less would do. Not thread-safe. Cost: O(places) at a scaling.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <span>

#include "base/time_point.h"
#include "policy/recommendation_window.h"
#include "policy/scaling.h"

namespace uslkit {

struct FlinkAutoscalerOptions {
  double target_utilization = 0.7;  // in (0, 1]
  // Within [0, 1]: nothing happens while utilisation is this near to the target.
  double utilization_boundary = 0.3;
  // >= 0: time in which a backlog is to be drained; 0 switches the catch-up terms off.
  Duration catch_up = std::chrono::minutes(30);
  Duration restart = std::chrono::minutes(5);  // >= 0: standstill of a scaling, to be caught up
  Duration period = std::chrono::minutes(1);   // > 0: between decisions
  Duration stabilization = std::chrono::minutes(5);    // >= 0: no scaling so long after a scaling
  Duration scale_in_interval = std::chrono::hours(1);  // >= 0: a dip shorter than it is ignored
  double largest_scale_in = 0.6;      // in [0, 1]: share of consumers one decision may remove
  bool divisors_only = true;          // an equal number of places for each consumer
  bool observed_scalability = false;  // correct the linear rule by its own history
  ScalingLimits limits{};

  void check() const;
};

// What a scaling found: that many consumers had that capacity together.
struct ScalingRecord {
  int consumers = 1;
  double capacity_per_second = 0;
};

// The factor that corrects the slope of the smallest record to a least-squares line through the
// origin, between 0.5 and 1, rounded up to whole hundredths; 1 for fewer than three records.
[[nodiscard]] double observed_scaling_coefficient(std::span<const ScalingRecord> records);

class FlinkAutoscaler {
 public:
  explicit FlinkAutoscaler(const FlinkAutoscalerOptions& options);

  [[nodiscard]] ScalingDecision update(TimePoint now, const ScalingObservation& observed);

 private:
  static constexpr std::size_t kRecords = 3;  // the operator's own history

  [[nodiscard]] bool within_boundary(const ScalingObservation& observed) const;
  [[nodiscard]] int recommendation(const ScalingObservation& observed) const;
  [[nodiscard]] int aligned(int wanted, int partitions) const;
  void remember(const ScalingObservation& observed);

  FlinkAutoscalerOptions options_;
  RecommendationWindow window_;
  int desired_ = -1;  // before the first update
  TimePoint last_ = kNever;
  TimePoint last_scaling_ = kNever;
  std::array<ScalingRecord, kRecords> records_{};  // the last ones, in a ring
  std::size_t recorded_ = 0;
};

}  // namespace uslkit
