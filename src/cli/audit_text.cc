#include "cli/audit_text.h"

#include <fmt/format.h>

#include "page/audit_sections.h"

namespace uslkit {
namespace {

std::vector<ReportSection> sections_of(const AuditReport& report, ClaimRow row, bool explain) {
  std::vector<ReportSection> sections = audit_sections(report, row);
  if (!explain) return sections;
  for (ReportSection& section : claim_sections(report)) sections.push_back(std::move(section));
  return sections;
}

}  // namespace

std::string audit_report_text(const AuditReport& report, const SectionLayout& layout,
                              bool explain) {
  std::string text = report.name.empty() ? "Audit\n" : fmt::format("Audit of {}\n", report.name);
  for (const ReportSection& section : sections_of(report, ClaimRow::brief, explain)) {
    text += "\n" + section_text(section, "", layout);
  }
  return text;
}

std::string audit_report_markdown(const AuditReport& report, bool explain) {
  std::string text = fmt::format("# Audit: {}\n", report.name);
  for (const std::string& sentence : report.about) text += fmt::format("\n{}\n", sentence);
  for (const ReportSection& section : sections_of(report, ClaimRow::full, explain)) {
    text += "\n" + section_markdown(section, "");
  }
  return text;
}

}  // namespace uslkit
