// audit_sections: what an audit found, section by section, before it becomes text, Markdown or
// HTML.
#pragma once

#include <string>
#include <vector>

#include "audit/audit_report.h"
#include "report/report_section.h"

namespace uslkit {

// How much of a claim stands in its row.
enum class ClaimRow {
  brief,  // id, stated, law, verdict, claim
  full,   // also where it was stated, and why the verdict is what it is
};

// Answer and summary, a table per family, what cannot be true together.
[[nodiscard]] std::vector<ReportSection> audit_sections(const AuditReport& report, ClaimRow row);

// One section per claim: the readings, the sentence and what else was computed.
[[nodiscard]] std::vector<ReportSection> claim_sections(const AuditReport& report);

// "68 claims: 9 OK, 14 CONDITIONAL, ..." and how many combinations cannot be true together.
[[nodiscard]] std::vector<std::string> audit_answer_sentences(const AuditReport& report);

}  // namespace uslkit
