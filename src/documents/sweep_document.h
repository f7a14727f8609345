// sweep_document: the document of `uslkit sweep --json`.
#pragma once

#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/measurements.h"
#include "sim/sweep_row.h"

namespace uslkit {

// What a sweep was asked for, simulated or real.
struct SweepDocumentParts {
  const std::vector<VaryAxis>& axes;
  const std::vector<SweepPoint>& points;
  std::uint64_t seed = 0;
  std::size_t runs = 0;  // planned
  nlohmann::ordered_json options{};
  std::vector<MeasurementSource> inputs{};
};

[[nodiscard]] nlohmann::ordered_json sweep_document(const std::vector<SweepRow>& rows,
                                                    SweepDocumentParts parts);

}  // namespace uslkit
