// UslAutoscaler: the fewest consumers that serve the load by the Universal Scalability Law, and
// never more than are useful.
//
//   needed  = arrival / target utilisation + backlog / catch-up time
//   desired = the smallest n with X(n) = gamma n / (1 + alpha (n-1) + beta n (n-1)) >= needed
// (Gunther 2007; X rises up to the smallest n with n (n+1) >= (1-alpha)/beta and falls beyond it.)
// Holds as far as the fitted coefficients hold. Past that point every consumer takes throughput
// away: where the load cannot be served it stops there and advises to split into cells. Where only
// the catch-up cannot be as fast as asked, it does not: a backlog passes, a load stays.
// Not thread-safe. Cost: O(log n).
#pragma once

#include <chrono>

#include "base/time_point.h"
#include "base/units.h"
#include "policy/recommendation_window.h"
#include "policy/scaling.h"

namespace uslkit {

struct UslAutoscalerOptions {
  double alpha = 0;                             // contention, in [0, 1]
  double beta = 0;                              // crosstalk, >= 0
  Rate gamma{1};                                // of one consumer, > 0
  double target_utilization = 0.7;              // in (0, 1]
  Duration catch_up = std::chrono::minutes(5);  // > 0: time in which a backlog is to be drained
  Duration period = std::chrono::seconds(15);   // > 0: between decisions
  Duration stabilization = std::chrono::minutes(5);  // >= 0: a dip shorter than it changes nothing
  ScalingLimits limits{};

  void check() const;
};

class UslAutoscaler {
 public:
  explicit UslAutoscaler(const UslAutoscalerOptions& options);

  [[nodiscard]] ScalingDecision update(TimePoint now, const ScalingObservation& observed);

  // The number of consumers past which X falls; a billion where it never does.
  [[nodiscard]] int most_useful() const { return most_useful_; }

 private:
  [[nodiscard]] double throughput(double consumers) const;
  [[nodiscard]] double throughput_limit() const;
  [[nodiscard]] int fewest_for(double needed, int most) const;
  [[nodiscard]] ScalingDecision recommendation(const ScalingObservation& observed) const;

  UslAutoscalerOptions options_;
  RecommendationWindow window_;
  int most_useful_;
  int desired_ = -1;            // before the first update
  bool split_advised_ = false;  // by the last decision; it holds until the next one
  TimePoint last_ = kNever;
};

}  // namespace uslkit
