#include "pipeline/run_recorder.h"

#include <algorithm>

#include "base/check.h"

namespace uslkit {

RunRecorder::RunRecorder(const Scenario& scenario) : recorder_(scenario, tally_) {
  if (scenario.log) tally_.partitions.resize(static_cast<std::size_t>(scenario.log->partitions));
}

void RunRecorder::on_sent(std::size_t traffic_class, std::int64_t first, std::int64_t retried,
                          std::int64_t duplicates) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Counts& counts = tally_.classes[traffic_class].counts;
  counts.arrived += first;
  counts.retried += retried;
  counts.duplicates += duplicates;
  recorder_.on_arrived(first + retried + duplicates);
}

void RunRecorder::on_answered(std::size_t traffic_class, Answer answer, RejectReason reason,
                              std::span<const std::int64_t> latencies_ns, std::int64_t events) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Counts& counts = tally_.classes[traffic_class].counts;
  switch (answer) {
    case Answer::acked:
      USLKIT_CHECK(std::ssize(latencies_ns) == events);
      counts.acked += events;
      counts.admitted += events;
      recorder_.on_admitted(events);
      for (const std::int64_t latency : latencies_ns) recorder_.on_ack(traffic_class, latency);
      return;
    case Answer::invalid:
      counts.invalid += events;
      return;
    case Answer::rejected:
      counts.rejected[static_cast<std::size_t>(reason)] += events;
      recorder_.on_shed(traffic_class, events);
      return;
  }
  USLKIT_CHECK(false);
}

void RunRecorder::on_admitted(std::size_t traffic_class, std::int64_t attempts) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tally_.classes[traffic_class].counts.admitted += attempts;
  recorder_.on_admitted(attempts);
}

void RunRecorder::on_late(std::size_t traffic_class, std::int64_t requests) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tally_.classes[traffic_class].counts.late_acks += requests;
  recorder_.on_not_acked(requests);
}

void RunRecorder::on_unanswered(std::size_t traffic_class, std::int64_t requests) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tally_.classes[traffic_class].counts.unanswered_at_end += requests;
}

void RunRecorder::on_failed(std::size_t traffic_class, std::int64_t requests) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tally_.classes[traffic_class].counts.failed += requests;
  recorder_.on_not_acked(requests);
}

void RunRecorder::on_applied(TimePoint at, std::size_t partition,
                             std::span<const AppliedEvent> events) {
  const std::lock_guard<std::mutex> lock(mutex_);
  PartitionTally& tally = tally_.partitions[partition];
  tally.applied += std::ssize(events);
  const bool measuring = recorder_.measuring();
  for (const AppliedEvent& event : events) {
    // Of a client whose clock is ahead; never of our own generator.
    const std::int64_t latency = std::max<std::int64_t>((at - event.birth).count(), 0);
    ++tally_.classes[event.traffic_class].counts.applied;
    recorder_.on_applied(event.traffic_class, latency);
    if (measuring) tally.end_to_end.record(latency);
  }
}

void RunRecorder::on_batch(std::size_t partition, std::int64_t events, Duration busy) {
  const std::lock_guard<std::mutex> lock(mutex_);
  PartitionTally& tally = tally_.partitions[partition];
  ++tally.batches;
  if (!recorder_.measuring()) return;
  ++tally.measured_batches;
  tally.batch_events += events;
  tally.busy_ns += busy.count();
}

void RunRecorder::on_duplicates(std::size_t traffic_class, std::int64_t events) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tally_.classes[traffic_class].counts.duplicates_skipped += events;
}

void RunRecorder::on_redelivered(std::size_t traffic_class, std::int64_t events) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tally_.classes[traffic_class].counts.redelivered += events;
}

void RunRecorder::on_dead_lettered(std::size_t partition, std::size_t traffic_class,
                                   std::int64_t events) {
  const std::lock_guard<std::mutex> lock(mutex_);
  tally_.partitions[partition].dead_lettered += events;
  tally_.classes[traffic_class].counts.dead_lettered += events;
}

}  // namespace uslkit
