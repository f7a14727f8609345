// vegeta_report: what `vegeta report` prints, as JSON or as text. Its other reports are refused
// with advice.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_vegeta_json(const Sniff& sniff);
[[nodiscard]] Measurements read_vegeta_json(std::span<ByteSource> files,
                                            const IngestOptions& options);

[[nodiscard]] bool is_vegeta_text(const Sniff& sniff);
[[nodiscard]] Measurements read_vegeta_text(std::span<ByteSource> files,
                                            const IngestOptions& options);

// A latency spectrum has no throughput: recognised only to say what to run instead.
[[nodiscard]] bool is_vegeta_hdrplot(const Sniff& sniff);
[[nodiscard]] Measurements read_vegeta_hdrplot(std::span<ByteSource> files,
                                               const IngestOptions& options);

// Said of every vegeta file: the load was offered at a rate.
void note_vegeta_open_model(Measurements& measurements);

}  // namespace uslkit
