#include "run/tally_archive.h"

#include "base/json_archive.h"

namespace uslkit {

template <class Archive, MaybeConst<Counts> T>
static void archive_fields(Archive& archive, T& counts) {
  auto& [arrived, retried, duplicates, admitted, rejected, invalid, acked, late_acks, failed,
         appended, applied, redelivered, redelivered_applied, duplicates_skipped, applied_twice,
         dead_lettered, lost, unanswered_at_end, in_flight_at_end] = counts;
  archive("arrived", arrived)("retried", retried)("duplicates", duplicates)("admitted", admitted);
  archive("rejected", rejected)("invalid", invalid)("acked", acked)("late_acks", late_acks);
  archive("failed", failed)("appended", appended)("applied", applied)("redelivered", redelivered);
  archive("redelivered_applied", redelivered_applied)("duplicates_skipped", duplicates_skipped);
  archive("applied_twice", applied_twice)("dead_lettered", dead_lettered)("lost", lost);
  archive("unanswered_at_end", unanswered_at_end)("in_flight_at_end", in_flight_at_end);
}

template <class Archive, MaybeConst<ClassTally> T>
static void archive_fields(Archive& archive, T& tally) {
  auto& [counts, ack, end_to_end] = tally;
  archive("counts", counts)("ack", ack)("end_to_end", end_to_end);
}

template <class Archive, MaybeConst<PartitionPeak> T>
static void archive_fields(Archive& archive, T& peak) {
  auto& [backlog, work_lag_s, age_lag_s] = peak;
  archive("backlog", backlog)("work_lag_s", work_lag_s)("age_lag_s", age_lag_s);
}

template <class Archive, MaybeConst<PartitionTally> T>
static void archive_fields(Archive& archive, T& tally) {
  auto& [appended, applied, dead_lettered, lost, batches, batch_events, measured_batches,
         backlog_at_end, max_backlog, max_work_lag_s, max_age_lag_s, busy_ns, consumer_ns,
         end_to_end, peaks] = tally;
  archive("appended", appended)("applied", applied)("dead_lettered", dead_lettered)("lost", lost);
  archive("batches", batches)("batch_events", batch_events)("measured_batches", measured_batches);
  archive("backlog_at_end", backlog_at_end)("max_backlog", max_backlog);
  archive("max_work_lag_s", max_work_lag_s)("max_age_lag_s", max_age_lag_s);
  archive("busy_ns", busy_ns)("consumer_ns", consumer_ns)("end_to_end", end_to_end);
  archive("peaks", peaks);
}

template <class Archive, MaybeConst<StationTally> T>
static void archive_fields(Archive& archive, T& tally) {
  auto& [name, server_seconds, busy_seconds, arrivals, departures, number_integral_s, time_sum_s,
         wait_sum_s] = tally;
  archive("name", name)("server_seconds", server_seconds)("busy_seconds", busy_seconds);
  archive("arrivals", arrivals)("departures", departures);
  archive("number_integral_s", number_integral_s)("time_sum_s", time_sum_s);
  archive("wait_sum_s", wait_sum_s);
}

template <class Archive, MaybeConst<SeriesRow> T>
static void archive_fields(Archive& archive, T& row) {
  auto& [arrived, admitted, acked, not_acked, shed_by_class, applied, backlog, work_lag_s,
         age_lag_s, consumers, consumer_utilization, database_utilization, ack_p50_ns, ack_p99_ns,
         ack_p999_ns, end_to_end_p50_ns, end_to_end_p99_ns, end_to_end_p999_ns] = row;
  archive("arrived", arrived)("admitted", admitted)("acked", acked)("not_acked", not_acked);
  archive("shed_by_class", shed_by_class)("applied", applied)("backlog", backlog);
  archive("work_lag_s", work_lag_s)("age_lag_s", age_lag_s)("consumers", consumers);
  archive("consumer_utilization", consumer_utilization);
  archive("database_utilization", database_utilization);
  archive("ack_p50_ns", ack_p50_ns)("ack_p99_ns", ack_p99_ns)("ack_p999_ns", ack_p999_ns);
  archive("end_to_end_p50_ns", end_to_end_p50_ns)("end_to_end_p99_ns", end_to_end_p99_ns);
  archive("end_to_end_p999_ns", end_to_end_p999_ns);
}

template <class Archive, MaybeConst<BatchWindow> T>
static void archive_fields(Archive& archive, T& window) {
  auto& [ack, end_to_end, completed, length] = window;
  archive("ack", ack)("end_to_end", end_to_end)("completed", completed)("length_ns", length);
}

template <class Archive, MaybeConst<TraceResult> T>
static void archive_fields(Archive& archive, T& trace) {
  auto& [name, time_s, value] = trace;
  archive("name", name)("time_s", time_s)("value", value);
}

template <class Archive, MaybeConst<RunEvent> T>
static void archive_fields(Archive& archive, T& event) {
  auto& [time_s, cell, kind, text] = event;
  archive("time_s", time_s)("cell", cell)("kind", kind)("text", text);
}

template <class Archive, MaybeConst<RunTally> T>
static void archive_fields(Archive& archive, T& tally) {
  auto& [cell, replication, classes, partitions, stations, windows, series_interval, series, traces,
         events, trajectory_hash, events_handled, simulated, measured, closed_workers,
         stopped_early, notes, violations] = tally;
  archive("cell", cell)("replication", replication)("classes", classes);
  archive("partitions", partitions)("stations", stations)("windows", windows);
  archive("series_interval_ns", series_interval)("series", series)("traces", traces);
  archive("events", events)("trajectory_hash", trajectory_hash)("events_handled", events_handled);
  archive("simulated_ns", simulated)("measured_ns", measured)("closed_workers", closed_workers);
  archive("stopped_early", stopped_early)("notes", notes)("violations", violations);
}

nlohmann::ordered_json tally_to_json(const RunTally& tally) { return to_archive(tally); }

RunTally tally_from_json(const JsonValue& value) { return from_archive<RunTally>(value); }

}  // namespace uslkit
