#include "documents/compare_document.h"

#include <utility>

#include "documents/provenance.h"

namespace uslkit {
namespace {

nlohmann::ordered_json optional_json(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json prediction_json(const PredictionCheck& check) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const PredictionRow& row : check.rows) {
    rows.push_back({{"metric", row.metric},
                    {"unit", row.unit},
                    {"predicted", optional_json(row.predicted)},
                    {"measured", optional_json(row.measured)},
                    {"deviation", optional_json(row.deviation)},
                    {"allowed", row.allowed},
                    {"slack", row.slack},
                    {"within", row.within}});
  }
  return {{"holds", check.holds()}, {"rows", std::move(rows)}};
}

}  // namespace

nlohmann::ordered_json comparison_document(const RunComparison& comparison, const RunInput& before,
                                           const RunInput& after, ComparisonDocumentParts parts) {
  nlohmann::ordered_json document = envelope({.document = "compare",
                                              .seed = before.result.provenance.seed,
                                              .options = std::move(parts.options),
                                              .inputs = {before.source, after.source},
                                              .notes = {}});
  document["assertions"] = std::move(parts.assertions);
  nlohmann::ordered_json body = compare_to_json(comparison);
  for (auto& [key, value] : body.items()) {
    if (!document.contains(key)) document[key] = std::move(value);
  }
  return document;
}

nlohmann::ordered_json prediction_document(const PredictionCheck& check, const RunInput& predicted,
                                           const RunInput& measured,
                                           nlohmann::ordered_json options) {
  nlohmann::ordered_json document = envelope({.document = "prediction",
                                              .seed = measured.result.provenance.seed,
                                              .options = std::move(options),
                                              .inputs = {predicted.source, measured.source},
                                              .notes = {}});
  nlohmann::ordered_json body = prediction_json(check);
  for (auto& [key, value] : body.items()) document[key] = std::move(value);
  return document;
}

}  // namespace uslkit
