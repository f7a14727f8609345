#include "scenario/consumer_scaling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/units_text.h"
#include "policy/policy_time.h"

namespace uslkit {
namespace {

int as_int(std::int64_t number) {
  constexpr std::int64_t kMost = 1'000'000'000;
  return static_cast<int>(std::clamp<std::int64_t>(number, 0, kMost));
}

// What all specs have, with what only some have, by its name.
struct Timing {
  Duration delay{0};
  Duration full_stop{0};
  Duration metric_window{0};
  bool one_at_a_time = false;
  bool window_must_be_full = false;
};
struct TimingOf {
  Timing operator()(const LagAutoscalerSpec& spec) const {
    return {.delay = spec.delay, .one_at_a_time = true};
  }
  Timing operator()(const CpuAutoscalerSpec& spec) const {
    return {.delay = spec.delay, .metric_window = spec.metric_window};
  }
  Timing operator()(const UslAutoscalerSpec& spec) const { return {.delay = spec.delay}; }
  Timing operator()(const KedaAutoscalerSpec& spec) const { return {.delay = spec.delay}; }
  Timing operator()(const FlinkAutoscalerSpec& spec) const {
    return {.delay = spec.delay,
            .full_stop = spec.restart,
            .metric_window = spec.metric_window,
            .one_at_a_time = true,
            .window_must_be_full = true};
  }
};

struct OptionsOf {
  ScalingLimits limits{};

