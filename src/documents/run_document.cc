#include "documents/run_document.h"

#include <utility>

#include "documents/provenance.h"
#include "scenario/run_result_json.h"

namespace uslkit {

nlohmann::ordered_json run_document(const RunResult& result, RunDocumentParts parts) {
  nlohmann::ordered_json document = envelope({.document = "run",
                                              .seed = result.provenance.seed,
                                              .options = std::move(parts.options),
                                              .inputs = std::move(parts.inputs),
                                              .notes = {}});
  document["assertions"] = std::move(parts.assertions);
  nlohmann::ordered_json body = run_result_to_json(result);
  for (auto& [key, value] : body.items()) {
    if (!document.contains(key)) document[key] = std::move(value);
  }
  for (auto& [key, value] : parts.more.items()) document[key] = std::move(value);
  return document;
}

}  // namespace uslkit
