// oha: JSON reports of oha, which do not say at which concurrency it ran.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_oha(const Sniff& sniff);
[[nodiscard]] Measurements read_oha(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
