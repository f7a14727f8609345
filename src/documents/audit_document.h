// audit_document: the document of `uslkit audit --json`.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "audit/audit_report.h"

namespace uslkit {

[[nodiscard]] nlohmann::ordered_json audit_document(const std::vector<AuditReport>& reports,
                                                    nlohmann::ordered_json options);

}  // namespace uslkit
