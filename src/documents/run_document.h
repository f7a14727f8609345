// run_document: the document of `uslkit simulate --json` and `uslkit run --json`.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "model/measurements.h"
#include "scenario/run_result.h"

namespace uslkit {

// `more` stands at the document's end, each under its own key.
struct RunDocumentParts {
  nlohmann::ordered_json options{};
  std::vector<MeasurementSource> inputs{};
  nlohmann::ordered_json assertions = nlohmann::ordered_json::array();
  nlohmann::ordered_json more = nlohmann::ordered_json::object();
};

[[nodiscard]] nlohmann::ordered_json run_document(const RunResult& result, RunDocumentParts parts);

}  // namespace uslkit
