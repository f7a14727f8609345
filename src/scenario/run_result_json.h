// run_result_json: a RunResult as a JSON document, and back without loss.
//
// The document is described by docs/schemas/run.schema.json. Rules of the format:
// - Units stand in the keys; numbers are plain and the shortest text that reads back as the same
//   double. What is open, infinite or unknown is null.
// - Each latency carries its histogram in two columns (lower edges in ns, counts), with its exact
//   extremes and sum: every quantile of a saved run is that of the run itself.
// - Within one schema version keys are only ever added; readers ignore keys they do not know.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "scenario/run_result.h"

namespace uslkit {

// Grows by one when a key changes its meaning or goes away.
inline constexpr int kRunSchemaVersion = 1;

[[nodiscard]] nlohmann::ordered_json run_result_to_json(const RunResult& result);

// Reads what run_result_to_json wrote. Throws InputError for another document, another schema
// version, a missing key, a wrong type, columns of unequal length or a histogram that contradicts
// itself, with line, column and JSON pointer.
[[nodiscard]] RunResult run_result_from_json(const JsonDocument& document);

// The time series as CSV: a header, then one row per interval; the columns of the document's
// `series`, those by class as "shed_per_s:payments". RFC 4180, lines end in "\n".
[[nodiscard]] std::string series_csv(const RunResult& result);

}  // namespace uslkit
