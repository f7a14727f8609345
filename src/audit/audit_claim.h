// audit_claim: one claim, or one combination of statements, computed and judged.
#pragma once

#include <optional>
#include <string>

#include "audit/audit_report.h"
#include "audit/claim_numbers.h"
#include "audit/claims.h"

namespace uslkit {

// `numbers` knows what the file gives to all claims; `pointer` is the claim's own. Empty where
// something could not be computed, which is then a finding.
[[nodiscard]] std::optional<AuditedClaim> audit_claim(const Claim& claim, ClaimNumbers numbers,
                                                      const std::string& pointer);

[[nodiscard]] std::optional<AuditedCombination> audit_combination(const Combination& combination,
                                                                  ClaimNumbers numbers,
                                                                  const std::string& pointer);

}  // namespace uslkit
