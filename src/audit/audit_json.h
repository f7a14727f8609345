// audit_json: an AuditReport as JSON (docs/schemas/audit.schema.json).
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "audit/audit_report.h"
#include "base/json_document.h"

namespace uslkit {

// One element of the document's "files": name, complete, claims, combinations. What is infinite is
// null.
[[nodiscard]] nlohmann::ordered_json to_json(const AuditReport& report);

// The document's "summary": how often each verdict was given, over all reports, and how many
// combinations are inconsistent.
[[nodiscard]] nlohmann::ordered_json audit_summary_json(const std::vector<AuditReport>& reports);

// One report per element of "files" in the document of `uslkit audit --json`; each names its claims
// file as its only source. What is null is NaN. Throws InputError for another document, another
// schema version, a missing key, a wrong type or an unknown verdict, with line, column and pointer.
[[nodiscard]] std::vector<AuditReport> audit_reports_from_json(const JsonDocument& document);

}  // namespace uslkit
