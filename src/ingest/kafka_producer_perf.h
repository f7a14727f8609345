// kafka_producer_perf: reports of kafka-producer-perf-test.
#pragma once

#include <span>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool is_kafka_producer_perf(const Sniff& sniff);
[[nodiscard]] Measurements read_kafka_producer_perf(std::span<ByteSource> files,
                                                    const IngestOptions& options);

}  // namespace uslkit
