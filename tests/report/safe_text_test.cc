#include "report/safe_text.h"

#include <string>

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("safe text holds no byte below 0x20, no DEL and no C1 control, whatever goes in") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const char32_t code_point : safe_code_points(all)) {
    CHECK(code_point >= 0x20);
    CHECK_FALSE((code_point >= 0x7F && code_point <= 0x9F));
  }
}

TEST_CASE("safe text is idempotent and leaves harmless text alone") {
  const std::string plain = "N* = 97 \xC2\xB1 3, \xE6\x97\xA5\xE6\x9C\xAC, \xF0\x9F\x98\x80";
  CHECK(safe_text(plain) == plain);
  const std::string hostile = "\x1b[2J\xff\xC0\x80\xED\xA0\x80\xE2\x80\xAE";
  CHECK(safe_text(safe_text(hostile)) == safe_text(hostile));
}

TEST_CASE(
    "overlong forms, surrogates, truncated sequences and bidirectional overrides are refused") {
  const std::string mark = "\xEF\xBF\xBD";
  CHECK(safe_text("\xC0\x80") == mark + mark);
  CHECK(safe_text("\xED\xA0\x80") == mark);  // U+D800: well formed as bytes, but no character
  CHECK(safe_text("a\xE2\x82") == "a" + mark + mark);
  CHECK(safe_text("\xE2\x80\xAE") == mark);
  CHECK(safe_text("\xEF\xBF\xBF") == mark);
  CHECK(safe_text("\xF4\x90\x80\x80") == mark + mark + mark + mark);
}

TEST_CASE("cells follow East Asian width and ignore combining marks") {
  CHECK(cells_of("abc") == 3);
  CHECK(cells_of("\xE6\x97\xA5\xE6\x9C\xAC") == 4);
  CHECK(cells_of("e\xCC\x81") == 1);
  CHECK(cells_of("") == 0);
}

TEST_CASE("a cut text is never wider than asked") {
  const std::string wide = "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E";
  for (std::size_t cells = 3; cells <= 8; ++cells) {
    CHECK(cells_of(cut_to_cells(wide, cells)) <= cells);
    CHECK(cells_of(cut_to_cells("abcdefghij", cells)) == cells);
  }
  CHECK(cut_to_cells("abcdef", 6) == "abcdef");
  CHECK(cut_to_cells("abcdefg", 6) == "abc...");
  CHECK(cut_to_cells(std::string(10'000, 'x'), 10) == "xxxxxxx...");
}

TEST_CASE("wrapping keeps every word and the width") {
  const std::vector<std::string> lines = wrap_to_cells("the quick brown fox  jumps", 10);
  CHECK(lines == std::vector<std::string>{"the quick", "brown fox", "jumps"});
  CHECK(wrap_to_cells("", 10) == std::vector<std::string>{""});
  CHECK(wrap_to_cells(std::string(100, 'x') + " y", 10).front() == "xxxxxxx...");
}

}  // namespace uslkit
