// ingest_document: the document of `uslkit ingest --json`.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "ingest/ingest.h"
#include "model/measurements.h"

namespace uslkit {

// The options as they were used, for provenance.
[[nodiscard]] nlohmann::ordered_json to_json(const std::vector<std::string>& files,
                                             const IngestOptions& options);

[[nodiscard]] nlohmann::ordered_json ingest_document(const Measurements& measurements,
                                                     nlohmann::ordered_json options);

}  // namespace uslkit
