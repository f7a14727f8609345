// sysbench: reports of sysbench 1.0: database tests, cpu and the others.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_sysbench(const Sniff& sniff);
[[nodiscard]] Measurements read_sysbench(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
