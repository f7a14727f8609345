#include "report/report_section.h"

#include <algorithm>
#include <string_view>

#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kIndent = 2;

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

// A line each, wrapped under its own start.
std::string footnotes_text(const std::vector<std::string>& footnotes, std::size_t width) {
  std::string text;
  for (const std::string& footnote : footnotes) {
    std::size_t indent = kIndent;
    for (const std::string& line : wrap_to_cells(safe_text(footnote), width - 2 * kIndent)) {
      text += std::string(indent, ' ') + line + '\n';
      indent = 2 * kIndent;
    }
  }
  return text;
}

std::string heading_text(const std::string& heading, bool color) {
  const std::string safe = safe_text(heading);
  return color ? "\x1b[1m" + safe + "\x1b[0m\n" : safe + '\n';
}

std::string markdown_sentence(const std::string& sentence) {
  std::string escaped;
  for (const char character : safe_text(sentence)) {
    if (std::string_view("\\`*_[]<>|#~").find(character) != std::string_view::npos) escaped += '\\';
    escaped += character;
  }
  return escaped;
}

// Longer than any row of backticks in what it encloses, which may be named by anybody.
std::string fence_around(const std::string& drawing) {
  std::size_t longest = 2;
  std::size_t row = 0;
  for (const char character : drawing) {
    row = character == '`' ? row + 1 : 0;
    longest = std::max(longest, row);
  }
  return std::string(longest + 1, '`');
}

}  // namespace

std::string section_text(const ReportSection& section, const std::string& drawing,
                         const SectionLayout& layout) {
  std::string text = section.chart ? "" : heading_text(section.heading, layout.color);
  text += sentences_text(section.sentences, layout.width);
  if (section.table) {
    text += table_text(*section.table, {.width = layout.width, .unicode = layout.unicode});
  }
  text += footnotes_text(section.footnotes, layout.width);
  return text + drawing;
}

std::string section_markdown(const ReportSection& section, const std::string& drawing) {
  std::string text = "## " + markdown_sentence(section.heading) + "\n\n";
  for (const std::string& sentence : section.sentences) {
    text += "- " + markdown_sentence(sentence) + '\n';
  }
  if (section.table) {
    if (!section.sentences.empty()) text += '\n';
    text += table_markdown(*section.table);
  }
  if (!section.footnotes.empty() && (section.table || !section.sentences.empty())) text += '\n';
  for (const std::string& footnote : section.footnotes) {
    text += "- " + markdown_sentence(footnote) + '\n';
  }
  if (!drawing.empty()) {
    const std::string fence = fence_around(drawing);
    text += fence + "text\n" + drawing + fence + '\n';
  }
  return text;
}

}  // namespace uslkit
