#include "sizing/replay_run.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "policy/lag.h"
#include "sizing/fluid_log.h"

namespace uslkit {
namespace {

constexpr double kSecondsPerHour = 3600;

TimePoint moment_of(double seconds) { return TimePoint(Duration(std::llround(seconds * 1e9))); }

// ---- Who decides: an autoscaler, or a plan made in advance. ----

class PolicyDriver {
 public:
  PolicyDriver(const ReplayField& field, const NamedPolicy& policy)
      : scaling_(consumers_of(field.options, policy), field.options.partitions) {}

  [[nodiscard]] double current() const { return static_cast<double>(scaling_.current()); }
  // Who is on the way is paid, too.
  [[nodiscard]] double paid() const {
    return static_cast<double>(std::max(scaling_.current(), scaling_.desired()));
  }
  [[nodiscard]] TimePoint next_due() const { return scaling_.next_due(); }

  // How long everybody stands still for what is due now; negative: nothing changed.
  [[nodiscard]] Duration take_effect(TimePoint now) {
    Duration stop{-1};
    for (const ScalingStep& step : scaling_.due(now)) stop = std::max(stop, step.full_stop);
    return stop;
  }

  void look(TimePoint now, const ScalingObservation& observed, ReplayOutcome& outcome) {
    scaling_.update(now, observed);
    static_cast<void>(scaling_.take_events());
    for (const ConsumerDecision& each : scaling_.take_decisions()) {
      outcome.decisions.push_back({.time_s = in_seconds(each.at),
                                   .from = each.from,
                                   .to = each.to,
                                   .reason = std::string(each.reason)});
    }
    if (scaling_.split_advised() && !advised_) {
      outcome.split_advice.push_back({.from_s = in_seconds(now), .to_s = in_seconds(now)});
    }
    if (scaling_.split_advised() || advised_) outcome.split_advice.back().to_s = in_seconds(now);
    advised_ = scaling_.split_advised();
  }

 private:
  // Everybody begins with the same number, brought within the policy's own limits: as in a
  // deployment, whose autoscaler has been at work before.
  static ConsumersSpec consumers_of(const ReplayOptions& options, const NamedPolicy& policy) {
    const auto bounds = [](const auto& spec) { return std::pair(spec.lowest, spec.highest); };
    const auto [lowest, highest] = std::visit(bounds, policy.spec);
    const std::int64_t most = std::min(highest, options.partitions * options.workers_per_partition);
    ConsumersSpec spec;
    spec.count = std::clamp(options.start, std::min(lowest, most), most);
    spec.workers_per_partition = options.workers_per_partition;
    spec.autoscaler = policy.spec;
    return spec;
  }

  ConsumerScaling scaling_;
  bool advised_ = false;
};

class PlanDriver {
 public:
  explicit PlanDriver(std::vector<PlanStep> steps) : steps_(std::move(steps)) {
    USLKIT_CHECK(!steps_.empty());
    USLKIT_CHECK(steps_.front().at_s == 0);
  }

  [[nodiscard]] double current() const { return steps_[at_].consumers; }
  [[nodiscard]] double paid() const { return current(); }
  [[nodiscard]] TimePoint next_due() const {
    return at_ + 1 < steps_.size() ? moment_of(steps_[at_ + 1].at_s) : TimePoint::max();
  }
  [[nodiscard]] Duration take_effect(TimePoint now) {
    const double before = current();
    while (next_due() <= now) ++at_;
    return current() == before ? Duration{-1} : Duration{0};
  }
  void look(TimePoint /*now*/, const ScalingObservation& /*observed*/, ReplayOutcome& /*outcome*/) {
  }

 private:
  std::vector<PlanStep> steps_;
  std::size_t at_ = 0;
};

// At every tick what its greatest load needs; while something waits, all that are useful.
class ForesightDriver {
 public:
  explicit ForesightDriver(const ReplayField& field)
      : field_(field), current_(field.needed_per_tick.front()), wanted_(current_) {}

  [[nodiscard]] double current() const { return current_; }
  [[nodiscard]] double paid() const { return current_; }
  [[nodiscard]] TimePoint next_due() const {
    return wanted_ == current_ ? TimePoint::max() : TimePoint{};
  }
  [[nodiscard]] Duration take_effect(TimePoint /*now*/) {
    current_ = wanted_;
    return Duration{0};
  }
  void look(TimePoint now, const ScalingObservation& observed, ReplayOutcome& outcome) {
    const std::size_t tick = static_cast<std::size_t>(now.time_since_epoch() / field_.options.tick);
    wanted_ = observed.backlog_events > 0 ? static_cast<std::int32_t>(field_.needed.most_useful())
                                          : field_.needed_per_tick.at(tick);
    if (wanted_ == current_) return;
    outcome.decisions.push_back({.time_s = in_seconds(now),
                                 .from = current_,
                                 .to = wanted_,
                                 .reason = "what comes is known"});
  }

