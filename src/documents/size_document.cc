#include "documents/size_document.h"

#include <utility>

#include "documents/provenance.h"
#include "sizing/plan_json.h"

namespace uslkit {

nlohmann::ordered_json size_document(const SizingAnswer& answer, SizeDocumentParts parts) {
  nlohmann::ordered_json document = envelope({.document = "size",
                                              .seed = parts.seed,
                                              .options = std::move(parts.options),
                                              .inputs = std::move(parts.inputs),
                                              .notes = {}});
  document["assertions"] = std::move(parts.assertions);
  nlohmann::ordered_json body = sizing_answer_to_json(answer);
  for (auto& [key, value] : body.items()) document[key] = std::move(value);
  return document;
}

}  // namespace uslkit
