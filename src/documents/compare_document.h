// compare_document: the documents of `uslkit compare --json`, without and with --prediction.
#pragma once

#include <nlohmann/json.hpp>

#include "documents/kept_results.h"
#include "scenario/compare_runs.h"
#include "scenario/prediction_check.h"

namespace uslkit {

struct ComparisonDocumentParts {
  nlohmann::ordered_json options{};
  nlohmann::ordered_json assertions = nlohmann::ordered_json::array();
};

[[nodiscard]] nlohmann::ordered_json comparison_document(const RunComparison& comparison,
                                                         const RunInput& before,
                                                         const RunInput& after,
                                                         ComparisonDocumentParts parts);

[[nodiscard]] nlohmann::ordered_json prediction_document(const PredictionCheck& check,
                                                         const RunInput& predicted,
                                                         const RunInput& measured,
                                                         nlohmann::ordered_json options);

}  // namespace uslkit
