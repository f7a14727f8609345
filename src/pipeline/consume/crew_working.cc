// A consumer's turn, batch after batch: take, work for T(b), write; or crash.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "pipeline/consume/crew.h"

namespace uslkit {
namespace {

// Batch n of partition p draws number p 2^40 + n, as in the simulator.
constexpr int kBatchNumberBits = 40;

}  // namespace

void ConsumerPool::Crew::run(Worker& me) {
  Lock lock(mutex_);
  while (!stopping_) {
    const std::optional<std::uint32_t> partition = find_work(me);
    if (partition) {
      if (take_batch(lock, me, *partition)) do_batch(lock, me);
      continue;
    }
    me.rung = false;
    me.was_idle = true;
    if (++consumers_idle_ == 1) watch_.notify_all();
    me.wake.wait(lock, [&] { return me.rung || stopping_; });
    --consumers_idle_;
    me.rung = false;
  }
  --consumers_running_;
  --threads_running_;
  wake_all();  // writers end after the last consumer
  ended_.notify_all();
}

// The claim is taken. Ends with the consumer free again, its batch stored, handed over, or lost.
void ConsumerPool::Crew::do_batch(Lock& lock, Worker& me) {
  Job& job = *me.job;
  Partition& from = *partitions_[job.partition];
  const std::uint64_t number = (std::uint64_t{job.partition} << kBatchNumberBits) | from.batches++;
  const std::int64_t events = job.batch.size();
  const bool crashes = meets_poison(job);
  const bool was_idle = std::exchange(me.was_idle, false);
  if (was_idle && events > 0) {
    const std::int64_t waited = clock_.wall_us(me.started) * 1000 - job.batch.newest_ns();
    costs_.pull.record(std::max<std::int64_t>(waited, 0));
  }
  if (events > 0) work_until(lock, me, me.started + time_of_batch(job, number));
  if (from.claims.find(job.claim) == nullptr || giving_up_) {
    give_back(job.partition, job.claim);
    leave_service(lock, me, events);
    return tell_redelivered(lock, job.batch);
  }
  if (crashes) return crash(lock, me);
  if (events > 0 && added_to_batches_.none())
    costs_.processing.add(events, clock_.now() - me.started);
  if (!waits_for_writes_) return hand_over(lock, me);
  const bool stored = write(lock, me, job);
  leave_service(lock, me, events);
  if (!stored) tell_redelivered(lock, job.batch);
}

Duration ConsumerPool::Crew::time_of_batch(const Job& job, std::uint64_t number) const {
  const std::int64_t events = job.batch.size();
  Duration time = batch_time_.sample(number, events);
  if (!added_to_batches_.none()) {
    time += added_to_batches_.of(1 - fault_draws_.uniform(number));
  }
  if (spec_.idempotency == Idempotency::bloom && spec_.bloom_lookup > Duration{0}) {
    const double hits = static_cast<double>(events) * spec_.bloom_false_positives;
    time += LawSampler::rounded(hits * static_cast<double>(spec_.bloom_lookup.count()));
  }
  return time;
}

// After its last attempt a poison event is set aside, if there is a queue for it.
bool ConsumerPool::Crew::meets_poison(Job& job) {
  if (job.batch.suspects().empty()) return false;
  const AttemptLedger& ledger = partitions_[job.partition]->ledger;
  return job.batch.give_up_suspects(spec_.max_attempts, [&](LogOffset offset) {
    return spec_.dead_letter_queue && ledger.is_given_up(offset);
  });
}

void ConsumerPool::Crew::work_until(Lock& lock, Worker& me, TimePoint until) {
  if (options_.work == WorkStyle::sleep) {
    me.wake.wait_until(lock, clock_.steady(until), [&] { return me.lost || giving_up_; });
    return;
  }
  lock.unlock();
  while (clock_.now() < until && !me.lost && !giving_up_) {
  }
  lock.lock();
}

// Nothing of the batch is stored: all of it is read again, and the consumer is away for a while.
void ConsumerPool::Crew::crash(Lock& lock, Worker& me) {
  Job& job = *me.job;
  Partition& from = *partitions_[job.partition];
  for (const BatchInHand::Suspect& suspect : job.batch.suspects()) {
    const LogOffset offset = job.batch.events()[suspect.index].offset;
    // Without a queue an event that is given up is tried again for ever.
    if (from.ledger.is_given_up(offset)) continue;
    const AfterFailure next = from.ledger.on_failure(offset);
    if (options_.journal != nullptr) {
      options_.journal->record(JournalCall::dead_letter, clock_.now(),
                               {word_of(from.ledger.attempts(offset))},
                               {static_cast<std::uint64_t>(next)});
    }
  }
  ++crashes_;
  give_back(job.partition, job.claim);
  me.phase = Phase::restarting;
  const TimePoint back = clock_.now() + spec_.crash_restart;
  leave_service(lock, me, job.batch.size());
  tell_redelivered(lock, job.batch);
  me.wake.wait_until(lock, clock_.steady(back),
                     [&] { return me.phase != Phase::restarting || stopping_; });
  me.phase = Phase::idle;
}

// The claim and those behind it are to be read again; who holds them learns of it.
void ConsumerPool::Crew::give_back(std::uint32_t partition, std::uint64_t claim) {
  partitions_[partition]->claims.give_back(claim, [&](const PartitionClaims::Claim& lost) {
    if (lost.phase == PartitionClaims::Phase::in_hand) {
      workers_[lost.owner]->lost = true;
      workers_[lost.owner]->wake.notify_all();
    }
  });
  wake_claimants(partition);
  wake_for(partition, clock_.now());  // another consumer may share it
}

// The consumer's time with a batch ends.
void ConsumerPool::Crew::leave_service(Lock& lock, Worker& me, std::int64_t events) {
  const TimePoint now = clock_.now();
  const std::uint32_t partition = me.job->partition;
  const Duration busy = std::max(now - me.started, Duration{0});
  busy_ns_ += busy.count();
  consumer_ns_ += overtime(me, now).count();
  partitions_[partition]->busy_ns += busy.count();
  if (me.phase == Phase::working) me.phase = Phase::idle;
  lock.unlock();
  recorder_.on_batch(partition, events, busy);
  lock.lock();
}

void ConsumerPool::Crew::tell_redelivered(Lock& lock, BatchInHand& batch) {
  if (giving_up_) return;  // by whoever comes after this run
  redelivered_ += batch.size();
  lock.unlock();
  batch.visit_classes([&](std::size_t traffic_class, std::int64_t events) {
    recorder_.on_redelivered(traffic_class, events);
  });
  lock.lock();
}

}  // namespace uslkit
