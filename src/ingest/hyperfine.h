// hyperfine: JSON exports of hyperfine parameter scans: the parameter is N, X is work / mean time.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_hyperfine(const Sniff& sniff);
[[nodiscard]] Measurements read_hyperfine(std::span<ByteSource> files,
                                          const IngestOptions& options);

}  // namespace uslkit
