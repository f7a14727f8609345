#include "report/plan_report.h"

#include "report/plan_sections.h"

namespace uslkit {
namespace {

std::string text_of(const std::vector<ReportSection>& sections, const SectionLayout& layout) {
  std::string text;
  for (const ReportSection& section : sections) {
    if (!text.empty()) text += '\n';
    text += section_text(section, "", layout);
  }
  return text;
}

std::string markdown_of(const std::vector<ReportSection>& sections) {
  std::string text;
  for (const ReportSection& section : sections) {
    if (!text.empty()) text += '\n';
    text += section_markdown(section, "");
  }
  return text;
}

}  // namespace

std::string plan_report_text(const SizingAnswer& answer, const SectionLayout& layout,
                             bool verbose) {
  return text_of(plan_sections(answer, verbose), layout);
}

std::string plan_report_markdown(const SizingAnswer& answer, bool verbose) {
  return markdown_of(plan_sections(answer, verbose));
}

std::string plan_explanation_text(const SizingPlan& plan, const std::string& quantity,
                                  const SectionLayout& layout) {
  return text_of(explanation_sections(plan, quantity), layout);
}

std::string plan_explanation_markdown(const SizingPlan& plan, const std::string& quantity) {
  return markdown_of(explanation_sections(plan, quantity));
}

}  // namespace uslkit
