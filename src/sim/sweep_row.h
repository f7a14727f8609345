// SweepRow: what one run of a sweep measured: N, X, R and a few numbers beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenario/run_result.h"
#include "sim/vary.h"

namespace uslkit {

struct SweepRow {
  std::size_t point = 0;
  std::int64_t replication = 0;
  std::uint64_t seed = 0;
  std::optional<double> concurrency{};  // N; absent: by Little's law from X and R
  double throughput_per_s = 0;
  std::optional<double> latency_ms{};  // R, a mean; only where N = X R speaks of it
  double error_ratio = 0;              // of the acks
  double duration_s = 0;               // measured
  double ack_p99_ms = 0;
  double end_to_end_p99_ms = 0;
  double max_work_lag_s = 0;
  double rejected_ratio = 0;
  std::size_t objectives_missed = 0;
  std::uint64_t trajectory_hash = 0;
  std::string stopped_early{};
};

// N, X and R of a run. A closed system says them itself. In an open one N is the value that was
// varied, if it is a plain count; then R is left out, because N is not X R there.
[[nodiscard]] SweepRow sweep_row(const SweepPoint& point, const RunResult& result);

}  // namespace uslkit
