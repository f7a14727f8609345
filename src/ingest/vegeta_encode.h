// vegeta_encode: single results of vegeta, as vegeta encode --to json writes them, summed up per
// attack.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_vegeta_encode(const Sniff& sniff);
[[nodiscard]] Measurements read_vegeta_encode(std::span<ByteSource> files,
                                              const IngestOptions& options);

}  // namespace uslkit
