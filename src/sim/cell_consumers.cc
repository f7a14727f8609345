// The consumers' side of a cell: batches, poison, writes, commits, redeliveries.
#include <algorithm>
#include <limits>
#include <span>

#include "scenario/policy_options.h"
#include "sim/cell.h"

namespace uslkit {
namespace {}  // namespace

// ---- 1. Finding work. ----

// An event has come to a partition: wakes one of its consumers that has nothing to do, for the
// moment when the event can be read.
void Cell::wake_for(std::uint32_t partition, TimePoint readable) {
  for (const ConsumerId id : group_->owners(partition)) {
    Worker& worker = workers_[id];
    if (worker.phase != Phase::idle || worker.wake_at <= readable) continue;
    if (!can_read(id, partition, readable)) continue;  // woken when it can
    worker.wake_at = readable;
    push(readable, Kind::wake, id);
    return;
  }
}

bool Cell::can_read(std::uint32_t id, std::uint32_t partition, TimePoint at) const {
  return !partitions_[partition].down && !active_.consumers_paused && !active_.cell_lost &&
         group_->may_work(id, partition, at);
}

void Cell::on_wake(std::uint32_t id) {
  if (workers_[id].wake_at != now_) return;  // overtaken by an earlier one
  workers_[id].wake_at = TimePoint::max();
  look_for_work(id);
}

// Round robin over its partitions, beginning after the one that was served last.
void Cell::look_for_work(std::uint32_t id) {
  Worker& worker = workers_[id];
  if (worker.phase != Phase::idle || !group_->alive(id)) return;
  const std::span<const PartitionId> own = group_->partitions_of(id);
  const std::uint32_t count = static_cast<std::uint32_t>(own.size());
  TimePoint earliest = TimePoint::max();
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t turn = (worker.turn + i) % count;
    const PartitionId partition = own[turn];
    if (!can_read(id, partition, now_)) continue;
    if (retention_ > Duration{0}) expire(partition);
    const PartitionLog& log = partitions_[partition].log;
    if (log.unread() == 0) continue;
    const TimePoint readable = log.first_readable();
    if (readable > now_) {
      earliest = std::min(earliest, readable);
      continue;
    }
    worker.turn = turn + 1;
    return start_batch(id, partition);
  }
  if (earliest < worker.wake_at) {
    worker.wake_at = earliest;
    push(earliest, Kind::wake, id);
  }
}

// ---- 2. A batch: T(b) from now, or until a poison event takes the consumer down. ----

void Cell::start_batch(std::uint32_t id, std::uint32_t partition) {
  partitions_[partition].log.take(now_, scenario_.consumers->batch_size, workers_[id].batch);
  work_on_batch(id, partition, time_of_batch(partition, workers_[id].batch.count));
}

void Cell::work_on_batch(std::uint32_t id, std::uint32_t partition, Duration time) {
  Worker& worker = workers_[id];
  Partition& from = partitions_[partition];
  worker.crashes = worker.batch.has_poison && meet_poison(worker.batch, from.log);
  worker.phase = Phase::processing;
  worker.partition = partition;
  worker.started = now_;
  worker.done_at = now_ + time;
  worker.wake_at = TimePoint::max();
  push(worker.done_at, Kind::batch_done, id);
  consumer_meter_.enter(now_);
  ++from.tally.batches;
  if (recorder_.measuring()) {
    ++from.tally.measured_batches;
    from.tally.batch_events += worker.batch.count;
  }
  if (from.log.unread() > 0 && group_->owners(partition).size() > 1) {
    wake_for(partition, std::max(now_, from.log.first_readable()));
  }
}

// After its last attempt a poison event is set aside, if there is a queue for it.
bool Cell::meet_poison(EventBatch& batch, PartitionLog& log) {
  bool crashes = false;
  const DeadLetter policy(dead_letter_options(*scenario_.consumers));
  log.visit(batch, [&](std::int64_t, std::int64_t, EventTag& tag) {
    if (!tag.poison() || tag.dead() || tag.lost()) return;
    const bool is_final =
        tag.attempts() > 0 &&
        policy.on_failure(static_cast<int>(tag.attempts())) == AfterFailure::dead_letter;
    if (scenario_.consumers->dead_letter_queue && is_final) {
      tag.set_dead();
    } else {
      crashes = true;
    }
  });
  return crashes;
}

