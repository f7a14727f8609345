// run_document: what a real run tells beyond a RunResult, as JSON (docs/json.md, "pipeline").
#pragma once

#include <nlohmann/json.hpp>

#include "pipeline/host/run_pipeline.h"

namespace uslkit {

[[nodiscard]] nlohmann::ordered_json pipeline_to_json(const PipelineRun& run);

// What the load generator did, and what became of the requests of each class as far as it saw.
[[nodiscard]] nlohmann::ordered_json load_to_json(const LoadReport& load);
[[nodiscard]] nlohmann::ordered_json load_classes_to_json(const LoadReport& load);

}  // namespace uslkit
