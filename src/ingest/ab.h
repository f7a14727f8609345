// ab: reports of ApacheBench.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_ab(const Sniff& sniff);
[[nodiscard]] Measurements read_ab(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
