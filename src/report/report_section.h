// ReportSection: one heading of a report with what stands under it, as text or as Markdown.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/table.h"

namespace uslkit {

struct ReportSection {
  std::string name{};  // "parameters", "peak", ...; what options select by
  std::string heading{};
  std::vector<std::string> sentences{};  // before the table
  std::optional<Table> table{};
  std::vector<std::string> footnotes{};  // after the table, a line each
  bool chart = false;                    // a drawing stands here, which brings its own title
};

struct SectionLayout {
  std::size_t width = 78;  // cells
  bool color = false;      // ANSI; without it no escape byte is written
  bool unicode = true;     // else plain ASCII
};

// Heading, sentences (a lone one as it is, several as a list), table, footnotes, then `drawing`.
[[nodiscard]] std::string section_text(const ReportSection& section, const std::string& drawing,
                                       const SectionLayout& layout);

// The same as GitHub-flavoured Markdown; the drawing becomes a code block.
[[nodiscard]] std::string section_markdown(const ReportSection& section,
                                           const std::string& drawing);

}  // namespace uslkit
