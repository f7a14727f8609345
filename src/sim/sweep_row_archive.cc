#include "sim/sweep_row_archive.h"

#include "base/json_archive.h"

namespace uslkit {

template <class Archive, MaybeConst<SweepRow> T>
static void archive_fields(Archive& archive, T& row) {
  auto& [point, replication, seed, concurrency, throughput_per_s, latency_ms, error_ratio,
         duration_s, ack_p99_ms, end_to_end_p99_ms, max_work_lag_s, rejected_ratio,
         objectives_missed, trajectory_hash, stopped_early] = row;
  archive("point", point)("replication", replication)("seed", seed)("concurrency", concurrency);
  archive("throughput_per_s", throughput_per_s)("latency_ms", latency_ms);
  archive("error_ratio", error_ratio)("duration_s", duration_s)("ack_p99_ms", ack_p99_ms);
  archive("end_to_end_p99_ms", end_to_end_p99_ms)("max_work_lag_s", max_work_lag_s);
  archive("rejected_ratio", rejected_ratio)("objectives_missed", objectives_missed);
  archive("trajectory_hash", trajectory_hash)("stopped_early", stopped_early);
}

nlohmann::ordered_json sweep_row_to_json(const SweepRow& row) { return to_archive(row); }

SweepRow sweep_row_from_json(const JsonValue& value) { return from_archive<SweepRow>(value); }

}  // namespace uslkit
