#include "report/run_report.h"

#include "report/run_sections.h"
#include "report/timeline_chart.h"

namespace uslkit {
namespace {

constexpr std::size_t kChartHeight = 10;

std::string drawing(const RunResult& result, const ReportSection& section,
                    const SectionLayout& layout) {
  if (!section.chart) return "";
  return timeline_chart(result, {.width = layout.width,
                                 .height = kChartHeight,
                                 .unicode = layout.unicode,
                                 .color = layout.color});
}

}  // namespace

std::string run_report_text(const RunResult& result, const SectionLayout& layout, bool verbose) {
  std::string text;
  for (const ReportSection& section : run_sections(result, verbose)) {
    if (!text.empty()) text += '\n';
    text += section_text(section, drawing(result, section, layout), layout);
  }
  return text;
}

std::string run_report_markdown(const RunResult& result, const SectionLayout& layout,
                                bool verbose) {
  SectionLayout plain = layout;
  plain.color = false;
  std::string text;
  for (const ReportSection& section : run_sections(result, verbose)) {
    if (!text.empty()) text += '\n';
    text += section_markdown(section, drawing(result, section, plain));
  }
  return text;
}

}  // namespace uslkit
