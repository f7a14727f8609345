// From the log to a claim: who may read, what there is, and reading it without the lock.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/consume/crew.h"

namespace uslkit {

bool ConsumerPool::Crew::can_read(ConsumerId id, std::uint32_t partition, TimePoint now) const {
  const Partition& from = *partitions_[partition];
  return !held_ && !paused_ && !stopping_ && !from.down && from.error.empty() &&
         group_.may_work(id, partition, now);
}

bool ConsumerPool::Crew::has_unread(std::uint32_t partition, TimePoint now) const {
  const Partition& from = *partitions_[partition];
  if (held_ || paused_ || from.down || from.reading || !from.error.empty()) return false;
  if (from.not_before > now) return false;
  return log_.known_offsets(static_cast<int>(partition)).end > from.claims.next();
}

// Round robin over its partitions, beginning after the one that was served last.
std::optional<std::uint32_t> ConsumerPool::Crew::find_work(Worker& me) {
  if (stopping_ || !group_.alive(me.id)) return std::nullopt;
  const TimePoint now = clock_.now();
  const std::span<const PartitionId> own = group_.partitions_of(me.id);
  for (std::size_t i = 0; i < own.size(); ++i) {
    const std::size_t turn = (me.turn + i) % own.size();
    const PartitionId partition = own[turn];
    if (!can_read(me.id, partition, now) || !has_unread(partition, now)) continue;
    me.turn = turn + 1;
    return partition;
  }
  return std::nullopt;
}

// One idle consumer of the partition, if there is one.
void ConsumerPool::Crew::wake_for(std::uint32_t partition, TimePoint now) {
  for (const ConsumerId id : group_.owners(partition)) {
    Worker& one = *workers_[id];
    if (one.phase != Phase::idle || one.rung || !can_read(id, partition, now)) continue;
    one.rung = true;
    one.wake.notify_one();
    return;
  }
}

bool ConsumerPool::Crew::take_batch(Lock& lock, Worker& me, std::uint32_t partition) {
  Partition& from = *partitions_[partition];
  Job& job = *me.job;
  from.reading = true;
  me.phase = Phase::reading;
  me.lost = false;
  me.started = clock_.now();
  job.partition = partition;
  job.batch.clear(from.claims.next());
  const LogOffset end = log_.known_offsets(static_cast<int>(partition)).end;
  TimePoint not_before{};

  lock.unlock();
  const LogStatus status = read(from, job.batch, end, not_before);
  lock.lock();

  from.reading = false;
  me.phase = Phase::idle;
  if (status != LogStatus::ok) on_read_failure(partition, status, job.batch);
  const bool nothing = job.batch.next() == job.batch.from();
  // A log that shows an end and gives nothing is asked again after a while.
  from.not_before = nothing ? std::max(not_before, clock_.now() + options_.idle_poll) : not_before;
  // Another one's claim before this one may have been given back meanwhile.
  const bool overtaken = job.batch.from() != from.claims.next();
  if (nothing || overtaken || me.lost || !from.error.empty()) {
    wake_for(partition, clock_.now());
    return false;
  }
  job.claim = from.claims.take(job.batch.next(), job.batch.size(), me.id);
  me.phase = Phase::working;
  if (group_.owners(partition).size() > 1 && has_unread(partition, clock_.now())) {
    wake_for(partition, clock_.now());
  }
  return true;
}

// Up to a batch of what is there; `not_before`: when the event behind it may be seen, if it is too
// young.
LogStatus ConsumerPool::Crew::read(Partition& from, BatchInHand& batch, LogOffset end,
                                   TimePoint& not_before) {
  LogReader& reader = *from.reader;
  const std::int64_t visible_ns =
      (clock_.wall_us(clock_.now()) * 1000) - spec_.pull.count() + 999;  // wall_us rounds down
  LogOffset at = batch.from();
  while (batch.size() < spec_.batch_size && at < end) {
    const LogStatus status = reader.read(at, std::min(spec_.batch_size - batch.size(), end - at));
    if (status != LogStatus::ok) return batch.size() > 0 ? LogStatus::ok : status;
    const std::span<const LogRecord> records = reader.records();
    if (records.empty() && reader.next() == at) break;
    LogOffset offset = reader.begin();
    for (const LogRecord& record : records) {
      if (spec_.pull > Duration{0} && record.timestamp_ns > visible_ns) {
        not_before = clock_.now() + Duration(record.timestamp_ns - visible_ns);
        return LogStatus::ok;
      }
      batch.add(offset++, record, rules_);
      batch.end_at(offset);
    }
    at = reader.next();
    batch.end_at(at);
  }
  return LogStatus::ok;
}

// What retention has taken is passed over; anything else ends the partition's work.
void ConsumerPool::Crew::on_read_failure(std::uint32_t partition, LogStatus status,
                                         BatchInHand& batch) {
  Partition& from = *partitions_[partition];
  const LogOffset begin = log_.offsets(static_cast<int>(partition)).begin;
  if (status == LogStatus::out_of_range && begin > batch.from()) {
    from.lost += begin - batch.from();
    batch.end_at(begin);
    return;
  }
  std::string why = from.reader->explain();
  if (why.empty()) why = fmt::format("reading from offset {}: {}", batch.from(), name_of(status));
  stop_partition(partition, why);
}

}  // namespace uslkit
