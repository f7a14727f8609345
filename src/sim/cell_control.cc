// What happens to a cell at control ticks and at the times of faults, runbook and resharding.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "policy/lag.h"
#include "run/partition_series.h"
#include "sim/cell.h"

namespace uslkit {

// ---- Boundaries of the record. ----

BoundaryState Cell::boundary_state() {
  const Lags lags = measure_lags();
  const double busy = consumer_busy_seconds();
  const double given = count_consumer_time();
  const double database_busy = database_ ? database_->busy_seconds(now_) : 0;
  const double elapsed = in_seconds(now_ - boundary_.time);
  BoundaryState state{.backlog = lags.backlog,
                      .work_lag_s = lags.work_lag_s,
                      .age_lag_s = lags.age_lag_s,
                      .consumers = group_ ? static_cast<double>(group_->at_work()) : 0};
  if (given > boundary_.given_s) {
    state.consumer_utilization = (busy - boundary_.busy_s) / (given - boundary_.given_s);
  }
  if (database_ && elapsed > 0) {
    state.database_utilization =
        (database_busy - boundary_.database_busy_s) / (database_->server_count() * elapsed);
  }
  boundary_ = {.time = now_, .busy_s = busy, .given_s = given, .database_busy_s = database_busy};
  return state;
}

void Cell::on_boundary() {
  recorder_.fold(boundary_state());
  if (now_ == TimePoint(scenario_.duration)) {
    finished_ = true;
    return;
  }
  if (now_ == TimePoint(scenario_.warm_up)) {
    open_meters();
    boundary_ = {.time = now_};
    tick_ = {.time = now_, .acks = acks_, .not_acked = not_acked_, .appended = appended_};
  }
  push(recorder_.next_boundary(), Kind::boundary, 0);
}

// ---- Lags. ----

// Events per second that the consumers of a partition can take from it at full batches.
double Cell::service_rate(std::uint32_t partition) const {
  const ConsumersSpec& spec = *scenario_.consumers;
  const double batch = static_cast<double>(spec.batch_size);
  double seconds = batch_time_.mean_ns(spec.batch_size) * 1e-9;
  if (database_ && scenario_.database->consumer_waits &&
      scenario_.database->mode == WriteMode::per_batch) {
    const BatchLaw& law = scenario_.database->batch;
    double write = in_seconds(law.t0) + batch * in_seconds(law.t1);
    if (scenario_.database->write_limit) {
      write = std::max(write, batch / scenario_.database->write_limit->per_second);
    }
    seconds += write;
  }
  double consumers = 0;
  for (const ConsumerId id : group_->owners(partition)) {
    const std::size_t partitions = group_->partitions_of(id).size();
    if (partitions > 0) consumers += 1.0 / static_cast<double>(partitions);
  }
  double rate = std::max(consumers, 1e-9) * batch / std::max(seconds, 1e-12);
  if (database_ && scenario_.database->write_limit) {
    const double share =
        scenario_.database->write_limit->per_second / static_cast<double>(group_->partitions());
    rate = std::min(rate, share);
  }
  return rate;
}

Cell::Lags Cell::measure_lags() {
  Lags lags;
  if (!group_) return lags;
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    Partition& partition = partitions_[i];
    const std::int64_t backlog = partition.log.unread() + partition.log.at_work();
    if (backlog == 0) continue;
    lags.backlog += backlog;
    const double work_lag = work_lag_seconds(static_cast<double>(backlog), service_rate(i));
    const TimePoint oldest = partition.log.unread() > 0 ? partition.log.first_birth() : kNever;
    // Age compares two clocks, the consumers' and that of who sent the event.
    const double age = in_seconds(age_lag(now_ + active_.clock_skew, oldest));
    see_partition(now_, TimePoint(scenario_.duration), partition_interval_,
                  {.backlog = backlog, .work_lag_s = work_lag, .age_lag_s = age}, partition.tally);
    lags.work_lag_s = std::max(lags.work_lag_s, work_lag);
    lags.age_lag_s = std::max(lags.age_lag_s, age);
  }
  return lags;
}

// ---- Consumers' time. ----

double Cell::consumer_busy_seconds() const {
  std::int64_t busy = consumer_meter_.busy_ns();
  for (const Worker& worker : workers_) {
    if (worker.phase != Phase::processing && worker.phase != Phase::writing) continue;
    busy += now_.time_since_epoch().count() -
            std::max(worker.started.time_since_epoch().count(), consumer_meter_.opened_ns());
  }
  return static_cast<double>(busy) * 1e-9;
}

