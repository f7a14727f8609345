#include "report/fit_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/spelling.h"
#include "report/fit_sections.h"
#include "report/safe_text.h"
#include "report/terminal_chart.h"

namespace uslkit {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 500;
constexpr std::size_t kIndent = 2;
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

// A lone sentence stands as it is; several become a list.
std::string sentences_text(const std::vector<std::string>& sentences, std::size_t width) {
  std::string text;
  const bool list = sentences.size() > 1;
  const std::string bullet = std::string(kIndent, ' ') + (list ? "- " : "");
  for (const std::string& sentence : sentences) {
    std::string prefix = bullet;
    for (const std::string& line : wrap_to_cells(safe_text(sentence), width - bullet.size())) {
      text += prefix + line + '\n';
      prefix = std::string(bullet.size(), ' ');
    }
  }
  return text;
}

std::string heading_text(const std::string& heading, bool color) {
  return color ? "\x1b[1m" + heading + "\x1b[0m\n" : heading + '\n';
}

std::string section_text(const UslFit& fit, const ReportSection& section,
                         const TextOptions& options) {
  // The chart brings its own title.
  std::string text = section.chart ? "" : heading_text(section.heading, options.color);
  text += sentences_text(section.sentences, options.width);
  if (section.table) {
    text += table_text(*section.table, {.width = options.width, .unicode = options.unicode});
  }
  if (section.chart) {
    text += terminal_chart(fit, {.width = options.width,
                                 .height = kChartHeight,
                                 .unicode = options.unicode,
                                 .color = options.color});
  }
  return text;
}

std::string markdown_sentence(const std::string& sentence) {
  std::string escaped;
  for (const char character : safe_text(sentence)) {
    if (std::string_view("\\`*_[]<>|").find(character) != std::string_view::npos) escaped += '\\';
    escaped += character;
  }
  return escaped;
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
    parts.found = quoted(section);
    parts.allowed = one_of(names);
    const std::optional<std::string> meant = did_you_mean(section, names);
    if (meant) parts.hint = fmt::format("did you mean {}?", *meant);
    throw InputError(parts);
  }
}

std::string fit_report_text(const UslFit& fit, const TextOptions& options) {
  std::string text;
  for (const ReportSection& section : selected_sections(fit, options)) {
    if (!text.empty()) text += '\n';
    text += section_text(fit, section, options);
  }
  return text;
}

std::string fit_report_markdown(const UslFit& fit, const TextOptions& options) {
  std::string text;
  for (const ReportSection& section : selected_sections(fit, options)) {
    if (!text.empty()) text += '\n';
    text += "## " + markdown_sentence(section.heading) + "\n\n";
    for (const std::string& sentence : section.sentences) {
      text += "- " + markdown_sentence(sentence) + '\n';
    }
    if (section.table) {
      if (!section.sentences.empty()) text += '\n';
      text += table_markdown(*section.table);
    }
    if (section.chart) {
      text += "```text\n" +
              terminal_chart(fit, {.width = options.width, .unicode = options.unicode}) + "```\n";
    }
  }
  return text;
}

}  // namespace uslkit