Duration Cell::time_of_batch(std::uint32_t partition, std::int64_t events) {
  const std::uint64_t number = next_batch_number(partition);
  const Duration time = batch_time_.sample(number, events);
  return adds_to_batches() ? time + added_to_batch(number, events) : time;
}

// Anything beyond the batch's own law.
bool Cell::adds_to_batches() const {
  const ConsumersSpec& spec = *scenario_.consumers;
  return !active_.added(LatencyPlace::consumers).none() ||
         (spec.idempotency == Idempotency::bloom && spec.bloom_lookup > Duration{0});
}

Duration Cell::added_to_batch(std::uint64_t number, std::int64_t events) const {
  Duration time{0};
  const AddedLatency& added = active_.added(LatencyPlace::consumers);
  if (!added.none()) time += added.of(1 - consumer_draws_.uniform(number));
  const ConsumersSpec& spec = *scenario_.consumers;
  if (spec.idempotency == Idempotency::bloom && spec.bloom_lookup > Duration{0}) {
    // Each false positive is looked up; its expected number, so that no draw is spent on it.
    const double hits = static_cast<double>(events) * spec.bloom_false_positives;
    time += LawSampler::rounded(hits * static_cast<double>(spec.bloom_lookup.count()));
  }
  return time;
}

// Unread events beyond the log's retention are lost.
void Cell::expire(std::uint32_t partition) {
  Partition& from = partitions_[partition];
  EventBatch expired;
  while (from.log.unread() > 0 && from.log.first_readable() < now_ - retention_) {
    from.log.take(now_ - retention_, std::numeric_limits<std::int64_t>::max(), expired);
    from.log.visit(expired, [&](std::int64_t, std::int64_t, EventTag& tag) {
      ++counts(tag.traffic_class()).lost;
      ++from.tally.lost;
    });
    leave_log(partition, expired);
  }
}

void Cell::on_batch_done(std::uint32_t id) {
  Worker& worker = workers_[id];
  if (worker.phase != Phase::processing || worker.done_at != now_) return;  // it was killed
  if (worker.crashes) return crash(id);
  if (database_) return write(id);
  settle_batch(worker.partition, worker.batch);
  finish_batch(id);
}

// Nothing of the batch is committed: all of it will be read again.
void Cell::crash(std::uint32_t id) {
  Worker& worker = workers_[id];
  partitions_[worker.partition].log.visit(worker.batch,
                                          [](std::int64_t, std::int64_t, EventTag& tag) {
                                            if (tag.poison() && !tag.dead()) tag.add_attempt();
                                          });
  redeliver(worker.partition, worker.batch);
  leave_service(id);
  worker.phase = Phase::restarting;
  worker.done_at = now_ + scenario_.consumers->crash_restart;
  push(worker.done_at, Kind::restarted, id);
  wake_for(worker.partition, now_);  // another consumer may share it
}

void Cell::on_restarted(std::uint32_t id) {
  Worker& worker = workers_[id];
  if (worker.phase != Phase::restarting || worker.done_at != now_) return;
  worker.phase = Phase::idle;
  look_for_work(id);
}

// ---- 3. The database, if the scenario has one of its own. ----

void Cell::write(std::uint32_t id) {
  Worker& worker = workers_[id];
  worker.phase = Phase::writing;
  if (scenario_.database->mode == WriteMode::per_event) {
    write_events(id);
  } else {
    write_batch(id);
  }
}

void Cell::write_events(std::uint32_t id) {
  Worker& worker = workers_[id];
  const bool waits = scenario_.database->consumer_waits;
  if (apart_) {
    hand_over(id);
    return finish_batch(id);
  }
  worker.pending_writes = worker.batch.count;
  DatabaseOperation operation;
  operation.partition = worker.partition;
  if (waits) operation.worker = id;
  partitions_[worker.partition].log.visit(worker.batch,
                                          [&](std::int64_t, std::int64_t birth, EventTag& tag) {
                                            operation.birth = TimePoint(Duration(birth));
                                            operation.tag = tag;
                                            submit(operation);
                                          });
  if (!waits) finish_batch(id);
}

