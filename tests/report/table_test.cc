#include "report/table.h"

#include <sstream>

#include <doctest/doctest.h>

#include "report/safe_text.h"

namespace uslkit {
namespace {

Table sample() {
  Table table;
  table.columns = {{"model"}, {"R^2", Align::right}, {"remark"}};
  table.add({"linear", "-2.41", "no"});
  table.add({"\xE6\x97\xA5\xE6\x9C\xAC", "0.9", "as wide as four letters"});
  return table;
}

}  // namespace

TEST_CASE("columns align by cells: numbers right, text left, no trailing blanks") {
  CHECK(table_text(sample(), {.unicode = false}) ==
        "  model     R^2  remark\n"
        "  --------------------------------------\n"
        "  linear  -2.41  no\n"
        "  \xE6\x97\xA5\xE6\x9C\xAC      0.9  as wide as four letters\n");
}

TEST_CASE("the last column wraps so that no line is wider than asked") {
  Table table = sample();
  table.add({"usl", "1", "a remark of many words that cannot stand on one line of this width"});
  std::istringstream lines(table_text(table, {.width = 44}));
  for (std::string line; std::getline(lines, line);) CHECK(cells_of(line) <= 44);
  CHECK(table_text(table, {.width = 44}).find("width") != std::string::npos);
}

TEST_CASE("a short row is filled, and a table without rows is its heading") {
  Table table = sample();
  table.rows.clear();
  table.add({"only"});
  CHECK(table.rows.front().size() == 3);
  table.rows.clear();
  CHECK(table_text(table, {.unicode = false}) ==
        "  model  R^2  remark\n"
        "  ------------------\n");
}

TEST_CASE("Markdown cells cannot break the table or smuggle markup") {
  Table table;
  table.columns = {{"name"}, {"n", Align::right}};
  table.add({"a|b <script>*x*", "1"});
  table.add({"line\nbreak", "2"});
  CHECK(table_markdown(table) ==
        "| name | n |\n"
        "| --- | ---: |\n"
        "| a\\|b \\<script\\>\\*x\\* | 1 |\n"
        "| line\xEF\xBF\xBD"
        "break | 2 |\n");
}

TEST_CASE("CSV quotes commas and quotes, and disarms formulas but not negative numbers") {
  Table table;
  table.columns = {{"name"}, {"value", Align::right}};
  table.add({"=HYPERLINK(\"x\")", "-1.5e-3"});
  table.add({"@sum, +1", "+7"});
  table.add({"-cmd", "-"});
  CHECK(table_csv(table) ==
        "name,value\n"
        "\"'=HYPERLINK(\"\"x\"\")\",-1.5e-3\n"
        "\"'@sum, +1\",+7\n"
        "'-cmd,'-\n");
}

}  // namespace uslkit
