#include "report/table.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kWidestCell = 60;
constexpr std::size_t kNarrowestWrap = 16;

std::string cell_at(const std::vector<std::string>& row, std::size_t column) {
  return column < row.size() ? cut_to_cells(row[column], kWidestCell) : std::string();
}

// The last column may be prose: it is wrapped instead of cut.
bool last_column_wraps(const Table& table) {
  return !table.columns.empty() && table.columns.back().align == Align::left;
}

std::vector<std::size_t> column_widths(const Table& table, const TableLayout& layout) {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::size_t width = layout.heading ? cells_of(table.columns[column].heading) : 0;
    const bool prose = last_column_wraps(table) && column + 1 == table.columns.size();
    for (const std::vector<std::string>& row : table.rows) {
      const std::size_t cells =
          prose && column < row.size() ? cells_of(row[column]) : cells_of(cell_at(row, column));
      width = std::max(width, cells);
    }
    widths.push_back(width);
  }
  if (!last_column_wraps(table)) return widths;
  std::size_t before = layout.indent;
  for (std::size_t column = 0; column + 1 < widths.size(); ++column) {
    before += widths[column] + layout.gap;
  }
  const std::size_t room = layout.width > before ? layout.width - before : 0;
  widths.back() = std::min(widths.back(), std::max(room, kNarrowestWrap));
  return widths;
}

std::size_t total_width(const std::vector<std::size_t>& widths, const TableLayout& layout) {
  std::size_t total = layout.indent;
  for (const std::size_t width : widths) total += width + layout.gap;
  return total - std::min(total, layout.gap);
}

std::string padded(const std::string& text, std::size_t width, Align align) {
  const std::size_t cells = cells_of(text);
  const std::string blanks(width > cells ? width - cells : 0, ' ');
  return align == Align::right ? blanks + text : text + blanks;
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// One table row as one or more lines: the prose column may need several.
std::string row_text(const Table& table, const TableLayout& layout,
                     const std::vector<std::size_t>& widths, const std::vector<std::string>& row) {
  std::string line(layout.indent, ' ');
  std::string rest;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (column > 0) line += std::string(layout.gap, ' ');
    const bool prose = last_column_wraps(table) && column + 1 == widths.size();
    if (!prose) {
      line += padded(cell_at(row, column), widths[column], table.columns[column].align);
      continue;
    }
    const std::string prefix(cells_of(line), ' ');
    const std::vector<std::string> lines =
        wrap_to_cells(column < row.size() ? row[column] : "", widths[column]);
    line += lines.front();
    for (std::size_t i = 1; i < lines.size(); ++i) rest += prefix + lines[i] + '\n';
  }
  return without_trailing_blanks(line) + '\n' + rest;
}

std::string rule_text(const TableLayout& layout, const std::vector<std::size_t>& widths) {
  const std::size_t length = total_width(widths, layout) - layout.indent;
  std::string line(layout.indent, ' ');
  for (std::size_t i = 0; i < length; ++i) line += layout.unicode ? "─" : "-";
  return line + '\n';
}

std::string markdown_cell(std::string_view text) {
  std::string escaped;
  for (const char character : safe_text(text)) {
    if (std::string_view("\\`*_{}[]<>#|~").find(character) != std::string_view::npos) {
      escaped += '\\';
    }
    escaped += character;
  }
  return escaped;
}

bool looks_like_number(std::string_view text) {
  return text.size() > 1 && text.find_first_not_of("0123456789.,eE+-") == std::string_view::npos &&
         text.find_first_of("0123456789") == 1;
}

std::string csv_cell(std::string_view text) {
  std::string cell = safe_text(text);
  const bool formula =
      !cell.empty() && std::string_view("=+-@").find(cell.front()) != std::string_view::npos;
  if (formula && !looks_like_number(cell)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",\"") == std::string::npos) return cell;
  std::string quoted_cell = "\"";
  for (const char character : cell) {
    if (character == '"') quoted_cell += '"';
    quoted_cell += character;
  }
  return quoted_cell + '"';
}

std::vector<std::string> headings(const Table& table) {
  std::vector<std::string> row;
  for (const Table::Column& column : table.columns) row.push_back(column.heading);
  return row;
}

}  // namespace

void Table::add(std::vector<std::string> row) {
  USLKIT_CHECK(row.size() <= columns.size());
  row.resize(columns.size());
  rows.push_back(std::move(row));
}

std::string table_text(const Table& table, const TableLayout& wanted) {
  TableLayout layout = wanted;
  if (total_width(column_widths(table, layout), layout) > layout.width) layout.gap = 1;
  const std::vector<std::size_t> widths = column_widths(table, layout);
  std::string text;
  if (layout.heading) {
    text = row_text(table, layout, widths, headings(table)) + rule_text(layout, widths);
  }
  for (const std::vector<std::string>& row : table.rows) {
    text += row_text(table, layout, widths, row);
  }
  return text;
}

std::string table_markdown(const Table& table) {
  std::string text = "|";
  for (const Table::Column& column : table.columns) {
    text += fmt::format(" {} |", markdown_cell(column.heading));
  }
  text += "\n|";
  for (const Table::Column& column : table.columns) {
    text += column.align == Align::right ? " ---: |" : " --- |";
  }
  text += '\n';
  for (const std::vector<std::string>& row : table.rows) {
    text += '|';
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      text += fmt::format(" {} |", markdown_cell(column < row.size() ? row[column] : ""));
    }
    text += '\n';
  }
  return text;
}

std::string table_csv(const Table& table) {
  std::vector<std::vector<std::string>> lines = {headings(table)};
  lines.insert(lines.end(), table.rows.begin(), table.rows.end());
  std::string text;
  for (const std::vector<std::string>& row : lines) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      if (column > 0) text += ',';
      text += csv_cell(column < row.size() ? row[column] : "");
    }
    text += '\n';
  }
  return text;
}

}  // namespace uslkit
