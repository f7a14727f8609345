// Reader of JMeter's results log (JTL) in CSV form.
//
// N = allThreads at the moment a sample was logged, one row per N; X = successful samples per
// second spent at that N; R = mean of `elapsed` over all samples, failed ones too, as every load
// generator prints it. Failed = `success` is not "true". timeStamp is taken as the start of a
// sample, as JMeter's own jmeter.properties sets it. Threads that think (timers) make N larger than
// X R; this is flagged.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool recognises_jmeter(const Sniff& sniff);
[[nodiscard]] Measurements read_jmeter(std::span<ByteSource> files, const IngestOptions& options);

// Seconds since 1970 of milliseconds ("1787305421000") or of "2026/08/21 09:43:41.250" (or - and
// T); the time zone does not matter, only differences are used. Empty for anything else.
[[nodiscard]] std::optional<double> timestamp_s(std::string_view text);

}  // namespace uslkit