  AutoscalerOptions operator()(const LagAutoscalerSpec& spec) const {
    return LagAutoscalerOptions{.lag = spec.lag == LagKind::work_lag
                                           ? LagAutoscalerOptions::Lag::work
                                           : LagAutoscalerOptions::Lag::age,
                                .trigger = spec.trigger,
                                .growth = spec.growth,
                                .cooldown = spec.cooldown,
                                .scale_in_after = spec.scale_in_after,
                                .limits = limits};
  }
  AutoscalerOptions operator()(const CpuAutoscalerSpec& spec) const {
    return CpuAutoscalerOptions{.target = spec.target,
                                .tolerance = spec.tolerance,
                                .period = spec.period,
                                .stabilization = spec.stabilization,
                                .limits = limits};
  }
  AutoscalerOptions operator()(const UslAutoscalerSpec& spec) const {
    return UslAutoscalerOptions{.alpha = spec.alpha,
                                .beta = spec.beta,
                                .gamma = spec.gamma,
                                .target_utilization = spec.target_utilization,
                                .catch_up = spec.catch_up,
                                .period = spec.period,
                                .limits = limits};
  }
  AutoscalerOptions operator()(const KedaAutoscalerSpec& spec) const {
    return KedaAutoscalerOptions{.lag_threshold = static_cast<double>(spec.lag_threshold),
                                 .polling = spec.polling,
                                 .cooldown = spec.cooldown,
                                 .limits = limits};
  }
  AutoscalerOptions operator()(const FlinkAutoscalerSpec& spec) const {
    return FlinkAutoscalerOptions{.target_utilization = spec.target_utilization,
                                  .catch_up = spec.catch_up,
                                  .restart = spec.restart,
                                  .limits = limits};
  }
};

// The mean of what was measured; what never was stays unknown.
class Mean {
 public:
  void add(double value) {
    if (std::isnan(value)) return;
    sum_ += value;
    ++count_;
  }
  [[nodiscard]] double value() const {
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    return count_ == 0 ? kUnknown : sum_ / static_cast<double>(count_);
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace

ConsumerScaling::ConsumerScaling(const ConsumersSpec& spec, std::int64_t partitions)
    : spec_(spec.autoscaler),
      workers_per_partition_(spec.workers_per_partition),
      partitions_(partitions),
      current_(spec.count),
      desired_(spec.count) {
  if (spec_) {
    const Timing timing = std::visit(TimingOf{}, *spec_);
    delay_ = timing.delay;
    full_stop_ = timing.full_stop;
    metric_window_ = timing.metric_window;
    one_at_a_time_ = timing.one_at_a_time;
    window_must_be_full_ = timing.window_must_be_full;
  }
  begin_rule();
  desired_trace_.record(TimePoint{}, static_cast<double>(desired_));
  current_trace_.record(TimePoint{}, static_cast<double>(current_));
}

// The rule takes its own number from the next observation, brought within its limits: so that is
// what a decision is compared with.
void ConsumerScaling::begin_rule() {
  if (!spec_) return;
  std::int64_t floor = 0;
  for (const Order& order : orders_) floor = std::max(floor, order.to);
  const auto bounds = [](const auto& spec) { return std::pair(spec.lowest, spec.highest); };
  const auto [lowest, highest] = std::visit(bounds, *spec_);
  const ScalingLimits limits{.lowest = as_int(std::max(lowest, floor)),
                             .highest = as_int(std::max(highest, floor)),
                             .workers_per_partition = as_int(workers_per_partition_)};
  rule_.emplace(std::visit(OptionsOf{limits}, *spec_));
  rule_is_new_ = true;
  desired_ = limits.clamp(static_cast<double>(current_), as_int(partitions_));
}

// ---- The autoscaler. ----

void ConsumerScaling::update(TimePoint now, const ScalingObservation& observed) {
  if (!rule_) return;
  partitions_ = observed.partitions;
  const std::optional<ScalingObservation> seen = view(now, observed);
  if (!seen || !may_decide()) return;
  const ScalingDecision decision = rule_->update(now, *seen);
  rule_is_new_ = false;
  if (decision.split_advised && !split_advised_) {
    events_.push_back({now, "autoscaler", "no number of consumers will do: split into cells"});
  }
  split_advised_ = decision.split_advised;
  if (decision.desired != desired_) decide(now, decision.desired, decision);
}

bool ConsumerScaling::may_decide() const {
  const auto blocks = [this](const Pending& each) {
    return one_at_a_time_ || each.action.has_value();
  };
  return std::ranges::none_of(pending_, blocks);
}

// What the rule sees: means where it has a metric window. Absent: not enough seen yet.
std::optional<ScalingObservation> ConsumerScaling::view(TimePoint now,
                                                        const ScalingObservation& observed) {
  ScalingObservation seen = observed;
  // Who is dead at the beginning is wanted nevertheless.
  if (rule_is_new_) seen.consumers = as_int(current_);
  if (metric_window_ <= Duration{0}) return seen;
  samples_.push_back({now, observed});
  while (now - samples_.front().at >= metric_window_) samples_.pop_front();
  if (window_must_be_full_ && now - since_ < metric_window_) return std::nullopt;
  Mean arrival;
  Mean service;
  Mean cpu;
  for (const Sample& sample : samples_) {
    arrival.add(sample.observed.arrival_per_second);
    service.add(sample.observed.service_per_second_per_consumer);
    cpu.add(sample.observed.cpu_utilization);
  }
  seen.arrival_per_second = arrival.value();
  seen.service_per_second_per_consumer = service.value();
  seen.cpu_utilization = cpu.value();
  return seen;
}

void ConsumerScaling::decide(TimePoint now, std::int64_t to, const ScalingDecision& decision) {
  const bool grows = to > desired_;
  const std::string when = grows && delay_ > Duration{0}
                               ? fmt::format(", at work after {}", format_duration(delay_))
                               : std::string();
  events_.push_back(
      {now, "autoscaler",
       fmt::format("{} consumers instead of {}: {}{}", to, desired_, decision.reason, when)});
  decisions_.push_back({.at = now, .from = desired_, .to = to, .reason = decision.reason});
  desired_ = to;
  desired_trace_.record(now, static_cast<double>(to));
  if (grows) {
    add_pending({.due = later_by(now, delay_), .to = to});
  } else {
    plan_in(now, to);
  }
}

// Fewer at once; and of those on their way only so many arrive.
void ConsumerScaling::plan_in(TimePoint now, std::int64_t to) {
  std::optional<TimePoint> too_many;
  for (const Pending& each : pending_) {
    if (each.to > to && !too_many) too_many = each.due;
  }
  std::erase_if(pending_, [to](const Pending& each) { return each.to > to; });
  if (current_ > to) {
    add_pending({.due = now, .to = to});
  } else if (too_many) {
    add_pending({.due = *too_many, .to = to});
  }
}

void ConsumerScaling::add_pending(const Pending& pending) {
  const auto place = std::ranges::upper_bound(pending_, pending.due, {}, &Pending::due);
  pending_.insert(place, pending);
}

// ---- The runbook. ----

void ConsumerScaling::order(TimePoint now, std::size_t action, const ScaleConsumersAction& scale) {
  add_pending({.due = later_by(now, scale.delay), .to = scale.to, .action = action});
  desired_trace_.record(now, static_cast<double>(scale.to));
}

void ConsumerScaling::end_order(TimePoint now, std::size_t action) {
  std::erase_if(pending_, [action](const Pending& each) { return each.action == action; });
  const auto ended = std::ranges::find(orders_, action, &Order::action);
  if (ended == orders_.end()) return;
  const Order order = *ended;
  orders_.erase(ended);
  if (spec_) {
    begin_rule();
  } else if (current_ == order.to) {
    add_pending({.due = now, .to = order.before});
    desired_ = order.before;
  }
  desired_trace_.record(now, static_cast<double>(desired_));
}

// ---- What takes effect. ----

TimePoint ConsumerScaling::next_due() const {
  return pending_.empty() ? TimePoint::max() : pending_.front().due;
}

std::vector<ScalingStep> ConsumerScaling::due(TimePoint now) {
  std::vector<ScalingStep> steps;
  while (!pending_.empty() && pending_.front().due <= now) {
    const Pending pending = pending_.front();
    pending_.erase(pending_.begin());
    take_effect(now, pending, steps);
  }
  return steps;
}

void ConsumerScaling::take_effect(TimePoint now, const Pending& pending,
                                  std::vector<ScalingStep>& steps) {
  const std::int64_t before = current_;
  current_ = pending.to;
  if (pending.action) {
    orders_.push_back({.action = *pending.action, .to = pending.to, .before = before});
    desired_ = pending.to;
    begin_rule();
  }
  current_trace_.record(now, static_cast<double>(current_));
  samples_.clear();
  since_ = now;
  if (current_ != before) steps.push_back({.to = current_, .full_stop = full_stop_});
}

std::int64_t ConsumerScaling::most_wanted(const ConsumersSpec& spec,
                                          const std::vector<RunbookAction>& runbook) {
  std::int64_t most = spec.count;
  if (spec.autoscaler) {
    const auto highest = [](const auto& autoscaler) { return autoscaler.highest; };
    most = std::max(most, std::visit(highest, *spec.autoscaler));
  }
  for (const RunbookAction& action : runbook) {
    const ScaleConsumersAction* scale = std::get_if<ScaleConsumersAction>(&action.action);
    if (scale != nullptr) most = std::max(most, scale->to);
  }
  return most;
}

std::vector<ControlEvent> ConsumerScaling::take_events() {
  std::vector<ControlEvent> events;
  events.swap(events_);
  return events;
}

std::vector<ConsumerDecision> ConsumerScaling::take_decisions() {
  return std::exchange(decisions_, {});
}

std::vector<TraceResult> ConsumerScaling::traces() const {
  const bool constant = !spec_ && current_trace_.result().value.size() < 2;
  if (constant) return {};
  return {desired_trace_.result(), current_trace_.result()};
}

}  // namespace uslkit
