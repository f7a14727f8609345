// claims_rules: what the declarations of single fields cannot say about claims.
#pragma once

#include <string_view>

#include "audit/claims.h"
#include "scenario/findings.h"

namespace uslkit {

// Unique ids, names that formulas can use, one of value and formula, ranges in order.
void check_claims(const Claims& claims, Findings& findings);

// Letters, digits and underscores, not beginning with a digit.
[[nodiscard]] bool is_formula_name(std::string_view name);

}  // namespace uslkit