void Cell::write_batch(std::uint32_t id) {
  Worker& worker = workers_[id];
  DatabaseOperation operation;
  operation.partition = worker.partition;
  operation.events = worker.batch.count;
  if (scenario_.database->consumer_waits) {
    operation.worker = id;
    worker.pending_writes = 1;
    return submit(operation);
  }
  if (free_batches_.empty()) {
    free_batches_.push_back(static_cast<std::uint32_t>(handed_over_.size()));
    handed_over_.emplace_back();
  }
  operation.batch = free_batches_.back();
  free_batches_.pop_back();
  std::swap(handed_over_[operation.batch], worker.batch);
  submit(operation);
  leave_service(id);
  worker.phase = Phase::idle;
  look_for_work(id);
}

void Cell::submit(const DatabaseOperation& operation) {
  const std::optional<OperationStart> start = database_->submit(now_, operation);
  if (start) push(start->at, Kind::write_done, start->slot);
}

void Cell::on_write_done(std::uint32_t slot) {
  if (!database_->is_due(now_, slot)) return;  // an outage has undone it
  const DatabaseStation::Finish finish = database_->finish(now_, slot);
  if (finish.next) push(finish.next->at, Kind::write_done, finish.next->slot);
  const DatabaseOperation& done = finish.operation;
  if (scenario_.database->mode == WriteMode::per_event) {
    settle(done.partition, done.birth.time_since_epoch().count(), done.tag);
  } else if (done.batch != DatabaseOperation::kNobody) {
    EventBatch& batch = handed_over_[done.batch];
    settle_batch(done.partition, batch);
    leave_log(done.partition, batch);
    free_batches_.push_back(done.batch);
  }
  if (done.worker == DatabaseOperation::kNobody) return;
  Worker& worker = workers_[done.worker];
  if (--worker.pending_writes > 0) return;
  if (scenario_.database->mode == WriteMode::per_batch) {
    settle_batch(worker.partition, worker.batch);
  }
  worker.orphaned ? redeliver_written(done.worker) : finish_batch(done.worker);
}

// ---- 4. Applied: the end of an event's way, if it is seen for the first time. ----

void Cell::settle_batch(std::uint32_t partition, const EventBatch& batch) {
  if (!batch.has_special && !batch.has_poison) {
    for (const EventRange& range : batch.ranges) settle_plain(partition, range);
    return;
  }
  partitions_[partition].log.visit(batch, [&](std::int64_t, std::int64_t birth, EventTag& tag) {
    settle(partition, birth, tag);
  });
}

// Each of them is applied for the first time: the same as settle() for each, in columns.
void Cell::settle_plain(std::uint32_t partition, const EventRange& range) {
  PartitionTally& tally = partitions_[partition].tally;
  const std::int64_t now = now_.time_since_epoch().count();
  std::uint64_t sum = 0;
  latencies_.begin(static_cast<std::size_t>(range.count));
  partitions_[partition].log.visit_range(
      range, [&](std::int64_t, std::int64_t birth, EventTag& tag) {
        latencies_.add(tag.traffic_class(), now - birth);
        sum += trajectory_mix(static_cast<std::uint64_t>(birth), kAppliedStage + partition, now);
      });
  tally_.trajectory_hash += sum;
  tally.applied += range.count;
  latencies_.visit([&](std::size_t traffic_class, std::span<const std::int64_t> latencies) {
    counts(traffic_class).applied += std::ssize(latencies);
    recorder_.on_all_applied(traffic_class, latencies);
    if (recorder_.measuring()) tally.end_to_end.record_all(latencies);
  });
}

