// wrk: text reports of wrk, one run or several after each other.
#pragma once

#include <span>

#include "ingest/reader.h"
#include "ingest/request_outcomes.h"
#include "ingest/tool_text.h"

namespace uslkit {

[[nodiscard]] bool is_wrk(const Sniff& sniff);
[[nodiscard]] Measurements read_wrk(std::span<ByteSource> files, const IngestOptions& options);

// What wrk and wrk2 print alike: answers, socket errors and error statuses of one run.
[[nodiscard]] RequestOutcomes wrk_outcomes(const TextBlock& run);

// The number before `word` in "  2 threads and 100 connections".
[[nodiscard]] double wrk_connections(const TextBlock& run);

}  // namespace uslkit
