#include "pipeline/host/conductor.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "pipeline/ingress/admission_gate.h"
#include "policy/lag.h"
#include "run/journal_words.h"
#include "run/partition_series.h"
#include "scenario/value_text.h"

namespace uslkit {
namespace {

// The control thread looks at least so often for what is due.
constexpr Duration kLongestSleep = std::chrono::milliseconds(20);
// Batches from which the measured cost of one is trusted more than the scenario's.
constexpr std::int64_t kEnoughBatches = 20;

// What the batches so far would have taken by the scenario: processing, and writing where the
// consumer waits for it.
double stated_seconds(const Scenario& scenario, const BatchRegression& batches) {
  const auto seconds = [&batches](const BatchLaw& law) {
    return static_cast<double>(batches.batches) * in_seconds(law.t0) +
           batches.events * in_seconds(law.t1);
  };
  double stated = seconds(scenario.consumers->batch);
  const std::optional<DatabaseSpec>& database = scenario.database;
  if (database && database->consumer_waits && database->mode == WriteMode::per_batch) {
    stated += seconds(database->batch);
  }
  return stated;
}

}  // namespace

Conductor::Conductor(const Scenario& scenario, SteadyRunClock clock, Parts parts)
    : scenario_(scenario),
      partition_interval_(partition_interval_of(scenario)),
      clock_(clock),
      parts_(std::move(parts)),
      timeline_(scenario, 0),
      next_tick_(scenario.control_interval) {
  if (parts_.consumers != nullptr) {
    scaling_.emplace(*scenario.consumers, scenario.log->partitions);
    seen_.resize(static_cast<std::size_t>(scenario.log->partitions));
  }
}

Conductor::~Conductor() { stop(); }

void Conductor::start() {
  thread_ = std::thread([this] { run(); });
}

void Conductor::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

ConductorView Conductor::view() const {
  const std::lock_guard<std::mutex> lock(view_mutex_);
  return view_;
}

Signals Conductor::signals() const {
  const std::lock_guard<std::mutex> lock(view_mutex_);
  return view_.signals;
}

void Conductor::run() {
  while (!stopping_) {
    const TimePoint now = clock_.now();
    step(now);
    std::this_thread::sleep_until(clock_.steady(next_wake(now)));
  }
}

TimePoint Conductor::next_wake(TimePoint now) const {
  TimePoint next = std::min({now + kLongestSleep, next_tick_, timeline_.next()});
  if (scaling_) next = std::min(next, scaling_->next_due());
  return std::max(next, now);
}

void Conductor::step(TimePoint now) {
  if (parts_.consumers != nullptr) parts_.consumers->tick(now);
  obey_orders(now);
  if (timeline_.next() <= now) {
    const std::vector<ControlStep> steps = timeline_.apply(now);
    if (parts_.journal != nullptr) {
      parts_.journal->record(JournalCall::timeline_apply, now, {}, words_of(steps));
    }
    for (const ControlStep& each : steps) carry_out(now, each);
  }
  set_conditions(now);
  if (scaling_ && scaling_->next_due() <= now) carry_out_scaling(now);
  const bool tick = now >= next_tick_;
  const bool boundary =
      !finished_ && parts_.recorder.with([now](IntervalRecorder& recorder, RunTally&) {
        return recorder.next_boundary() <= now;
      });
  if (!tick && !boundary) return;
  const ConsumerMeters meters =
      parts_.consumers != nullptr ? parts_.consumers->meters(now) : ConsumerMeters{};
  if (boundary) on_boundary(now, meters);
  if (tick) on_tick(now, meters);
  if (parts_.consumers != nullptr) note(parts_.consumers->take_events());
}

// ---- What others say. ----

void Conductor::order(const ConsumerOrder& order) {
  const std::lock_guard<std::mutex> lock(messages_mutex_);
  orders_.push_back(order);
}

void Conductor::tell(ControlEvent event) {
  const std::lock_guard<std::mutex> lock(messages_mutex_);
  told_.push_back(std::move(event));
}

void Conductor::obey_orders(TimePoint now) {
  std::vector<ConsumerOrder> orders;
  {
    const std::lock_guard<std::mutex> lock(messages_mutex_);
    orders.swap(orders_);
  }
  for (const ConsumerOrder& each : orders) obey(now, each);
}

void Conductor::note_told() {
  std::vector<ControlEvent> told;
  {
    const std::lock_guard<std::mutex> lock(messages_mutex_);
    told.swap(told_);
  }
  note(told);
}

void Conductor::obey(TimePoint now, const ConsumerOrder& order) {
  note({{.at = now, .kind = "order", .text = text_of(order)}});
  if (parts_.consumers == nullptr) return;
  const std::size_t by_order = scenario_.faults.size();  // names these kills among the faults
  switch (order.kind) {
    case ConsumerOrder::Kind::pause:
    case ConsumerOrder::Kind::resume:
      paused_by_order_ = order.kind == ConsumerOrder::Kind::pause;
      return;
    case ConsumerOrder::Kind::kill:
      return parts_.consumers->kill(now, order.share, by_order);
    case ConsumerOrder::Kind::restart:
      return parts_.consumers->restart(now, by_order);
    case ConsumerOrder::Kind::scale:
      return parts_.consumers->scale_to(now, order.consumers, Duration{0});
  }
}

// ---- What is seen. ----

// By the scenario's law, corrected by what its batches have really taken: a ratio over all batches,
// which their sizes do not matter to.
double Conductor::service_rate(std::size_t partition, const ConsumerMeters& meters) const {
  const double by_law = meters.partitions[partition].service_rate;
  const BatchRegression& processing = meters.costs.processing;
  const BatchRegression& writing = meters.costs.writing;
  if (processing.batches < kEnoughBatches) return by_law;
  double taken = processing.seconds;
  const bool waits = !scenario_.database || scenario_.database->consumer_waits;
  if (waits && writing.batches > 0) {
    taken += writing.seconds / static_cast<double>(writing.batches) *
             static_cast<double>(processing.batches);
  }
  return taken > 0 ? by_law * stated_seconds(scenario_, processing) / taken : by_law;
}

ConductorLags Conductor::measure_lags(TimePoint now, const ConsumerMeters& meters) {
  ConductorLags lags;
  std::vector<ConductorLags> each(meters.partitions.size());
  for (std::size_t i = 0; i < meters.partitions.size(); ++i) {
    const PartitionMeters& partition = meters.partitions[i];
    if (partition.backlog == 0) continue;
    const double backlog = static_cast<double>(partition.backlog);
    each[i] = {.backlog = partition.backlog,
               .work_lag_s = work_lag_seconds(backlog, std::max(service_rate(i, meters), 1e-9)),
               .age_lag_s = in_seconds(age_lag(now + meters.clock_skew,
                                               partition.oldest_unread_birth.value_or(kNever)))};
    see_partition(now, TimePoint(scenario_.duration), partition_interval_,
                  {.backlog = partition.backlog,
                   .work_lag_s = each[i].work_lag_s,
                   .age_lag_s = each[i].age_lag_s},
                  seen_[i]);
    lags.backlog += partition.backlog;
    lags.work_lag_s = std::max(lags.work_lag_s, each[i].work_lag_s);
    lags.age_lag_s = std::max(lags.age_lag_s, each[i].age_lag_s);
  }
  const std::lock_guard<std::mutex> lock(view_mutex_);
  view_.partitions = std::move(each);
  return lags;
}

double Conductor::database_utilization(const ConsumerMeters& meters, const Last& last,
                                       TimePoint now) const {
  const double elapsed = in_seconds(now - last.at);
  if (meters.database_servers == 0 || !(elapsed > 0)) return 0;
  const double available = static_cast<double>(meters.database_servers) * elapsed;
  return std::clamp((meters.database_busy_s - last.database_busy_s) / available, 0.0, 1.0);
}

Signals Conductor::signals_of(TimePoint now, const ConsumerMeters& meters,
                              const ConductorLags& lags) {
  Signals seen;
  seen[Signal::work_lag] = lags.work_lag_s;
  seen[Signal::age_lag] = lags.age_lag_s;
  seen[Signal::backlog] = static_cast<double>(lags.backlog);
  seen[Signal::in_flight] = static_cast<double>(parts_.ingress.gauges().requests_in_flight);
  std::int64_t acked = 0;
  std::int64_t not_acked = 0;
  parts_.recorder.with([&](const IntervalRecorder& recorder, const RunTally& tally) {
    seen[Signal::ack_latency] = in_seconds(recorder.ack_quantile(0.99));
    seen[Signal::end_to_end_latency] = in_seconds(recorder.end_to_end_quantile(0.99));
    for (const ClassTally& each : tally.classes) {
      acked += each.counts.acked;
      not_acked += each.counts.failed + each.counts.late_acks;
    }
  });
  if (meters.given_s > tick_.given_s) {
    seen[Signal::consumer_utilization] =
        std::clamp((meters.busy_s - tick_.busy_s) / (meters.given_s - tick_.given_s), 0.0, 1.0);
  }
  seen[Signal::database_utilization] = database_utilization(meters, tick_, now);
  const std::int64_t good = acked - tick_.acked;
  const std::int64_t bad = not_acked - tick_.not_acked;
  if (good + bad > 0) {
    seen[Signal::error_rate] = static_cast<double>(bad) / static_cast<double>(good + bad);
  }
  tick_.acked = acked;
  tick_.not_acked = not_acked;
  return seen;
}

// ---- What is done. ----

void Conductor::on_tick(TimePoint now, const ConsumerMeters& meters) {
  next_tick_ = std::max(next_tick_ + scenario_.control_interval, now);
  for (std::size_t i = 0; i < meters.partitions.size(); ++i) {
    parts_.sink.set_committed(i, meters.partitions[i].next);
  }
  const ConductorLags lags = measure_lags(now, meters);
  const Signals seen = signals_of(now, meters, lags);
  const std::vector<ControlStep> steps = timeline_.judge(now, seen);
  if (parts_.journal != nullptr) {
    parts_.journal->record(JournalCall::timeline_judge, now, words_of(seen), words_of(steps));
  }
  for (const ControlStep& each : steps) carry_out(now, each);
  const std::int64_t appended = parts_.sink.totals().events;
  if (scaling_) scale(now, meters, lags, seen, appended);
  if (parts_.on_at_work && std::exchange(told_at_work_, meters.at_work) != meters.at_work) {
    parts_.on_at_work(meters.at_work);
  }
  std::int64_t applied = 0;
  for (const PartitionMeters& each : meters.partitions) applied += each.applied;
  {
    const std::lock_guard<std::mutex> lock(view_mutex_);
    view_.at = now;
    view_.lags = lags;
    view_.signals = seen;
    view_.consumers = meters.at_work;
    view_.appended = appended;
    view_.applied = applied;
  }
  tick_.at = now;
  tick_.busy_s = meters.busy_s;
  tick_.given_s = meters.given_s;
  tick_.database_busy_s = meters.database_busy_s;
  tick_.appended = appended;
}

void Conductor::scale(TimePoint now, const ConsumerMeters& meters, const ConductorLags& lags,
                      const Signals& seen, std::int64_t appended) {
  double service = 0;
  for (std::size_t i = 0; i < meters.partitions.size(); ++i) service += service_rate(i, meters);
  const double elapsed = std::max(in_seconds(now - tick_.at), 1e-6);
  const ScalingObservation observed{
      .consumers = static_cast<int>(meters.at_work),
      .partitions = static_cast<int>(meters.partitions.size()),
      .backlog_events = static_cast<double>(lags.backlog),
      .arrival_per_second = static_cast<double>(appended - tick_.appended) / elapsed,
      .service_per_second_per_consumer =
          service / static_cast<double>(std::max<std::int64_t>(meters.at_work, 1)),
      .work_lag_seconds = lags.work_lag_s,
      .age_lag_seconds = lags.age_lag_s,
      .cpu_utilization = seen[Signal::consumer_utilization]};
  scaling_->update(now, observed);
  if (parts_.journal != nullptr) {
    parts_.journal->record(JournalCall::scaling_update, now, words_of(observed), {});
  }
  carry_out_scaling(now);
}

void Conductor::carry_out_scaling(TimePoint now) {
  const std::vector<ScalingStep> steps = scaling_->due(now);
  if (parts_.journal != nullptr) {
    parts_.journal->record(JournalCall::scaling_due, now, {}, words_of(steps));
  }
  for (const ScalingStep& each : steps) {
    parts_.consumers->scale_to(now, each.to, each.full_stop);
  }
  note(scaling_->take_events());
}

void Conductor::carry_out(TimePoint now, const ControlStep& step) {
  if (!step.text.empty()) note({{.at = now, .kind = step.event, .text = step.text}});
  if (step.kind == ControlKind::fault) {
    const Fault& fault = scenario_.faults[step.index];
    const KillConsumersFault* kill = std::get_if<KillConsumersFault>(&fault.fault);
    if (kill == nullptr || parts_.consumers == nullptr) return;
    if (step.begins) {
      parts_.consumers->kill(now, kill->share, step.index);
    } else {
      parts_.consumers->restart(now, step.index);
    }
    return;
  }
  if (step.kind != ControlKind::action) return;
  const RunbookAction& action = scenario_.runbook[step.index];
  if (const ScaleConsumersAction* scale = std::get_if<ScaleConsumersAction>(&action.action)) {
    if (step.begins) {
      scaling_->order(now, step.index, *scale);
    } else {
      scaling_->end_order(now, step.index);
    }
    if (parts_.journal != nullptr) {
      parts_.journal->record(
          step.begins ? JournalCall::scaling_order : JournalCall::scaling_end_order, now,
          {step.index}, {});
    }
    return carry_out_scaling(now);
  }
  AdmissionGate& gate = parts_.ingress.admission();
  const ActiveControls& active = timeline_.active();
  gate.set_read_only(now, active.read_only);
  for (std::size_t i = 0; i < active.class_shed.size(); ++i) {
    gate.shed_class(now, i, active.class_shed[i] != 0);
  }
  gate.limit_rate(now, active.rate_limit);
}

// At every step: a partition may stand still for a while only (an election).
void Conductor::set_conditions(TimePoint now) {
  const ActiveControls& active = timeline_.active();
  parts_.sink.set_conditions(active, now);
  if (parts_.consumers != nullptr && paused_by_order_) {
    ActiveControls paused = active;
    paused.consumers_paused = true;
    parts_.consumers->set_conditions(paused, now);
  } else if (parts_.consumers != nullptr) {
    parts_.consumers->set_conditions(active, now);
  }
  if (parts_.carry_out) parts_.carry_out(active, now);
}

void Conductor::note(const std::vector<ControlEvent>& events) {
  for (const ControlEvent& event : events) {
    events_.push_back(
        {.time_s = in_seconds(event.at), .cell = 0, .kind = event.kind, .text = event.text});
  }
}

// ---- The record. ----

void Conductor::on_boundary(TimePoint now, const ConsumerMeters& meters) {
  const ConductorLags lags = measure_lags(now, meters);
  BoundaryState state{.backlog = lags.backlog,
                      .work_lag_s = lags.work_lag_s,
                      .age_lag_s = lags.age_lag_s,
                      .consumers = static_cast<double>(meters.at_work),
                      .database_utilization = database_utilization(meters, boundary_, now)};
  if (meters.given_s > boundary_.given_s) {
    state.consumer_utilization = std::clamp(
        (meters.busy_s - boundary_.busy_s) / (meters.given_s - boundary_.given_s), 0.0, 1.0);
  }
  const TimePoint end(scenario_.duration);
  const TimePoint folded = parts_.recorder.with([&](IntervalRecorder& recorder, RunTally&) {
    TimePoint last{};
    while (last < end && recorder.next_boundary() <= now) {
      last = recorder.next_boundary();
      recorder.fold(state);
    }
    return last;
  });
  boundary_ = {.at = now,
               .busy_s = meters.busy_s,
               .given_s = meters.given_s,
               .database_busy_s = meters.database_busy_s,
               .processed = meters.costs.processing.batches,
               .written = meters.costs.writing.batches};
  if (!warm_seen_ && folded >= TimePoint(scenario_.warm_up)) {
    warm_seen_ = true;
    warm_ = boundary_;
  }
  if (folded < end) return;
  end_ = meters;
  finished_ = true;
}

void Conductor::add_results(RunTally& tally) {
  note_told();
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    PartitionTally& partition = tally.partitions[i];
    partition.max_backlog = seen_[i].max_backlog;
    partition.max_work_lag_s = seen_[i].max_work_lag_s;
    partition.max_age_lag_s = seen_[i].max_age_lag_s;
    partition.peaks = seen_[i].peaks;
    if (i >= end_.partitions.size()) continue;
    partition.backlog_at_end = end_.partitions[i].backlog;
    partition.consumer_ns = end_.partitions[i].consumer_ns;
    partition.lost += end_.partitions[i].lost;
  }
  for (const TraceResult& trace : parts_.ingress.admission().traces()) {
    tally.traces.push_back(trace);
  }
  if (scaling_) {
    for (const TraceResult& trace : scaling_->traces()) tally.traces.push_back(trace);
  }
  tally.events.insert(tally.events.end(), events_.begin(), events_.end());
  if (parts_.consumers == nullptr) return;
  const double measured_s = in_seconds(scenario_.duration - scenario_.warm_up);
  const std::int64_t processed = end_.costs.processing.batches - warm_.processed;
  const double busy_s = end_.busy_s - warm_.busy_s;
  tally.stations.push_back({.name = "consumers",
                            .server_seconds = end_.given_s - warm_.given_s,
                            .busy_seconds = busy_s,
                            .arrivals = processed,
                            .departures = processed,
                            .number_integral_s = busy_s,
                            .time_sum_s = busy_s});
  if (end_.database_servers == 0) return;
  const std::int64_t written = end_.costs.writing.batches - warm_.written;
  const double writing_s = end_.database_busy_s - warm_.database_busy_s;
  tally.stations.push_back(
      {.name = "database",
       .server_seconds = static_cast<double>(end_.database_servers) * measured_s,
       .busy_seconds = writing_s,
       .arrivals = written,
       .departures = written,
       .number_integral_s = writing_s,
       .time_sum_s = writing_s});
}

}  // namespace uslkit
