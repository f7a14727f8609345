// Consumers apart: those that share no partition and wait for no database, in a run by stages. Each
// is taken through the window by itself, and then the database.
#include <algorithm>
#include <span>

#include "sim/cell.h"

namespace uslkit {

// A worker that shares its partitions with nobody and hands its batches over needs no calendar: it
// has one next moment, and nobody else's come in between.
void Cell::advance_consumer(std::uint32_t id, TimePoint until) {
  if (is_lone(id)) return advance_lone(id, until);
  while (true) {
    const Worker& worker = workers_[id];
    const bool idle = worker.phase == Phase::idle;
    const TimePoint next = idle ? worker.wake_at : worker.done_at;
    if (next > until) return;
    now_ = next;
    if (idle) {
      on_wake(id);
    } else if (worker.phase == Phase::processing) {
      on_batch_done(id);
    } else {
      on_restarted(id);
    }
  }
}

// One partition of its own that can be read all the time: pauses and outages begin and end at
// control events.
bool Cell::is_lone(std::uint32_t id) const {
  const std::span<const PartitionId> own = group_->partitions_of(id);
  return own.size() == 1 && group_->alive(id) && retention_ == Duration{0} &&
         workers_[id].phase != Phase::restarting && can_read(id, own.front(), consumed_until_);
}

void Cell::advance_lone(std::uint32_t id, TimePoint until) {
  Worker& worker = workers_[id];
  const PartitionId partition = group_->partitions_of(id).front();
  TimePoint next = worker.phase == Phase::idle ? worker.wake_at : worker.done_at;
  while (next <= until) {
    now_ = next;
    if (worker.phase == Phase::processing) end_lone_batch(id);
    next = take_plain_batches(id, until);
    if (next > until) return;
    now_ = next;
    worker.turn = 1;
    start_batch(id, partition);
    next = worker.done_at;
  }
}

// Batch after batch that is one range of plain events and done by `until`, without setting them up:
// from now to the moment, returned, of a batch that is not, or of the next event that can be read.
TimePoint Cell::take_plain_batches(std::uint32_t id, TimePoint until) {
  Worker& worker = workers_[id];
  const PartitionId partition = group_->partitions_of(id).front();
  Partition& from = partitions_[partition];
  const std::int64_t most = scenario_.consumers->batch_size;
  const std::int64_t log_opened = log_meter_.opened_ns();
  const std::int64_t opened = consumer_meter_.opened_ns();
  const bool at_its_work = at_work(id);
  const bool adds = adds_to_batches();
  StationMeter::Stays events;
  StationMeter::Stays batches;
  SignedInt128 started = 0;
  TimePoint next = now_;
  while (true) {
    const TimePoint readable = from.log.unread() > 0 ? from.log.first_readable() : TimePoint::max();
    if (readable > next) {
      worker.wake_at = next = readable;
      if (next > until) break;
    }
    const EventRange range = at_its_work ? from.log.glance(next, most) : EventRange{};
    if (range.count == 0) break;
    worker.turn = 1;  // as where there are several, for a later rebalance
    const Duration time = adds ? time_of_batch(partition, range.count)
                               : batch_time_.sample(next_batch_number(partition), range.count);
    const TimePoint done = next + time;
    if (done > until) {
      now_ = next;
      from.log.take(now_, most, worker.batch);
      work_on_batch(id, partition, time);
      next = done;
      break;
    }
    const std::int64_t begun_ns = next.time_since_epoch().count();
    const std::int64_t done_ns = done.time_since_epoch().count();
    const std::int64_t busy = done_ns - std::max(begun_ns, opened);
    ++batches.count;
    batches.left += done_ns;
    batches.stay += busy;
    started += begun_ns;
    events.count += range.count;
    const SignedInt128 left = SignedInt128{done_ns} * range.count;
    events.left += left;
    events.stay += left;
    if (database_) {
      DatabaseEvent* next_event = to_database_.add(done, id, range.count);
      from.log.visit_range(range, [&](std::int64_t at, std::int64_t birth, EventTag& tag) {
        events.stay -= std::max(at, log_opened);
        (next_event++)->set(birth, partition, tag);
      });
    } else {
      now_ = done;
      settle_plain(partition, range);
      from.log.visit_range(range, [&](std::int64_t at, std::int64_t, EventTag&) {
        events.stay -= std::max(at, log_opened);
      });
    }
    from.log.pass(range);
    next = done;
  }
  batches.busy = batches.stay;
  if (batches.count == 0) return next;
  consumer_meter_.enter_all(batches.count, started);
  consumer_meter_.leave_all(batches);
  log_meter_.leave_all(events);
  from.tally.batches += batches.count;
  from.tally.busy_ns += static_cast<std::int64_t>(batches.busy);
  if (recorder_.measuring()) {
    from.tally.measured_batches += batches.count;
    from.tally.batch_events += events.count;
  }
  return next;
}

// on_batch_done() without what a lone consumer cannot meet.
void Cell::end_lone_batch(std::uint32_t id) {
  Worker& worker = workers_[id];
  if (database_) {
    hand_over(id);
  } else {
    settle_batch(worker.partition, worker.batch);
  }
  leave_log(worker.partition, worker.batch);
  leave_service(id);
  worker.phase = Phase::idle;
}

void Cell::hand_over(std::uint32_t id) {
  const Worker& worker = workers_[id];
  DatabaseEvent* next = to_database_.add(now_, id, worker.batch.count);
  partitions_[worker.partition].log.visit(worker.batch,
                                          [&](std::int64_t, std::int64_t birth, EventTag& tag) {
                                            (next++)->set(birth, worker.partition, tag);
                                          });
}

bool Cell::consumers_are_apart() const {
  if (!consumers_may_be_apart_) return false;
  for (std::uint32_t i = 0; i < group_->partitions(); ++i) {
    if (group_->owners(i).size() > 1) return false;
  }
  return true;
}

// A rebalance may have changed who shares what: their next moments go into the calendar, or out of
// it.
void Cell::choose_consumers_way() {
  const bool apart = consumers_are_apart();
  if (apart == apart_) return;
  apart_ = apart;
  consumer_events_.clear();
  if (apart) return;
  for (std::uint32_t id = 0; id < workers_.size(); ++id) {
    const Worker& worker = workers_[id];
    if (worker.phase == Phase::processing) push(worker.done_at, Kind::batch_done, id);
    if (worker.phase == Phase::restarting) push(worker.done_at, Kind::restarted, id);
    if (worker.wake_at < TimePoint::max()) push(worker.wake_at, Kind::wake, id);
  }
  if (database_) {
    database_->visit_running(
        [&](const OperationStart& running) { push(running.at, Kind::write_done, running.slot); });
  }
}

// Batches are handed over before writes of the same moment are done, as Kind has it.
void Cell::advance_database(TimePoint until) {
  if (database_in_line_ && database_->is_line()) return advance_database_line(until);
  for (const HandedOver::Batch& batch : to_database_.sorted()) {
    finish_writes(batch.at - Duration(1));
    now_ = batch.at;
    for (const DatabaseEvent& event : to_database_.events_of(batch)) {
      static_cast<void>(database_->submit(now_, DatabaseStation::operation_of(now_, event)));
    }
  }
  to_database_.clear();
  finish_writes(until);
}

// The same as settle() for each of those that are done, in columns.
void Cell::advance_database_line(TimePoint until) {
  const DatabaseStation::Served& served = database_->advance_line(until, to_database_);
  const bool measuring = recorder_.measuring();
  std::uint64_t sum = 0;
  latencies_.begin(served.count);
  for (std::size_t i = 0; i < served.count; ++i) {
    const DatabaseEvent& event = served.event[i];
    const std::int64_t done = served.done[i];
    if (event.tag.is_special()) {
      now_ = TimePoint(Duration(done));
      settle(event.partition, event.birth_ns, event.tag);
      continue;
    }
    PartitionTally& tally = partitions_[event.partition].tally;
    const std::int64_t latency = done - event.birth_ns;
    latencies_.add(event.tag.traffic_class(), latency);
    ++tally.applied;
    if (measuring) tally.end_to_end.record(latency);
    sum += trajectory_mix(static_cast<std::uint64_t>(event.birth_ns),
                          kAppliedStage + event.partition, done);
  }
  tally_.trajectory_hash += sum;
  latencies_.visit([this](std::size_t traffic_class, std::span<const std::int64_t> latencies) {
    counts(traffic_class).applied += std::ssize(latencies);
    recorder_.on_all_applied(traffic_class, latencies);
  });
}

void Cell::finish_writes(TimePoint until) {
  while (true) {
    const OperationStart next = database_->next_due();
    if (next.at > until) return;
    now_ = next.at;
    on_write_done(next.slot);
  }
}

}  // namespace uslkit
