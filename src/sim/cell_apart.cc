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
  const PartitionLog& log = partitions_[partition].log;
  TimePoint next = worker.phase == Phase::idle ? worker.wake_at : worker.done_at;
  while (next <= until) {
    now_ = next;
    if (worker.phase == Phase::processing) end_lone_batch(id);
    const TimePoint readable = log.unread() > 0 ? log.first_readable() : TimePoint::max();
    if (readable <= now_) {
      worker.turn = 1;
      start_batch(id, partition);
      next = worker.done_at;
    } else {
      worker.wake_at = next = readable;
    }
  }
}

// on_batch_done() without what a lone consumer cannot meet; the batch is gone through once.
void Cell::end_lone_batch(std::uint32_t id) {
  Worker& worker = workers_[id];
  PartitionLog& log = partitions_[worker.partition].log;
  SignedInt128 entered = 0;
  const std::int64_t opened = log_meter_.opened_ns();
  if (database_) {
    to_database_.begin(now_, id);
    DatabaseOperation operation;
    operation.partition = worker.partition;
    log.visit(worker.batch, [&](std::int64_t readable, std::int64_t birth, EventTag& tag) {
      entered += std::max(readable, opened);
      operation.birth = TimePoint(Duration(birth));
      operation.tag = tag;
      to_database_.add(operation);
    });
  } else {
    settle_batch(worker.partition, worker.batch);
    log.visit(worker.batch, [&](std::int64_t readable, std::int64_t, EventTag&) {
      entered += std::max(readable, opened);
    });
  }
  log_meter_.leave_together(now_, worker.batch.count, entered);
  log.finish(worker.batch);
  leave_service(id);
  worker.phase = Phase::idle;
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
  to_database_.take_all([&](TimePoint at, std::span<const DatabaseOperation> operations) {
    finish_writes(at - Duration(1));
    now_ = at;
    for (const DatabaseOperation& operation : operations) {
      static_cast<void>(database_->submit(now_, operation));
    }
  });
  finish_writes(until);
}

void Cell::advance_database_line(TimePoint until) {
  to_database_.take_all([&](TimePoint at, std::span<const DatabaseOperation> operations) {
    for (const DatabaseOperation& operation : operations) database_->enter_line(at, operation);
  });
  database_->advance_line(until, [&](TimePoint done, const DatabaseOperation& operation) {
    now_ = done;
    settle(operation.partition, operation.birth.time_since_epoch().count(), operation.tag);
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
