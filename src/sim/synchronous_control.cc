// What is done to a synchronous system: control ticks, faults, crash and runbook.
#include <string>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "sim/synchronous.h"

namespace uslkit {
namespace {

const char* name_of_fault(const FaultKind& fault) {
  struct Namer {
    const char* operator()(const KillConsumersFault&) const { return "kill_consumers"; }
    const char* operator()(const LatencyFault&) const { return "latency"; }
    const char* operator()(const PartitionFault&) const { return "partition"; }
    const char* operator()(const BrokerLossFault&) const { return "broker_loss"; }
    const char* operator()(const SlowDatabaseFault&) const { return "slow_database"; }
    const char* operator()(const DatabaseOutageFault&) const { return "database_outage"; }
    const char* operator()(const CellLossFault&) const { return "cell_loss"; }
    const char* operator()(const ConsumerPauseFault&) const { return "consumer_pause"; }
    const char* operator()(const ClockSkewFault&) const { return "clock_skew"; }
    const char* operator()(const CacheFlushFault&) const { return "cache_flush"; }
  };
  return std::visit(Namer{}, fault);
}

const char* name_of_action(const ActionKind& action) {
  struct Namer {
    const char* operator()(const ScaleConsumersAction&) const { return "scale_consumers"; }
    const char* operator()(const AggressiveCachingAction&) const { return "aggressive_caching"; }
    const char* operator()(const ReadOnlyAction&) const { return "read_only"; }
    const char* operator()(const ShedClassAction&) const { return "shed_class"; }
    const char* operator()(const LimitRateAction&) const { return "limit_rate"; }
  };
  return std::visit(Namer{}, action);
}

}  // namespace

// ---- Ticks. ----

void Synchronous::on_tick() {
  const Signals seen = signals();
  admission_.update(now_, seen);
  judge_conditions(seen);
  tick_acked_ = 0;
  tick_failed_ = 0;
  if (run_.on_tick) {
    run_.on_tick(in_seconds(now_) / in_seconds(scenario_.duration), requests_);
  }
  if (run_.stop != nullptr && run_.stop->load(std::memory_order_relaxed)) {
    stop_early("interrupted");
  }
  keep_within_budget();
  push(now_ + scenario_.control_interval, Kind::tick, 0);
}

Signals Synchronous::signals() {
  Signals seen;
  seen[Signal::backlog] = static_cast<double>(queued_);
  seen[Signal::ingress_queue] = static_cast<double>(queued_);
  seen[Signal::in_flight] = static_cast<double>(in_flight());
  seen[Signal::ack_latency] = in_seconds(recorder_.ack_quantile(0.99));
  if (database_) {
    seen[Signal::database_utilization] =
        static_cast<double>(database_->at_work()) / database_->server_count();
  }
  const double ended = static_cast<double>(tick_acked_ + tick_failed_);
  if (ended > 0) seen[Signal::error_rate] = static_cast<double>(tick_failed_) / ended;
  return seen;
}

void Synchronous::on_boundary() {
  BoundaryState state{.backlog = queued_};
  if (database_) {
    state.database_utilization =
        static_cast<double>(database_->at_work()) / database_->server_count();
  }
  recorder_.fold(state);
  if (now_ >= TimePoint(scenario_.duration)) {
    finished_ = true;
    return;
  }
  if (now_ == TimePoint(scenario_.warm_up)) open_meters();
  push(recorder_.next_boundary(), Kind::boundary, 0);
}

void Synchronous::keep_within_budget() {
  const std::int64_t events = static_cast<std::int64_t>(calendar_.pushed()) + departures_;
  if (events > scenario_.budget.events) {
    stop_early(fmt::format("its budget of {} events is used up", scenario_.budget.events));
  }
  if (store_.bytes() > scenario_.budget.memory.count) {
    stop_early(fmt::format("its budget of {} bytes is used up", scenario_.budget.memory.count));
  }
}

void Synchronous::stop_early(const std::string& why) {
  tally_.stopped_early = why;
  finished_ = true;
}

void Synchronous::note_event(const std::string& kind, const std::string& text) {
  tally_.events.push_back(
      {.time_s = in_seconds(now_), .cell = run_.cell, .kind = kind, .text = text});
}

// ---- Faults. Of one kind the latest to begin or end decides. ----

void Synchronous::on_fault(std::size_t index, bool begins) {
  const Fault& fault = scenario_.faults[index];
  note_event(begins ? "fault" : "fault_end", name_of_fault(fault.fault));
  if (std::holds_alternative<CacheFlushFault>(fault.fault)) {
    if (begins && cache_) cache_->flush();
  } else if (std::holds_alternative<CellLossFault>(fault.fault)) {
    lost_ = begins;
    if (begins) lose_everything();
  } else if (std::holds_alternative<DatabaseOutageFault>(fault.fault)) {
    outage_ = begins;
    if (database_) database_->set_down(begins);
    if (database_ && !begins) resume_database();
    set_server_speed();
  } else if (const SlowDatabaseFault* slow = std::get_if<SlowDatabaseFault>(&fault.fault)) {
    slow_factor_ = begins ? slow->factor : 1;
    if (database_) database_->set_slowness({.factor = slow_factor_});
    set_server_speed();
  } else if (const LatencyFault* latency = std::get_if<LatencyFault>(&fault.fault)) {
    added_latency_ = begins ? latency->added : Duration{0};
    added_share_ = latency->share;
  }
}

// What was done while nobody could see it is done now, and then what waited begins.
void Synchronous::resume_database() {
  std::vector<std::uint32_t> held_back;
  held_back.swap(held_back_);
  for (const std::uint32_t slot : held_back) finish_query(slot);
  for (std::uint32_t place = 0; place < database_->place_count(); ++place) start_queries(place);
}

// Without a database of its own the server is the database, and its faults are the server's.
void Synchronous::set_server_speed() {
  double speed = 1 / warm_factor_;
  if (!database_) speed = outage_ ? 0 : speed / slow_factor_;
  server_.set_speed(now_, speed);
}

// ---- Too many in flight for too long take the process down. ----

void Synchronous::watch_in_flight() {
  if (!spec_.crash || crashed_) return;
  const bool above = in_flight() > spec_.crash->in_flight_above;
  if (above == above_) return;
  above_ = above;
  ++watch_;  // the previous watch is off
  watch_ %= Event::kMostTargets;
  if (above) push(now_ + spec_.crash->held_for, Kind::crash, watch_);
}

void Synchronous::on_crash(std::uint32_t watch) {
  if (watch != watch_ || !above_ || crashed_) return;
  note_event("crash", fmt::format("more than {} requests in flight for {} s",
                                  spec_.crash->in_flight_above, in_seconds(spec_.crash->held_for)));
  crashed_ = true;
  lose_everything();
  above_ = false;
  push(now_ + spec_.crash->detection + spec_.crash->restart, Kind::restarted, 0);
}

void Synchronous::on_restarted() {
  note_event("restarted", "the process is up again, its caches are cold");
  crashed_ = false;
  warm_factor_ = spec_.crash->warm_factor;
  set_server_speed();
  push(now_ + spec_.crash->cache_warm, Kind::warmed_up, 0);
}

void Synchronous::on_warmed_up() {
  if (crashed_) return;
  note_event("warmed_up", "the caches are warm");
  warm_factor_ = 1;
  set_server_speed();
}

// Every connection is cut: those who wait get an error, and the queues forget them.
void Synchronous::lose_everything() {
  std::vector<std::uint32_t> inside;
  for (std::uint32_t slot = 0; slot < store_.size(); ++slot) {
    const CallPhase phase = store_.at(slot).phase;
    if (phase == CallPhase::removed) store_.free(slot);
    if (!is_inside(phase)) continue;
    inside.push_back(slot);
  }
  server_.clear(now_);
  queue_ = {};
  held_back_.clear();
  if (cache_) cache_->restart();
  if (database_) {
    for (const std::uint32_t slot : inside) {
      const Call& call = store_.at(slot);
      if (call.phase == CallPhase::at_database) database_->forget(now_, call.query);
    }
    database_->clear();
  }
  for (const std::uint32_t slot : inside) fail_inside(slot, RejectReason::unavailable);
}

// ---- Runbook. ----

void Synchronous::judge_conditions(const Signals& seen) {
  for (std::size_t i = 0; i < scenario_.runbook.size(); ++i) {
    const std::optional<Condition>& when = scenario_.runbook[i].when;
    if (!when) continue;
    RunbookState& state = runbook_[i];
    const double value = seen[when->signal];
    if (state.active) {
      if (when->until_below && value < *when->until_below) on_action(i, false);
      continue;
    }
    if (value <= when->above) {
      state.above_since = TimePoint::max();
      continue;
    }
    if (state.above_since == TimePoint::max()) state.above_since = now_;
    if (now_ - state.above_since >= when->held_for) on_action(i, true);
  }
}

void Synchronous::on_action(std::size_t index, bool begins) {
  const ActionKind& action = scenario_.runbook[index].action;
  RunbookState& state = runbook_[index];
  if (state.active == begins) return;
  state = {.active = begins};
  note_event(begins ? "runbook" : "runbook_end", name_of_action(action));
  if (std::holds_alternative<ReadOnlyAction>(action)) {
    admission_.set_read_only(begins);
  } else if (const ShedClassAction* shed = std::get_if<ShedClassAction>(&action)) {
    for (std::size_t i = 0; i < classes_.size(); ++i) {
      if (scenario_.traffic.classes[i].name == shed->name) admission_.shed_class(i, begins);
    }
  } else if (const LimitRateAction* limit = std::get_if<LimitRateAction>(&action)) {
    admission_.limit_rate(begins ? std::optional<Rate>(limit->rate) : std::nullopt);
  } else if (const AggressiveCachingAction* caching =
                 std::get_if<AggressiveCachingAction>(&action)) {
    if (cache_) cache_->set_ttl(begins ? caching->ttl : scenario_.database->cache->ttl);
  }
}

}  // namespace uslkit