void Cell::settle(std::uint32_t partition, std::int64_t birth_ns, EventTag tag) {
  PartitionTally& tally = partitions_[partition].tally;
  const std::size_t traffic_class = tag.traffic_class();
  if (tag.is_special()) {
    Counts& count = counts(traffic_class);
    if (tag.lost()) {
      ++count.lost;
      ++tally.lost;
      return;
    }
    if (tag.dead()) {
      ++count.dead_lettered;
      ++tally.dead_lettered;
      return;
    }
    if (tag.duplicate() || tag.applied()) {
      // The id is known: a Bloom filter's hit has been confirmed by the authoritative look-up.
      ++(scenario_.consumers->idempotency == Idempotency::none ? count.applied_twice
                                                               : count.duplicates_skipped);
      return;
    }
  }
  const std::int64_t now = now_.time_since_epoch().count();
  ++counts(traffic_class).applied;
  ++tally.applied;
  recorder_.on_applied(traffic_class, now - birth_ns);
  if (recorder_.measuring()) tally.end_to_end.record(now - birth_ns);
  hash(static_cast<std::uint64_t>(birth_ns), kAppliedStage + partition, now);
}

// The offset moves: the events leave the log, and who waits for room may come in.
void Cell::leave_log(std::uint32_t partition, EventBatch& batch) {
  PartitionLog& log = partitions_[partition].log;
  SignedInt128 entered = 0;
  const std::int64_t opened = log_meter_.opened_ns();
  log.visit(batch, [&](std::int64_t readable, std::int64_t, EventTag&) {
    entered += std::max(readable, opened);
  });
  log_meter_.leave_together(now_, batch.count, entered);
  log.finish(batch);
  if (!partitions_[partition].blocked.empty()) unblock(partition);
}

void Cell::finish_batch(std::uint32_t id) {
  Worker& worker = workers_[id];
  leave_log(worker.partition, worker.batch);
  leave_service(id);
  worker.phase = Phase::idle;
  look_for_work(id);
}

// The consumer's time with a batch ends.
void Cell::leave_service(std::uint32_t id) {
  const Worker& worker = workers_[id];
  consumer_meter_.leave(now_, worker.started, worker.started);
  consumer_ns_ += overtime_ns(id);
  const std::int64_t begun =
      std::max(worker.started.time_since_epoch().count(), consumer_meter_.opened_ns());
  partitions_[worker.partition].tally.busy_ns += now_.time_since_epoch().count() - begun;
}

void Cell::unblock(std::uint32_t partition) {
  Partition& to = partitions_[partition];
  while (!to.blocked.empty() && to.log.unread() + to.log.at_work() < log_capacity_) {
    const std::uint32_t slot = to.blocked.pop();
    append(store_.at(slot), now_);
    leave_ingress(slot);
  }
}

// ---- 5. At least once: what was read and not committed is read again. ----

void Cell::redeliver(std::uint32_t partition, EventBatch& batch) {
  Partition& to = partitions_[partition];
  to.log.visit(batch, [&](std::int64_t, std::int64_t, EventTag& tag) {
    ++counts(tag.traffic_class()).redelivered;
  });
  to.log.give_back(batch);
}

// Written, but its consumer died before it could commit the offset.
void Cell::redeliver_written(std::uint32_t id) {
  Worker& worker = workers_[id];
  partitions_[worker.partition].log.visit(worker.batch,
                                          [&](std::int64_t, std::int64_t, EventTag& tag) {
                                            tag.set_applied();
                                            ++counts(tag.traffic_class()).redelivered_applied;
                                          });
  redeliver(worker.partition, worker.batch);
  leave_service(id);
  worker.orphaned = false;
  worker.phase = Phase::idle;
  wake_for(worker.partition, now_);
  look_for_work(id);
}

void Cell::kill(std::uint32_t id) {
  Worker& worker = workers_[id];
  if (worker.phase == Phase::writing) {
    worker.orphaned = true;
  } else if (worker.phase == Phase::processing) {
    redeliver(worker.partition, worker.batch);
    leave_service(id);
    worker.phase = Phase::idle;
    wake_for(worker.partition, now_);
  } else if (worker.phase == Phase::restarting) {
    worker.phase = Phase::idle;
  }
}

}  // namespace uslkit