bool Cell::at_work(std::uint32_t id) const {
  return group_->alive(id) && !group_->partitions_of(id).empty();
}

// The time that a consumer which is no longer at work gives to the batch in its hand.
std::int64_t Cell::overtime_ns(std::uint32_t id) const {
  return at_work(id) ? 0 : (now_ - std::max(workers_[id].started, consumers_since_)).count();
}

// The number at work has been constant since it was last counted.
double Cell::count_consumer_time() {
  if (!group_) return 0;
  const std::int64_t passed = (now_ - consumers_since_).count();
  consumer_ns_ += group_->at_work() * passed;
  for (std::uint32_t id = 0; id < workers_.size(); ++id) {
    const Phase phase = workers_[id].phase;
    if (phase == Phase::processing || phase == Phase::writing) consumer_ns_ += overtime_ns(id);
  }
  for (std::uint32_t i = 0; i < group_->partitions(); ++i) {
    for (const ConsumerId id : group_->owners(i)) {
      if (!group_->alive(id)) continue;
      const std::int64_t partitions = std::ssize(group_->partitions_of(id));
      partitions_[i].tally.consumer_ns += passed / std::max<std::int64_t>(partitions, 1);
    }
  }
  consumers_since_ = now_;
  return static_cast<double>(consumer_ns_) * 1e-9;
}

// ---- Ticks: signals for the policies, conditions of the runbook, the autoscaler, the budget. ----

void Cell::on_tick() {
  const Lags lags = measure_lags();
  const Signals seen = signals(lags);
  admission_.update(now_, seen);
  for (const ControlStep& step : timeline_.judge(now_, seen)) carry_out(step);
  if (scaling_) observe_for_scaling(lags, seen);
  keep_within_budget();
  if (run_.on_tick) run_.on_tick(in_seconds(now_) / in_seconds(scenario_.duration), requests_);
  push(now_ + scenario_.control_interval, Kind::tick, 0);
}

Signals Cell::signals(const Lags& lags) {
  const double elapsed = in_seconds(now_ - tick_.time);
  const double busy = consumer_busy_seconds();
  const double given = count_consumer_time();
  const double database_busy = database_ ? database_->busy_seconds(now_) : 0;
  const std::int64_t acked = acks_ - tick_.acks;
  const std::int64_t not_acked = not_acked_ - tick_.not_acked;
  Signals seen;
  seen[Signal::work_lag] = lags.work_lag_s;
  seen[Signal::age_lag] = lags.age_lag_s;
  seen[Signal::backlog] = static_cast<double>(lags.backlog);
  seen[Signal::ack_latency] = watches_latency_ ? in_seconds(recorder_.ack_quantile(0.99)) : 0;
  seen[Signal::end_to_end_latency] =
      watches_latency_ ? in_seconds(recorder_.end_to_end_quantile(0.99)) : 0;
  seen[Signal::ingress_queue] = ingress_ ? static_cast<double>(ingress_->waiting()) : 0;
  seen[Signal::in_flight] = ingress_ ? static_cast<double>(ingress_->meter().inside()) : 0;
  if (given > tick_.given_s) {
    seen[Signal::consumer_utilization] =
        std::clamp((busy - tick_.busy_s) / (given - tick_.given_s), 0.0, 1.0);
  }
  if (database_ && elapsed > 0) {
    seen[Signal::database_utilization] = std::clamp(
        (database_busy - tick_.database_busy_s) / (database_->server_count() * elapsed), 0.0, 1.0);
  }
  if (acked + not_acked > 0) {
    seen[Signal::error_rate] =
        static_cast<double>(not_acked) / static_cast<double>(acked + not_acked);
  }
  tick_.busy_s = busy;
  tick_.given_s = given;
  tick_.database_busy_s = database_busy;
  tick_.acks = acks_;
  tick_.not_acked = not_acked_;
  tick_.time = now_;
  return seen;
}

void Cell::keep_within_budget() {
  const std::int64_t events = static_cast<std::int64_t>(events_pushed()) + requests_;
  if (run_.stop != nullptr && run_.stop->load()) stop_early("interrupted");
  if (events > scenario_.budget.events) {
    stop_early(fmt::format("its budget of {} events was used up", scenario_.budget.events));
  }
  // Between two ticks the numbers that order events must not run out.
  constexpr std::uint64_t kReserve = Event::kMostEvents / 8;
  if (events_pushed() > Event::kMostEvents - kReserve) {
    stop_early("a cell cannot number more than 60 thousand million events");
  }
  if (chunks_.bytes() + store_.bytes() > scenario_.budget.memory.count) {
    stop_early(fmt::format("its budget of {} bytes was used up", scenario_.budget.memory.count));
  }
}

