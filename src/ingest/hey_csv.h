// Reader of `hey -o csv`: one line per response, offsets from the start of the run.
//
// X = successful responses / max(offset + response-time), R = mean response-time; N is not printed.
// Failed = status of 400 or more. hey leaves requests without any response out of this file.
#pragma once

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool recognises_hey_csv(const Sniff& sniff);
[[nodiscard]] Measurements read_hey_csv(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
