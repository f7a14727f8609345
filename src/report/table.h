// Table: rows of text with aligned columns, for a terminal, a document or a spreadsheet.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace uslkit {

enum class Align { left, right };

// A heading per column; `right` for numbers. Cells may hold any text: it is made safe on the way
// out (control bytes replaced; Markdown and CSV syntax escaped). Rows shorter than the heading are
// filled with empty cells; a longer row is a bug (USLKIT_CHECK).
struct Table {
  struct Column {
    std::string heading{};
    Align align = Align::left;
  };
  std::vector<Column> columns{};
  std::vector<std::vector<std::string>> rows{};

  void add(std::vector<std::string> row);
};

struct TableLayout {
  std::size_t indent = 2;  // blanks before each line
  std::size_t width = 78;  // the last left-aligned column wraps to stay within it; >= 20
  std::size_t gap = 2;     // blanks between columns; one where the table is too wide
  bool unicode = true;     // a rule of box-drawing characters, else of hyphens
  bool heading = true;
};

// Aligned columns, measured in terminal cells; heading, rule, rows. Every line ends in '\n', none
// in a blank.
[[nodiscard]] std::string table_text(const Table& table, const TableLayout& layout = {});

// A GitHub-flavoured Markdown table.
[[nodiscard]] std::string table_markdown(const Table& table);

// RFC 4180 with '\n' line ends. A text cell that a spreadsheet would run as a formula (it starts
// with = + - @ and is not a number) gets a leading apostrophe.
[[nodiscard]] std::string table_csv(const Table& table);

}  // namespace uslkit
