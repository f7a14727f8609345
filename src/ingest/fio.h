// fio: JSON output of fio: I/O operations per second at numjobs x iodepth.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_fio(const Sniff& sniff);
[[nodiscard]] Measurements read_fio(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
