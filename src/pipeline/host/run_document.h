// run_document: what a real run tells beyond a RunResult, as JSON (docs/json.md, "pipeline").
#pragma once

#include <nlohmann/json.hpp>

#include "pipeline/host/run_pipeline.h"

namespace uslkit {

[[nodiscard]] nlohmann::ordered_json pipeline_to_json(const PipelineRun& run);

}  // namespace uslkit
