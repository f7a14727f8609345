#include "report/fit_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/spelling.h"
#include "report/fit_sections.h"
#include "report/terminal_chart.h"

namespace uslkit {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 500;
constexpr std::size_t kChartHeight = 11;

bool selected(const ReportSection& section, const TextOptions& options) {
  const std::vector<std::string>& wanted = options.sections;
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), section.name) != wanted.end();
}

std::vector<ReportSection> selected_sections(const UslFit& fit, const TextOptions& options) {
  options.check();
  // A section that is asked for by name is shown whether or not it is part of the short report.
  const bool verbose = options.verbose || !options.sections.empty();
  std::vector<ReportSection> kept;
  for (ReportSection& section : fit_sections(fit, verbose)) {
    if (selected(section, options)) kept.push_back(std::move(section));
  }
  return kept;
}

std::string drawing(const UslFit& fit, const ReportSection& section, const ChartOptions& options) {
  return section.chart ? terminal_chart(fit, options) : "";
}

}  // namespace

void TextOptions::check() const {
  InputError::Parts parts;
  if (width < kNarrowest || width > kWidest) {
    parts.place.source = "--width";
    parts.found = fmt::format("{}", width);
    parts.allowed = fmt::format("a whole number from {} to {}", kNarrowest, kWidest);
    throw InputError(parts);
  }
  const std::vector<std::string>& names = fit_section_names();
  for (const std::string& section : sections) {
    if (std::find(names.begin(), names.end(), section) != names.end()) continue;
    parts.place.source = "--sections";
    parts.found = uslkit::quoted(section);
    parts.allowed = one_of(names);
    const std::optional<std::string> meant = did_you_mean(section, names);
    if (meant) parts.hint = fmt::format("did you mean {}?", *meant);
    throw InputError(parts);
  }
}

std::string fit_report_text(const UslFit& fit, const TextOptions& options) {
  const SectionLayout layout{
      .width = options.width, .color = options.color, .unicode = options.unicode};
  const ChartOptions chart{.width = options.width,
                           .height = kChartHeight,
                           .unicode = options.unicode,
                           .color = options.color};
  std::string text;
  for (const ReportSection& section : selected_sections(fit, options)) {
    if (!text.empty()) text += '\n';
    text += section_text(section, drawing(fit, section, chart), layout);
  }
  return text;
}

std::string fit_report_markdown(const UslFit& fit, const TextOptions& options) {
  const ChartOptions chart{.width = options.width, .unicode = options.unicode};
  std::string text;
  for (const ReportSection& section : selected_sections(fit, options)) {
    if (!text.empty()) text += '\n';
    text += section_markdown(section, drawing(fit, section, chart));
  }
  return text;
}

}  // namespace uslkit
