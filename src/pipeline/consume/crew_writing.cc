// From a processed batch to the store: its turn, a server of the database, the atomic write.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "pipeline/consume/crew.h"
#include "pipeline/store/store_error.h"

namespace uslkit {

// ---- 1. Writers, where consumers do not wait. ----

void ConsumerPool::Crew::hand_over(Lock& lock, Worker& me) {
  PartitionClaims& claims = partitions_[me.job->partition]->claims;
  const auto is_gone = [&] { return claims.find(me.job->claim) == nullptr || giving_up_; };
  if (handed_over_count_ >= options_.most_handed_over) {
    ++hand_over_waits_;
    room_.wait(lock, [&] { return handed_over_count_ < options_.most_handed_over || is_gone(); });
  }
  const std::int64_t events = me.job->batch.size();
  if (is_gone()) {
    give_back(me.job->partition, me.job->claim);
    leave_service(lock, me, events);
    return tell_redelivered(lock, me.job->batch);
  }
  claims.find(me.job->claim)->phase = PartitionClaims::Phase::handed_over;
  leave_service(lock, me, events);
  const std::uint32_t partition = me.job->partition;
  if (free_jobs_.empty()) free_jobs_.push_back(std::make_unique<Job>());
  std::swap(me.job, free_jobs_.back());
  handed_over_[gate_.shard_of(partition)].push_back(std::move(free_jobs_.back()));
  free_jobs_.pop_back();
  ++handed_over_count_;
  wake_claimants(partition);
}

// Only batches whose turn it is, so that no writer waits for one that nobody writes.
std::unique_ptr<ConsumerPool::Crew::Job> ConsumerPool::Crew::next_handed_over(std::uint32_t shard) {
  std::deque<std::unique_ptr<Job>>& jobs = handed_over_[shard];
  const auto found = std::ranges::find_if(jobs, [&](const std::unique_ptr<Job>& job) {
    PartitionClaims& claims = partitions_[job->partition]->claims;
    return claims.find(job->claim) == nullptr || claims.is_turn(job->claim);
  });
  if (found == jobs.end()) return nullptr;
  std::unique_ptr<Job> job = std::move(*found);
  jobs.erase(found);
  --handed_over_count_;
  room_.notify_one();
  return job;
}

void ConsumerPool::Crew::run_writer(Writer& me) {
  Lock lock(mutex_);
  while (!giving_up_) {
    std::unique_ptr<Job> job = next_handed_over(me.shard);
    if (job) {
      if (!write(lock, me, *job)) tell_redelivered(lock, job->batch);
      free_jobs_.push_back(std::move(job));
      continue;
    }
    if (stopping_ && consumers_running_ == 0 && handed_over_[me.shard].empty()) break;
    me.wake.wait(lock);
  }
  --threads_running_;
  ended_.notify_all();
}

// ---- 2. A write. ----

bool ConsumerPool::Crew::write(Lock& lock, Waiter& me, Job& job) {
  Partition& to = *partitions_[job.partition];
  if (!wait_for_server(lock, me, job)) {
    give_back(job.partition, job.claim);
    return false;
  }
  DatabaseGate::Operation operation =
      gate_.begin(clock_.now(), job.partition, &me.wake, job.batch.size());
  wake_next(job.partition);
  const StoreCall call = store(lock, me, job);
  if (!call.stored) {
    leave_database(operation, job.partition);
    if (!call.error.empty()) stop_partition(job.partition, call.error);
    give_back(job.partition, job.claim);
    return false;
  }
  to.claims.find(job.claim)->phase = PartitionClaims::Phase::applied;
  if (to.ledger.failing() > 0) to.ledger.settle(job.batch.next());
  wake_claimants(job.partition);
  const bool undisturbed = wait_out(lock, me, operation, call.took);
  leave_database(operation, job.partition);
  if (undisturbed && gate_.is_sound() && job.batch.size() > 0) {
    costs_.writing.add(job.batch.size(), clock_.now() - operation.first_begun);
  }
  to.claims.end(job.claim);
  settle(lock, job, call.counts);
  return true;
}

// False: the batch is not its own any more, or the run ends without it.
bool ConsumerPool::Crew::wait_for_server(Lock& lock, Waiter& me, const Job& job) {
  PartitionClaims& claims = partitions_[job.partition]->claims;
  const auto is_gone = [&] {
    return claims.find(job.claim) == nullptr || giving_up_ || (stopping_ && gate_.is_down());
  };
  me.wake.wait(lock, [&] { return claims.is_turn(job.claim) || is_gone(); });
  if (is_gone()) return false;
  gate_.enter(job.partition, &me.wake);
  me.wake.wait(lock, [&] { return gate_.may_begin(job.partition, &me.wake) || is_gone(); });
  if (!is_gone()) {
    claims.find(job.claim)->phase = PartitionClaims::Phase::writing;
    return true;
  }
  gate_.leave(job.partition, &me.wake);
  wake_next(job.partition);
  return false;
}

// The call that counts, again and again while its faults pass. Between two tries the batch can be
// taken back; a write that was told to have failed has had no effect, or is found again by its
// offset.
ConsumerPool::Crew::StoreCall ConsumerPool::Crew::store(Lock& lock, Waiter& me, Job& job) {
  PartitionClaims& claims = partitions_[job.partition]->claims;
  const bool is_consumers = waits_for_writes_;
  Duration pause = options_.retry_first;
  for (;;) {
    StoreCall call;
    bool is_passing = false;
    const StoreBatch batch = job.batch.for_store();
    lock.unlock();
    const TimePoint begun = clock_.now();
    try {
      call.counts = store_.apply(static_cast<int>(job.partition), batch);
      call.stored = true;
    } catch (const StoreError& error) {
      is_passing = error.is_passing();
      call.error = error.what();
    }
    call.took = clock_.now() - begun;
    lock.lock();
    PartitionClaims::Claim& claim = *claims.find(job.claim);
    if (!call.stored) {
      claim.phase =
          is_consumers ? PartitionClaims::Phase::in_hand : PartitionClaims::Phase::handed_over;
    }
    if (call.stored || !is_passing) return call;
    ++store_retries_;
    const auto is_gone = [&] { return claims.find(job.claim) == nullptr || giving_up_; };
    me.wake.wait_until(lock, clock_.steady(clock_.now() + pause), is_gone);
    if (is_gone()) return {};
    claims.find(job.claim)->phase = PartitionClaims::Phase::writing;
    pause = std::min(2 * pause, options_.retry_most);
  }
}

// What is left of the operation's time at the database; whether no outage came between.
bool ConsumerPool::Crew::wait_out(Lock& lock, Waiter& me, DatabaseGate::Operation& operation,
                                  Duration real) {
  bool undisturbed = true;
  while (!giving_up_) {
    if (gate_.is_undone(operation)) {
      undisturbed = false;
      me.wake.wait(lock, [&] { return !gate_.is_down() || giving_up_ || stopping_; });
      if (gate_.is_down()) return false;  // the run ends in the outage; it is stored already
      gate_.again(clock_.now(), operation);
      real = Duration{0};
    }
    const TimePoint due = gate_.due(operation, real);
    if (due <= clock_.now()) return undisturbed;
    me.wake.wait_until(lock, clock_.steady(due),
                       [&] { return giving_up_ || gate_.is_undone(operation); });
  }
  return false;
}

void ConsumerPool::Crew::leave_database(const DatabaseGate::Operation& operation,
                                        std::uint32_t partition) {
  gate_.end(clock_.now(), operation);
  wake_next(partition);
}

// ---- 3. The end of its events' way. ----

void ConsumerPool::Crew::settle(Lock& lock, Job& job, const ApplyCounts& counts) {
  counts_.applied += counts.applied;
  counts_.duplicates += counts.duplicates;
  counts_.redelivered += counts.redelivered;
  counts_.dead_lettered += counts.dead_lettered;
  unreadable_ += job.batch.unreadable();
  // The store has seen them before only where a connection was lost while it committed.
  partitions_[job.partition]->applied += counts.applied + counts.redelivered;
  const TimePoint at = clock_.now();
  lock.unlock();
  job.outcome.tell(recorder_, at, job.partition, job.batch);
  lock.lock();
}

// ---- 4. Who is to be woken. ----

void ConsumerPool::Crew::wake_claimants(std::uint32_t partition) {
  bool handed_over = false;
  partitions_[partition]->claims.visit([&](const PartitionClaims::Claim& claim) {
    if (claim.phase == PartitionClaims::Phase::in_hand) workers_[claim.owner]->wake.notify_all();
    handed_over = handed_over || claim.phase == PartitionClaims::Phase::handed_over;
  });
  room_.notify_all();
  if (!handed_over) return;
  for (const std::unique_ptr<Writer>& writer : writers_) {
    if (writer->shard == gate_.shard_of(partition)) writer->wake.notify_all();
  }
}

void ConsumerPool::Crew::wake_next(std::uint32_t partition) {
  if (std::condition_variable* next = gate_.next(partition)) next->notify_all();
}

void ConsumerPool::Crew::stop_partition(std::uint32_t partition, const std::string& why) {
  Partition& stopped = *partitions_[partition];
  if (stopped.error.empty()) stopped.error = why;
}

}  // namespace uslkit