// What there is so far is kept: the run ends at this moment.
void Cell::stop_early(const std::string& why) {
  if (!tally_.stopped_early.empty()) return;
  if (in_requests_) {
    // The consumers are behind: of this moment only what comes before them has happened.
    const TimePoint stop = now_;
    advance_consumers(stop - Duration(1));
    now_ = stop;
  }
  tally_.stopped_early = why;
  finished_ = true;
  recorder_.cut(now_, boundary_state());
}

void Cell::note_event(const std::string& kind, const std::string& text) {
  tally_.events.push_back(
      {.time_s = in_seconds(now_), .cell = run_.cell, .kind = kind, .text = text});
}

void Cell::note_events(const std::vector<ControlEvent>& events) {
  for (const ControlEvent& event : events) {
    tally_.events.push_back({.time_s = in_seconds(event.at),
                             .cell = run_.cell,
                             .kind = event.kind,
                             .text = event.text});
  }
}

// ---- The autoscaler. ----

void Cell::observe_for_scaling(const Lags& lags, const Signals& seen) {
  const double consumers = static_cast<double>(std::max<std::int64_t>(group_->at_work(), 1));
  double service = 0;
  for (std::uint32_t i = 0; i < group_->partitions(); ++i) service += service_rate(i);
  const double elapsed = in_seconds(scenario_.control_interval);
  const std::int64_t appended = appended_ - tick_.appended;
  tick_.appended = appended_;
  const ScalingObservation observation{
      .consumers = static_cast<int>(group_->at_work()),
      .partitions = static_cast<int>(group_->partitions()),
      .backlog_events = seen[Signal::backlog],
      .arrival_per_second = static_cast<double>(appended) / elapsed,
      .service_per_second_per_consumer = service / consumers,
      .work_lag_seconds = lags.work_lag_s,
      .age_lag_seconds = lags.age_lag_s,
      .cpu_utilization = seen[Signal::consumer_utilization]};
  scaling_->update(now_, observation);
  carry_out_scaling();
}

void Cell::on_scaling() {
  if (scaling_->next_due() <= now_) carry_out_scaling();
}

// What is due now; what comes later gets its event.
void Cell::carry_out_scaling() {
  for (const ScalingStep& step : scaling_->due(now_)) scale_to(step.to, step.full_stop);
  note_events(scaling_->take_events());
  const TimePoint next = scaling_->next_due();
  if (next < TimePoint::max()) push(next, Kind::scaling, 0);
}

// ---- The consumer group. ----

void Cell::on_group_change() {
  if (group_->next_change() > now_) return;
  count_consumer_time();
  adopt(group_->apply(now_));
}

void Cell::adopt(const GroupChange& change) {
  note_events(change.events);
  if (workers_.size() < group_->capacity()) workers_.resize(group_->capacity());
  for (const ConsumerId id : change.died) kill(id);
  for (const ConsumerId id : change.consumers) look_for_work(id);
  arm_group();
}

void Cell::arm_group() {
  const TimePoint next = group_->next_change();
  if (next < TimePoint::max()) push(std::max(next, now_), Kind::group_change, 0);
}

void Cell::wake_everybody() {
  for (std::uint32_t id = 0; id < workers_.size(); ++id) look_for_work(id);
}

// Before the number at work changes its time so far is counted.
void Cell::scale_to(std::int64_t wanted, Duration full_stop) {
  count_consumer_time();
  adopt(group_->scale_to(now_, wanted, full_stop));
}

// ---- Faults and the runbook. ----

void Cell::arm_control() {
  if (group_) arm_group();
  arm_timeline();
  if (resharding_) push(resharding_->phases().front().begin, Kind::resharding, 0);
}

void Cell::arm_timeline() {
  const TimePoint next = timeline_.next();
  if (next < TimePoint::max()) push(std::max(next, now_), Kind::timeline, 0);
}

void Cell::on_timeline() {
  if (timeline_.next() > now_) return;
  remember_leaders();
  for (const ControlStep& step : timeline_.apply(now_)) carry_out(step);
  refresh_partitions();
  arm_timeline();
}

