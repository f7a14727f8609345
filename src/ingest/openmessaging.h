// openmessaging: result files of the OpenMessaging Benchmark.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_openmessaging(const Sniff& sniff);
[[nodiscard]] Measurements read_openmessaging(std::span<ByteSource> files,
                                              const IngestOptions& options);

}  // namespace uslkit