 private:
  const ReplayField& field_;
  std::int32_t current_;
  std::int32_t wanted_;
};

// ---- The run: from event to event, the log flows in between. ----

template <class Driver>
class Run {
 public:
  Run(const ReplayField& field, Driver driver, ReplayOutcome outcome)
      : field_(field),
        driver_(std::move(driver)),
        outcome_(std::move(outcome)),
        log_(field.load, in_seconds(field.options.slo_lag)),
        end_(moment_of(field.load.end_s())),
        next_tick_(field.options.tick) {}

  PlanAnswer run(const std::vector<double>& probes_s) {
    PlanAnswer answer;
    note_consumers();
    begin_row();
    std::size_t probe = 0;
    for (;;) {
      for (; probe < probes_s.size() && moment_of(probes_s[probe]) <= now_; ++probe) {
        answer.backlogs.push_back(log_.backlog());
      }
      if (now_ >= end_) break;
      const TimePoint probed =
          probe < probes_s.size() ? moment_of(probes_s[probe]) : TimePoint::max();
      flow_until(std::min(probed, next_event()));
      if (driver_.next_due() <= now_) take_effect();
      if (now_ == next_tick_) on_tick();
    }
    if (outcome_.work_lag_s.size() < outcome_.consumers.size()) end_row();
    finish();
    answer.outcome = std::move(outcome_);
    return answer;
  }

 private:
  [[nodiscard]] TimePoint next_event() const {
    TimePoint next = std::min({next_tick_, driver_.next_due(), end_});
    if (stands_until_ > now_) next = std::min(next, stands_until_);
    return std::max(next, now_);
  }

  [[nodiscard]] double at_work() const {
    const double places =
        static_cast<double>(field_.options.partitions * field_.options.workers_per_partition);
    return std::min(driver_.current(), places);
  }

  void flow_until(TimePoint next) {
    const double end_s = field_.load.end_s();
    const double until = next == end_ ? end_s : std::min(in_seconds(next), end_s);
    const double seconds = std::max(0.0, until - log_.now_s());
    const double capacity = field_.needed.throughput(at_work());
    const bool stands = stands_until_ > now_;
    // Nobody at work: the lag is told by what one consumer would need.
    const double nominal = capacity > 0 ? capacity : field_.needed.throughput(1);
    if (seconds > 0) {
      log_.advance(until, {.serving = stands ? 0 : capacity, .nominal = nominal});
    }
    offered_ += capacity * seconds;
    paid_s_ += driver_.paid() * seconds;
    if (driver_.current() > static_cast<double>(field_.needed.most_useful())) {
      outcome_.past_useful_s += seconds;
    }
    if (log_.backlog() <= 0) surplus_s_ += seconds * std::max(0.0, driver_.paid() - needed());
    now_ = next;
  }

  [[nodiscard]] double needed() const {
    const std::size_t tick = static_cast<std::size_t>(ticks_);
    return field_.needed_per_tick[std::min(tick, field_.needed_per_tick.size() - 1)];
  }

  void take_effect() {
    const Duration stop = driver_.take_effect(now_);
    if (stop < Duration{0}) return;
    // Foresight is a bound, so nothing stops it.
    const bool bound = outcome_.kind == ReplayKind::foresight;
    const Duration pause = bound ? Duration{0} : field_.options.rebalance_pause;
    stands_until_ = std::max(stands_until_, now_ + std::max(stop, pause));
    note_consumers();
  }

  void note_consumers() {
    const std::int64_t consumers = std::llround(at_work());
    outcome_.fewest = first_note_ ? consumers : std::min(outcome_.fewest, consumers);
    outcome_.most = std::max(outcome_.most, consumers);
    outcome_.most_asked = std::max<std::int64_t>(outcome_.most_asked, std::llround(driver_.paid()));
    first_note_ = false;
  }

  void on_tick() {
    ++ticks_;
    if (now_ < end_) {
      driver_.look(now_, observation(), outcome_);
      if (driver_.next_due() <= now_) take_effect();
    }
    tick_arrived_ = log_.arrived();
    tick_served_ = log_.served();
    tick_offered_ = offered_;
    next_tick_ += field_.options.tick;
    if (ticks_ % field_.ticks_per_row == 0) {
      end_row();
      if (now_ < end_) begin_row();
    }
  }

