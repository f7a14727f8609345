// audit_text: what an audit found, for people: on a terminal, or as Markdown.
#pragma once

#include <string>
#include <vector>

#include "audit/audit_report.h"
#include "report/report_section.h"

namespace uslkit {

// Answer and summary, a table per family, what cannot be true together. With `explain` also why,
// claim by claim: the readings, the sentence and what else was computed.
[[nodiscard]] std::string audit_report_text(const AuditReport& report, const SectionLayout& layout,
                                            bool explain);

// The same as one Markdown document; the sentences stand in the tables.
[[nodiscard]] std::string audit_report_markdown(const AuditReport& report, bool explain);

}  // namespace uslkit
