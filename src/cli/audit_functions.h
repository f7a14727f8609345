// audit_functions: every function that a claims file may call, for people.
#pragma once

#include <string>

#include "report/report_section.h"

namespace uslkit {

[[nodiscard]] std::string audit_functions_text(const SectionLayout& layout);

// docs/audit-functions.md.
[[nodiscard]] std::string audit_functions_markdown();

}  // namespace uslkit
