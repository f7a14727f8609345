// k6_ndjson: the stream k6 writes with --out json: one line per sample, summed second by second.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_k6_ndjson(const Sniff& sniff);
[[nodiscard]] Measurements read_k6_ndjson(std::span<ByteSource> files,
                                          const IngestOptions& options);

}  // namespace uslkit
