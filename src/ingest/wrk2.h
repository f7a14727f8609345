// wrk2: reports of wrk2, the open-loop fork of wrk: the rate is given, so N follows from Little's
// law.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_wrk2(const Sniff& sniff);
[[nodiscard]] Measurements read_wrk2(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
