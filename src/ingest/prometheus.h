// prometheus: saved answers of Prometheus' query_range: X, and if given N and R, joined on their
// timestamps.
//
// All answers are read together. Which is which says a prefix of the file's name on the command
// line, x=rate.json n=active.json r=latency.json; without prefixes the order is X, N, R. With N or
// R there is one row per step of the query; X alone becomes one row with its mean, for an N given
// otherwise. Several series of one answer are added up (of R: averaged). Values that are NaN or
// infinite, and gaps inside the life of a series, make the step unusable; before its first and
// after its last sample a series counts as absent. R is in seconds, as is Prometheus' custom.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_prometheus(const Sniff& sniff);
[[nodiscard]] Measurements read_prometheus(std::span<ByteSource> files,
                                           const IngestOptions& options);

}  // namespace uslkit
