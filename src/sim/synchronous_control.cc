// What is done to a synchronous system: control ticks, faults, crash and runbook.
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/synchronous.h"

namespace uslkit {

// ---- Ticks. ----

void Synchronous::on_tick() {
  const Signals seen = signals();
  admission_.update(now_, seen);
  tell(timeline_.judge(now_, seen));
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

// ---- Faults and runbook. ----

void Synchronous::on_timeline() {
  tell(timeline_.apply(now_));
  if (timeline_.next() != TimePoint::max()) push(timeline_.next(), Kind::timeline, 0);
}

void Synchronous::tell(const std::vector<ControlStep>& steps) {
  for (const ControlStep& step : steps) {
    if (!step.text.empty()) note_event(step.event, step.text);
  }
  if (!steps.empty()) adopt_controls();
}

// The state of the controls becomes the state of the parts.
void Synchronous::adopt_controls() {
  const ActiveControls& active = timeline_.active();
  admission_.set_read_only(active.read_only);
  for (std::size_t i = 0; i < active.class_shed.size(); ++i) {
    admission_.shed_class(i, active.class_shed[i] != 0);
  }
  if (active.rate_limit != rate_limit_) {
    rate_limit_ = active.rate_limit;
    admission_.limit_rate(rate_limit_);
  }
  if (cache_) {
    cache_->set_ttl(active.cache_ttl.value_or(scenario_.database->cache->ttl));
    if (active.cache_flushes > cache_flushes_) cache_->flush();
    cache_flushes_ = active.cache_flushes;
  }
  if (database_) {
    database_->set_slowness(active.database_factor, active.added(LatencyPlace::database));
    const bool was_down = database_->down();
    database_->set_down(active.database_out);
    if (was_down && !active.database_out) resume_database();
  }
  set_server_speed();
  if (active.cell_lost && !lost_) {
    lost_ = true;
    lose_everything();
  }
  lost_ = active.cell_lost;
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
  if (!database_) {
    const ActiveControls& active = timeline_.active();
    speed = active.database_out ? 0 : speed / active.database_factor;
  }
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
  note_event("crash", fmt::format("more than {} requests in flight for {:.6g} s",
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

}  // namespace uslkit
