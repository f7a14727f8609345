// h2load: reports of h2load (nghttp2).
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_h2load(const Sniff& sniff);
[[nodiscard]] Measurements read_h2load(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
