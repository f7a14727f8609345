// Reader of any table of N, X and R: see csv_dialect.h for its shape and csv_columns.h for its
// names.
#pragma once

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool recognises_generic_csv(const Sniff& sniff);
[[nodiscard]] Measurements read_generic_csv(std::span<ByteSource> files,
                                            const IngestOptions& options);

}  // namespace uslkit
