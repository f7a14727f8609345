#include "page/html_section.h"

#include <fmt/format.h>

#include "page/markup_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostHeadingCells = 160;

// A lone sentence stands as it is; several become a list.
std::string sentences_html(const std::vector<std::string>& sentences) {
  if (sentences.empty()) return "";
  if (sentences.size() == 1) return fmt::format("<p>{}</p>\n", markup_sentence(sentences.front()));
  std::string html = "<ul>\n";
  for (const std::string& sentence : sentences) {
    html += fmt::format("<li>{}</li>\n", markup_sentence(sentence));
  }
  return html + "</ul>\n";
}

std::string class_of(Align align) { return align == Align::right ? " class=\"number\"" : ""; }

std::string row_html(const Table& table, const std::vector<std::string>& row) {
  std::string html = "<tr>";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string cell = i < row.size() ? markup_text(row[i]) : "";
    const std::string attributes = class_of(table.columns[i].align);
    html += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", attributes, cell)
                   : fmt::format("<td{}>{}</td>", attributes, cell);
  }
  return html + "</tr>\n";
}

std::string table_html(const Table& table, const std::string& caption) {
  std::string html = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\n<thead><tr>",
      markup_text(caption.empty() ? "table" : caption, kMostHeadingCells));
  for (const Table::Column& column : table.columns) {
    html += fmt::format("<th scope=\"col\"{}>{}</th>", class_of(column.align),
                        markup_text(column.heading));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) html += row_html(table, row);
  return html + "</tbody></table></div>\n";
}

std::string footnotes_html(const std::vector<std::string>& footnotes) {
  std::string html;
  for (const std::string& footnote : footnotes) {
    html += fmt::format("<p class=\"note\">{}</p>\n", markup_sentence(footnote));
  }
  return html;
}

}  // namespace

std::string html_section_body(const ReportSection& section) {
  std::string html = sentences_html(section.sentences);
  if (section.table) html += table_html(*section.table, section.heading);
  return html + footnotes_html(section.footnotes);
}

std::string html_section(const ReportSection& section, int level) {
  if (section.heading.empty()) return html_section_body(section);
  return fmt::format("<h{0}>{1}</h{0}>\n{2}", level,
                     markup_text(section.heading, kMostHeadingCells), html_section_body(section));
}

}  // namespace uslkit
