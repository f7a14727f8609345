// The conductor's side: kills, scaling, conditions, and what the group makes of them.
#include <iterator>
#include <utility>

#include "pipeline/consume/crew.h"
#include "run/journal_words.h"

namespace uslkit {

void ConsumerPool::Crew::hold(bool held) {
  const Lock lock(mutex_);
  held_ = held;
}

void ConsumerPool::Crew::tick(TimePoint now) {
  const Lock lock(mutex_);
  if (group_.next_change() > now) return;
  count_consumer_time(now);
  adopt(journaled(JournalCall::group_apply, now, {}, group_.apply(now)));
}

void ConsumerPool::Crew::kill(TimePoint now, double share, std::size_t fault) {
  const Lock lock(mutex_);
  count_consumer_time(now);
  adopt(journaled(JournalCall::group_kill, now, {word_of(share), fault},
                  group_.kill(now, share, fault, kill_draws_)));
}

void ConsumerPool::Crew::restart(TimePoint now, std::size_t fault) {
  const Lock lock(mutex_);
  count_consumer_time(now);
  adopt(journaled(JournalCall::group_restart, now, {fault}, group_.restart(now, fault)));
}

// Before the number at work changes its time so far is counted.
void ConsumerPool::Crew::scale_to(TimePoint now, std::int64_t wanted, Duration full_stop) {
  const Lock lock(mutex_);
  count_consumer_time(now);
  adopt(journaled(JournalCall::group_scale, now, {word_of(wanted), word_of(full_stop.count())},
                  group_.scale_to(now, wanted, full_stop)));
}

void ConsumerPool::Crew::set_conditions(const ActiveControls& active, TimePoint now) {
  const Lock lock(mutex_);
  paused_ = active.consumers_paused || active.cell_lost;
  clock_skew_ = active.clock_skew;
  added_to_batches_ = active.added(LatencyPlace::consumers);
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    partitions_[i]->down =
        i < active.partition_down.size() && active.partition_stands_still(i, now);
  }
  const bool was_down = gate_.is_down();
  gate_.set_conditions(now, active.database_factor, active.added(LatencyPlace::database),
                       active.database_out);
  if (was_down != gate_.is_down()) wake_all();
}

GroupChange ConsumerPool::Crew::journaled(JournalCall call, TimePoint now,
                                          std::initializer_list<std::uint64_t> arguments,
                                          GroupChange change) const {
  if (options_.journal != nullptr) {
    options_.journal->record(call, now, JournalWords(arguments), words_of(group_, change));
  }
  return change;
}

void ConsumerPool::Crew::adopt(const GroupChange& change) {
  events_.insert(events_.end(), change.events.begin(), change.events.end());
  if (started_ && !stopping_) spawn_missing();
  if (!started_) return;
  for (const ConsumerId id : change.died) lose_batch(id);
  const TimePoint now = clock_.now();
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    if (has_unread(i, now)) wake_for(i, now);
  }
}

// A killed consumer's batch in hand is read again, unless its write has begun.
void ConsumerPool::Crew::lose_batch(ConsumerId id) {
  Worker& one = *workers_[id];
  if (one.phase == Phase::reading) one.lost = true;
  if (one.phase == Phase::restarting) one.phase = Phase::idle;
  if (one.phase == Phase::working) {
    const std::uint32_t partition = one.job->partition;
    const PartitionClaims::Claim* claim = partitions_[partition]->claims.find(one.job->claim);
    if (claim != nullptr && claim->phase == PartitionClaims::Phase::in_hand) {
      give_back(partition, claim->number);
    }
  }
  one.wake.notify_all();
}

std::vector<ControlEvent> ConsumerPool::Crew::take_events() {
  const Lock lock(mutex_);
  return std::exchange(events_, {});
}

}  // namespace uslkit