void Cell::carry_out(const ControlStep& step) {
  if (!step.text.empty()) note_event(step.event, step.text);
  if (step.kind == ControlKind::fault) {
    carry_out_fault(step);
  } else if (step.kind == ControlKind::action) {
    carry_out_action(step);
  }
  if (database_) refresh_database();
  refresh_partitions();
}

// What ActiveControls cannot do by itself.
void Cell::carry_out_fault(const ControlStep& step) {
  const Fault& fault = scenario_.faults[step.index];
  if (const KillConsumersFault* kill = std::get_if<KillConsumersFault>(&fault.fault)) {
    count_consumer_time();
    adopt(step.begins ? group_->kill(now_, kill->share, step.index, kill_draws_)
                      : group_->restart(now_, step.index));
  } else if (const BrokerLossFault* broker = std::get_if<BrokerLossFault>(&fault.fault)) {
    if (step.begins) lose_broker(broker->broker);
  } else if (!step.begins && group_) {
    wake_everybody();
  }
}

void Cell::carry_out_action(const ControlStep& step) {
  const RunbookAction& action = scenario_.runbook[step.index];
  if (const ScaleConsumersAction* scale = std::get_if<ScaleConsumersAction>(&action.action)) {
    if (step.begins) {
      scaling_->order(now_, step.index, *scale);
    } else {
      scaling_->end_order(now_, step.index);
    }
    return carry_out_scaling();
  }
  admission_.set_read_only(active_.read_only);
  for (std::size_t i = 0; i < active_.class_shed.size(); ++i) {
    admission_.shed_class(i, active_.class_shed[i] != 0);
  }
  admission_.limit_rate(active_.rate_limit);
}

void Cell::refresh_database() {
  DatabaseCondition& condition = database_->condition();
  condition.factor = active_.database_factor;
  condition.added = active_.added(LatencyPlace::database);
  if (active_.database_out && !condition.down) database_->go_down();
  if (!active_.database_out && condition.down) {
    for (const OperationStart& start : database_->come_back(now_)) {
      push(start.at, Kind::write_done, start.slot);
    }
  }
}

// A partition that can be read again has consumers to wake.
void Cell::refresh_partitions() {
  if (!writer_) return;
  brokers_down_ = active_.leaders->brokers_down() > 0;
  bool back = false;
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    const bool down = active_.partition_stands_still(i, now_);
    back = back || (partitions_[i].down && !down);
    partitions_[i].down = down;
  }
  if (back && group_) wake_everybody();
}

void Cell::remember_leaders() {
  if (!active_.leaders) return;
  leaders_before_.resize(partitions_.size());
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    leaders_before_[i] = active_.leaders->leader(i).value_or(-1);
  }
}

// Events that were only with the lost leader are lost with it, unless their clients still wait for
// all replicas; and a log that lives in memory loses everything of which there was one copy.
void Cell::lose_broker(std::int64_t broker) {
  const LogSpec& log = *scenario_.log;
  const bool in_memory = lives_in_memory(log.profile) && log.replication == 1;
  const Duration pull = scenario_.consumers ? scenario_.consumers->pull : Duration{0};
  const std::int64_t now = now_.time_since_epoch().count();
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    if (leaders_before_[i] != broker) continue;
    partitions_[i].log.visit_unread([&](std::int64_t readable, std::int64_t, EventTag& tag) {
      const bool one_copy = log.replication > 1 && readable - pull.count() > now &&
                            rules_[tag.traffic_class()].acks != Durability::all;
      if (one_copy || in_memory) tag.set_lost();
    });
  }
}

// ---- Resharding. ----

void Cell::on_resharding() {
  for (const ReshardingPhase& phase : resharding_->phases()) {
    if (phase.begin == now_) note_event("resharding", phase.text);
  }
  writer_->set_dual_write(resharding_->append_factor(now_));
  writer_->set_bandwidth_left(resharding_->bandwidth_left(now_));
  if (now_ == resharding_->switch_at()) {
    count_consumer_time();
    for (Placement& placement : placements_) {
      placement.resize(static_cast<std::uint32_t>(resharding_->partitions_after()));
    }
    if (group_) {
      adopt(group_->reshard(now_, resharding_->partitions_after(), resharding_->switch_pause()));
    }
  }
  const TimePoint next = resharding_->next_after(now_);
  if (next < TimePoint::max()) push(next, Kind::resharding, 0);
}

}  // namespace uslkit
