// Reader of k6's stream of points, `k6 run --out csv=FILE`; see k6_seconds.h for how points become
// rows.
//
// `http_reqs` counts requests, `http_req_duration` (ms) is their latency, `vus` the concurrency.
// A request failed when expected_response is "false" or the column `error` is not empty.
#pragma once

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool recognises_k6_csv(const Sniff& sniff);
[[nodiscard]] Measurements read_k6_csv(std::span<ByteSource> files, const IngestOptions& options);

}  // namespace uslkit
