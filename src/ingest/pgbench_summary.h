// pgbench_summary: the summaries pgbench prints at the end of a run, one or many in a file.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_pgbench_summary(const Sniff& sniff);
[[nodiscard]] Measurements read_pgbench_summary(std::span<ByteSource> files,
                                                const IngestOptions& options);

}  // namespace uslkit
