// Readers of the two CSV files of `locust --csv`: the history (one row per second) and the final
// statistics.
//
// History: N = User Count, one row per N: X = mean over its seconds of Requests/s - Failures/s of
// the "Aggregated" lines. Locust averages each printed rate over a sliding window of ten seconds,
// so the lines are no replicates of each other, and the first ten seconds after a change of N still
// show the old step (--drop-first 10). The printed mean latency is cumulative over all steps and is
// not used. Statistics: X and R (ms) of the "Aggregated" line; N is not printed.
#pragma once

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool recognises_locust_history(const Sniff& sniff);
[[nodiscard]] Measurements read_locust_history(std::span<ByteSource> files,
                                               const IngestOptions& options);

[[nodiscard]] bool recognises_locust_stats(const Sniff& sniff);
[[nodiscard]] Measurements read_locust_stats(std::span<ByteSource> files,
                                             const IngestOptions& options);

}  // namespace uslkit
