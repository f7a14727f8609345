// hyperfine: JSON exports of hyperfine parameter scans: the parameter is N, X is work / mean time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ingest/reader.h"

namespace uslkit {

// With several parameters, N is the one of these names; the first that occurs.
[[nodiscard]] const std::vector<std::string>& hyperfine_concurrency_names();

[[nodiscard]] bool is_hyperfine(const Sniff& sniff);
[[nodiscard]] Measurements read_hyperfine(std::span<ByteSource> files,
                                          const IngestOptions& options);

}  // namespace uslkit
