// ConsumerScaling: from a desired number of consumers to the number that works, with its delays.
//
// Two give orders: the scenario's autoscaler, asked at each control tick, and the runbook.
//   - More consumers work `delay` after the decision; fewer at once.
//   - The lag and Flink rules are not asked while a decision of theirs is on its way. The others
//     (Kubernetes) decide at every tick and see who still starts; a smaller number decided
//     meanwhile is also the most that arrives later.
//   - Flink stops the world: every consumer stands still for `restart` at each change.
//   - CPU and Flink rules see means over their metric window; Flink's begins anew at each change
//     and decides nothing until it is full.
//   - While a runbook's order is on its way nobody else decides. Then the autoscaler begins anew,
//     and the order is the fewest it may choose (pre-warming raises the minimum). When the order
//     ends the autoscaler is free; without one the number from before comes back.
//
// After update(), order() or end_order(), and at next_due(), the engine takes due(now) and scales
// its group. Time must not decrease. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time_point.h"
#include "policy/autoscaler.h"
#include "scenario/consumers.h"
#include "scenario/control_event.h"
#include "scenario/runbook.h"
#include "scenario/trace_recorder.h"

namespace uslkit {

struct ScalingStep {
  std::int64_t to = 0;    // ConsumerGroup::scale_to(now, to, full_stop)
  Duration full_stop{0};  // every partition stands still so long
};

// What the autoscaler decided, for who wants to know why.
struct ConsumerDecision {
  TimePoint at{};
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::string_view reason{};  // lives as long as the program
};

class ConsumerScaling {
 public:
  ConsumerScaling(const ConsumersSpec& spec, std::int64_t partitions);

  // ---- Per control tick, with what the last interval showed. ----
  void update(TimePoint now, const ScalingObservation& observed);

  // ---- The runbook; `action` is its index there. ----
  void order(TimePoint now, std::size_t action, const ScaleConsumersAction& scale);
  void end_order(TimePoint now, std::size_t action);

  // ---- What takes effect. ----
  [[nodiscard]] TimePoint next_due() const;  // TimePoint::max(): nothing is on its way
  [[nodiscard]] std::vector<ScalingStep> due(TimePoint now);

  [[nodiscard]] std::int64_t current() const { return current_; }  // replicas, starting ones not
  [[nodiscard]] std::int64_t desired() const { return desired_; }
  // The most consumers that may ever be wanted at once, for the arrays of an engine.
  [[nodiscard]] static std::int64_t most_wanted(const ConsumersSpec& spec,
                                                const std::vector<RunbookAction>& runbook);

  // Since the last call; of the kind "autoscaler".
  [[nodiscard]] std::vector<ControlEvent> take_events();
  // Since the last call; without the runbook's orders.
  [[nodiscard]] std::vector<ConsumerDecision> take_decisions();
  // Whether the last look found that no number of consumers will do.
  [[nodiscard]] bool split_advised() const { return split_advised_; }
  // "autoscaler desired_consumers" and "autoscaler consumers", where anything can change them.
  [[nodiscard]] std::vector<TraceResult> traces() const;

 private:
  struct Pending {
    TimePoint due{};
    std::int64_t to = 0;
    std::optional<std::size_t> action{};  // of the runbook; absent: the autoscaler's
  };
  struct Order {
    std::size_t action = 0;
    std::int64_t to = 0;
    std::int64_t before = 0;
  };
  struct Sample {
    TimePoint at{};
    ScalingObservation observed{};
  };

  void begin_rule();
  [[nodiscard]] bool may_decide() const;
  [[nodiscard]] std::optional<ScalingObservation> view(TimePoint now,
                                                       const ScalingObservation& observed);
  void decide(TimePoint now, std::int64_t to, const ScalingDecision& decision);
  void plan_in(TimePoint now, std::int64_t to);
  void take_effect(TimePoint now, const Pending& pending, std::vector<ScalingStep>& steps);
  void add_pending(const Pending& pending);

  std::optional<AutoscalerSpec> spec_;
  std::int64_t workers_per_partition_;
  std::int64_t partitions_;
  Duration delay_{0};
  Duration full_stop_{0};
  Duration metric_window_{0};
  bool one_at_a_time_ = false;  // not asked while a decision is on its way
  bool window_must_be_full_ = false;

  std::optional<Autoscaler> rule_;
  bool rule_is_new_ = true;
  bool split_advised_ = false;
  std::int64_t current_;
  std::int64_t desired_;
  TimePoint since_{};  // of the metric window
  std::deque<Sample> samples_;
  std::vector<Pending> pending_;  // in the order of time
  std::vector<Order> orders_;     // that last, in the order in which they took effect
  std::vector<ControlEvent> events_;
  std::vector<ConsumerDecision> decisions_;
  TraceRecorder desired_trace_{"autoscaler desired_consumers"};
  TraceRecorder current_trace_{"autoscaler consumers"};
};

}  // namespace uslkit
