#include "documents/audit_document.h"

#include <utility>

#include "audit/audit_json.h"
#include "documents/provenance.h"

namespace uslkit {

nlohmann::ordered_json audit_document(const std::vector<AuditReport>& reports,
                                      nlohmann::ordered_json options) {
  std::vector<MeasurementSource> inputs;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const AuditReport& report : reports) {
    inputs.insert(inputs.end(), report.sources.begin(), report.sources.end());
    files.push_back(to_json(report));
  }
  nlohmann::ordered_json document = envelope({.document = "audit",
                                              .seed = 0,
                                              .options = std::move(options),
                                              .inputs = std::move(inputs),
                                              .notes = {}});
  document["summary"] = audit_summary_json(reports);
  document["files"] = std::move(files);
  return document;
}

}  // namespace uslkit
