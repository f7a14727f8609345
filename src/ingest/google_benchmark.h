// google_benchmark: JSON output of Google Benchmark programs run at several thread counts.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_google_benchmark(const Sniff& sniff);
[[nodiscard]] Measurements read_google_benchmark(std::span<ByteSource> files,
                                                 const IngestOptions& options);

}  // namespace uslkit
