// Readers of pgbench's transaction logs: one line per transaction (-l), or per interval
// (--aggregate-interval).
//
// pgbench writes one file per thread, PREFIX.PID, PREFIX.PID.1, ...: name them all, they are one
// run. Per transaction: N = distinct clients, X = successful transactions / (last end - first
// start), R = mean of the times (us). Per interval: X = transactions / time and R = sum of times /
// transactions over all intervals but the first and the last, which are partial; N is not printed.
#pragma once

#include <string>
#include <string_view>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool recognises_pgbench_log(const Sniff& sniff);
[[nodiscard]] Measurements read_pgbench_log(std::span<ByteSource> files,
                                            const IngestOptions& options);

[[nodiscard]] bool recognises_pgbench_aggregate_log(const Sniff& sniff);
[[nodiscard]] Measurements read_pgbench_aggregate_log(std::span<ByteSource> files,
                                                      const IngestOptions& options);

// The run a log file belongs to: "log.4711" for both "log.4711" and "log.4711.3".
[[nodiscard]] std::string pgbench_run_name(std::string_view file_name);

}  // namespace uslkit
