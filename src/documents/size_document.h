// size_document: the document of `uslkit size --json`.
#pragma once

#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/measurements.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

struct SizeDocumentParts {
  std::uint64_t seed = 0;
  nlohmann::ordered_json options{};
  std::vector<MeasurementSource> inputs{};
  nlohmann::ordered_json assertions = nlohmann::ordered_json::array();
};

[[nodiscard]] nlohmann::ordered_json size_document(const SizingAnswer& answer,
                                                   SizeDocumentParts parts);

}  // namespace uslkit
