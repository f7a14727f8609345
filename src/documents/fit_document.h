// fit_document: the document of `uslkit fit --json`.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "fit/fit_usl.h"
#include "model/measurements.h"

namespace uslkit {

// The options as they were used, for provenance.
[[nodiscard]] nlohmann::ordered_json to_json(const FitOptions& options);

struct FitDocumentParts {
  const Measurements& measurements;  // sources and notes of them
  nlohmann::ordered_json options{};
  std::string label{};  // empty: none
  nlohmann::ordered_json assertions = nlohmann::ordered_json::array();
};

[[nodiscard]] nlohmann::ordered_json fit_document(const UslFit& fit, FitDocumentParts parts);

}  // namespace uslkit
