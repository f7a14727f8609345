// k6_summary: k6's end-of-test summaries in their three JSON shapes.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_k6_summary(const Sniff& sniff);
[[nodiscard]] Measurements read_k6_summary(std::span<ByteSource> files,
                                           const IngestOptions& options);

}  // namespace uslkit
