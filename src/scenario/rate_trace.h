// rate_trace: rates recorded in a CSV file, replayed as a scenario's traffic.
#pragma once

#include <string>
#include <vector>

#include "scenario/findings.h"
#include "scenario/sourced_json.h"
#include "scenario/traffic.h"

namespace uslkit {

inline constexpr std::size_t kMaxTracePoints = 1'000'000;

// The rows of a CSV file with the columns time_s and rate_per_s, in the order of their times, which
// must grow. Throws InputError with file, line and column.
[[nodiscard]] std::vector<TracePoint> read_rate_trace(const std::string& file_name);

// Fills the points of every trace of the traffic at "/traffic" from its file, which is relative to
// the directory of the file that names it; what cannot be read is added to the findings.
void load_rate_traces(TrafficSpec& traffic, const SourcedJson& input, Findings& findings);

// The points of all traces as text, for a file's hash; empty where there is no trace.
[[nodiscard]] std::string rate_traces_text(const TrafficSpec& traffic);

}  // namespace uslkit
