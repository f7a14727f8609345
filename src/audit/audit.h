// audit: claims in, verdicts out; everything is computed while it runs.
#pragma once

#include <string>
#include <vector>

#include "audit/audit_report.h"
#include "audit/claims_file.h"
#include "audit/file_values.h"

namespace uslkit {

struct AuditOptions {
  // Only these; empty: all. See selects_id.
  std::vector<std::string> families{};
  std::vector<std::string> ids{};
  FileValuesOptions files{};
};

// An id selects its parts as well: R34 selects R34, R34a and R34b, but not R345.
[[nodiscard]] bool selects_id(const std::string& asked, const std::string& id);

// Throws InputErrors with every formula that cannot be computed.
[[nodiscard]] AuditReport run_audit(const ClaimsFile& file, const AuditOptions& options = {});

}  // namespace uslkit
