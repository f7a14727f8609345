// hey: text reports of hey, which prints rate and latency but not its concurrency.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_hey(const Sniff& sniff);
[[nodiscard]] Measurements read_hey(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
