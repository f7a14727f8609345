// What a crew tells of itself: consumer time as the simulator counts it, lags, costs.
#include <algorithm>
#include <optional>

#include "pipeline/consume/crew.h"
#include "pipeline/event_envelope.h"

namespace uslkit {

bool ConsumerPool::Crew::at_work(ConsumerId id) const {
  return group_.alive(id) && !group_.partitions_of(id).empty();
}

// The time that a consumer which is no longer at work gives to the batch in its hand.
Duration ConsumerPool::Crew::overtime(const Worker& of, TimePoint now) const {
  if (at_work(of.id)) return Duration{0};
  return std::max(now - std::max(of.started, consumers_since_), Duration{0});
}

// The number at work has been constant since it was last counted.
void ConsumerPool::Crew::count_consumer_time(TimePoint now) {
  if (!started_ || now <= consumers_since_) return;
  const std::int64_t passed = (now - consumers_since_).count();
  consumer_ns_ += group_.at_work() * passed;
  for (const std::unique_ptr<Worker>& one : workers_) {
    if (one->phase == Phase::working) consumer_ns_ += overtime(*one, now).count();
  }
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    for (const ConsumerId id : group_.owners(i)) {
      if (!group_.alive(id)) continue;
      const std::int64_t partitions = std::ssize(group_.partitions_of(id));
      partitions_[i]->consumer_ns += passed / std::max<std::int64_t>(partitions, 1);
    }
  }
  consumers_since_ = now;
}

// Events per second that the consumers of a partition can take from it at full batches.
double ConsumerPool::Crew::service_rate(std::uint32_t partition) const {
  const double batch = static_cast<double>(spec_.batch_size);
  double seconds = batch_time_.mean_ns(spec_.batch_size) * 1e-9;
  const std::optional<DatabaseSpec>& database = scenario_.database;
  if (database && waits_for_writes_ && database->mode == WriteMode::per_batch) {
    double write = in_seconds(database->batch.t0) + batch * in_seconds(database->batch.t1);
    if (database->write_limit) write = std::max(write, batch / database->write_limit->per_second);
    seconds += write;
  }
  double consumers = 0;
  for (const ConsumerId id : group_.owners(partition)) {
    const std::size_t partitions = group_.partitions_of(id).size();
    if (partitions > 0) consumers += 1.0 / static_cast<double>(partitions);
  }
  double rate = std::max(consumers, 1e-9) * batch / std::max(seconds, 1e-12);
  if (database && database->write_limit) {
    rate = std::min(rate,
                    database->write_limit->per_second / static_cast<double>(group_.partitions()));
  }
  return rate;
}

ConsumerMeters ConsumerPool::Crew::meters(TimePoint now) {
  ConsumerMeters meters;
  meters.partitions.resize(partitions_.size());
  {
    const Lock lock(mutex_);
    count_consumer_time(now);
    std::int64_t busy = busy_ns_;
    for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
      const Partition& of = *partitions_[i];
      const LogOffset end = log_.known_offsets(static_cast<int>(i)).end;
      const std::int64_t unread = std::max<LogOffset>(end - of.claims.next(), 0);
      meters.partitions[i] = {.next = of.claims.committed(),
                              .unread_from = of.claims.next(),
                              .end = end,
                              .backlog = unread + of.claims.events_claimed(),
                              .applied = of.applied,
                              .batches = static_cast<std::int64_t>(of.batches),
                              .lost = of.lost,
                              .busy_ns = of.busy_ns,
                              .consumer_ns = of.consumer_ns,
                              .service_rate = service_rate(i),
                              .error = of.error};
      if (meters.error.empty()) meters.error = of.error;
    }
    for (const std::unique_ptr<Worker>& one : workers_) {
      if (one->phase != Phase::working) continue;
      const std::int64_t running = std::max<std::int64_t>((now - one->started).count(), 0);
      busy += running;
      meters.partitions[one->job->partition].busy_ns += running;
    }
    meters.at_work = group_.at_work();
    meters.capacity = static_cast<std::int64_t>(group_.capacity());
    meters.busy_s = static_cast<double>(busy) * 1e-9;
    meters.given_s = static_cast<double>(consumer_ns_) * 1e-9;
    meters.database_busy_s = gate_.busy_seconds(now);
    meters.database_servers = gate_.servers();
    meters.counts = counts_;
    meters.redelivered = redelivered_;
    meters.crashes = crashes_;
    meters.unreadable = unreadable_;
    meters.store_retries = store_retries_;
    meters.hand_over_waits = hand_over_waits_;
    meters.clock_skew = clock_skew_;
    meters.costs = costs_;
  }
  const std::lock_guard<std::mutex> peeking(peek_mutex_);
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) peek(i, now, meters.partitions[i]);
  return meters;
}

// By a reader of its own, without the lock that consumers need.
void ConsumerPool::Crew::peek(std::uint32_t partition, TimePoint now, PartitionMeters& meters) {
  if (meters.unread_from >= meters.end) return;
  Partition& of = *partitions_[partition];
  if (of.peeked != meters.unread_from && now >= of.peek_again) {
    of.peek_again = now + options_.peek_every;
    if (!of.peek) of.peek = log_.reader(static_cast<int>(partition));
    of.peeked = meters.unread_from;
    of.peeked_birth.reset();
    if (of.peek->read(of.peeked, 1) == LogStatus::ok && !of.peek->records().empty()) {
      const LogRecord& record = of.peek->records()[0];
      const std::optional<EventEnvelope> event = read_envelope(record.payload);
      of.peeked_birth = clock_.of_wall_us(event ? event->birth_us : record.timestamp_ns / 1000);
    }
  }
  meters.oldest_unread_birth = of.peeked_birth;
}

}  // namespace uslkit