  [[nodiscard]] ScalingObservation observation() const {
    const double seconds = in_seconds(field_.options.tick);
    const double working = std::max(1.0, at_work());
    const double capacity = field_.needed.throughput(working);
    const double offered = offered_ - tick_offered_;
    return {.consumers = static_cast<int>(working),
            .partitions = static_cast<int>(field_.options.partitions),
            .backlog_events = log_.backlog(),
            .arrival_per_second = (log_.arrived() - tick_arrived_) / seconds,
            .service_per_second_per_consumer = capacity / working,
            .work_lag_seconds = work_lag_seconds(log_.backlog(), capacity),
            .age_lag_seconds = log_.age_lag_s(),
            .cpu_utilization =
                offered > 0 ? std::clamp((log_.served() - tick_served_) / offered, 0.0, 1.0) : 0};
  }

  void begin_row() { outcome_.consumers.push_back(driver_.current()); }
  void end_row() {
    const FluidLog::Peaks peaks = log_.take_peaks();
    outcome_.work_lag_s.push_back(peaks.work_s);
    outcome_.age_lag_s.push_back(peaks.age_s);
  }

  void finish() {
    const double length = field_.load.end_s();
    const auto figures = [length](const LagCourse& course) {
      return LagFigures{.greatest_s = course.greatest,
                        .greatest_at_s = course.greatest_at_s,
                        .mean_s = course.integral / length,
                        .above_s = course.above_s};
    };
    outcome_.work_lag = figures(log_.work());
    outcome_.age_lag = figures(log_.age());
    outcome_.greatest_backlog_events = log_.greatest_backlog();
    outcome_.greatest_backlog_at_s = log_.greatest_backlog_at_s();
    outcome_.backlog_at_end_events = log_.backlog();
    if (log_.greatest_backlog() <= 0) {
      outcome_.drain_time_s = 0;
    } else if (log_.drained_at_s() >= 0) {
      outcome_.drained_at_s = log_.drained_at_s();
      outcome_.drain_time_s = std::max(0.0, log_.drained_at_s() - field_.load.peak_at_s());
    }
    count_decisions();
    outcome_.consumer_hours = paid_s_ / kSecondsPerHour;
    outcome_.surplus_share = paid_s_ > 0 ? surplus_s_ / paid_s_ : 0;
    outcome_.utilization = offered_ > 0 ? log_.served() / offered_ : 0;
    outcome_.arrived_events = log_.arrived();
    outcome_.served_events = log_.served();
  }

  void count_decisions() {
    const std::vector<ReplayDecision>& decisions = outcome_.decisions;
    outcome_.scalings = std::ssize(decisions);
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      outcome_.most_asked = std::max(outcome_.most_asked, decisions[i].to);
      if (i == 0) continue;
      const bool grew = decisions[i - 1].to > decisions[i - 1].from;
      const bool grows = decisions[i].to > decisions[i].from;
      if (grew == grows) continue;
      ++outcome_.reversals;
      if (decisions[i].time_s - decisions[i - 1].time_s <= kQuickReversal_s) {
        ++outcome_.quick_reversals;
      }
    }
  }

  const ReplayField& field_;
  Driver driver_;
  ReplayOutcome outcome_;
  FluidLog log_;
  TimePoint now_{};
  TimePoint end_;
  TimePoint next_tick_;
  TimePoint stands_until_{};
  std::int64_t ticks_ = 0;
  bool first_note_ = true;
  double offered_ = 0;  // events that those at work could have served, standstills included
  double paid_s_ = 0;
  double surplus_s_ = 0;
  double tick_arrived_ = 0;
  double tick_served_ = 0;
  double tick_offered_ = 0;
};

}  // namespace

ReplayOutcome replay_policy(const ReplayField& field, const NamedPolicy& policy) {
  ReplayOutcome outcome{.name = policy.name, .kind = ReplayKind::policy};
  Run run(field, PolicyDriver(field, policy), std::move(outcome));
  return run.run({}).outcome;
}

ReplayOutcome replay_foresight(const ReplayField& field) {
  ReplayOutcome outcome{.name = "foresight", .kind = ReplayKind::foresight};
  Run run(field, ForesightDriver(field), std::move(outcome));
  return run.run({}).outcome;
}

PlanAnswer replay_plan(const ReplayField& field, PlanQuestion question) {
  ReplayOutcome outcome{.name = std::move(question.name), .kind = question.kind};
  for (std::size_t i = 1; i < question.steps.size(); ++i) {
    const std::int64_t from = std::llround(question.steps[i - 1].consumers);
    const std::int64_t to = std::llround(question.steps[i].consumers);
    if (from == to) continue;
    outcome.decisions.push_back({.time_s = question.steps[i].at_s,
                                 .from = from,
                                 .to = to,
                                 .reason = std::string(name_of(question.kind))});
  }
  Run run(field, PlanDriver(std::move(question.steps)), std::move(outcome));
  return run.run(question.probes_s);
}

}  // namespace uslkit
