#include "base/csv_tokenizer.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using Table = std::vector<std::vector<std::string>>;

ByteSource in_pieces(std::string text, std::size_t piece) {
  return ByteSource::from_function(
      [text = std::move(text), piece, at = std::size_t{0}](std::span<char> buffer) mutable {
        const std::size_t count = std::min({piece, buffer.size(), text.size() - at});
        std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), count, buffer.begin());
        at += count;
        return count;
      },
      "t.csv");
}

Table records(const std::string& text, CsvTokenizer::Dialect dialect = {},
              std::size_t piece = 1 << 20) {
  ByteSource source = in_pieces(text, piece);
  CsvTokenizer csv(source, dialect);
  Table table;
  while (csv.next()) {
    table.emplace_back();
    for (const std::string_view field : csv.fields()) table.back().emplace_back(field);
  }
  return table;
}

std::string message_of(const std::string& text, CsvTokenizer::Dialect dialect = {}) {
  try {
    static_cast<void>(records(text, dialect));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string quoted_field(const std::string& text) {
  std::string result(1, '"');
  for (const char byte : text) result.append(byte == '"' ? 2 : 1, byte);
  result += '"';
  return result;
}

}  // namespace

TEST_CASE(
    "what is written as CSV is read back, whatever the fields hold and wherever buffers end") {
  Random random(3, "csv");
  constexpr std::string_view kBytes = "ab1.,\"\n\r; \t#";
  for (int round = 0; round < 300; ++round) {
    Table written;
    std::string text;
    const std::size_t width = 1 + random.index(6);
    const std::size_t height = 1 + random.index(40);
    for (std::size_t row = 0; row < height; ++row) {
      written.emplace_back();
      for (std::size_t column = 0; column < width; ++column) {
        std::string field;
        const std::size_t length = random.index(random.index(10) == 0 ? 90 : 12);
        for (std::size_t i = 0; i < length; ++i) field += kBytes[random.index(kBytes.size())];
        written.back().push_back(field);
        if (column > 0) text += ',';
        text += quoted_field(field);
      }
      text += random.index(2) == 0 ? "\n" : "\r\n";
    }
    CAPTURE(text);
    REQUIRE(records(text, {}, 1 + random.index(50)) == written);
  }
}

TEST_CASE("unquoted fields are the bytes between delimiters, in every block position") {
  Random random(4, "csv");
  for (int round = 0; round < 2000; ++round) {
    Table written(1 + random.index(5));
    std::string text;
    for (std::vector<std::string>& row : written) {
      const std::size_t width = 2 + random.index(5);
      for (std::size_t column = 0; column < width; ++column) {
        row.push_back(std::string(random.index(20), 'x'));
        if (column > 0) text += ',';
        text += row.back();
      }
      text += "\n";
    }
    if (random.index(2) == 0) text.pop_back();
    CAPTURE(text);
    REQUIRE(records(text) == written);
  }
}

TEST_CASE(
    "records larger than the first buffer, up to the limit, survive the moves of the buffer") {
  const std::string big(CsvTokenizer::kMaxRecordBytes - 2, 'x');
  const Table table = records("a,b\n1," + big + "\n2,c\n", {}, 4099);
  REQUIRE(table.size() == 3);
  CHECK(table[1][1] == big);
  CHECK(table[2] == std::vector<std::string>{"2", "c"});
}

TEST_CASE("byte order mark, comments, blank lines and line ends are not data") {
  const Table expected = {{"n", "x"}, {"1", "2"}};
  CHECK(records("\xEF\xBB\xBFn,x\n1,2\n") == expected);
  CHECK(records("# a, \"b\n\n  \t\nn,x\r\n  # c\n1,2") == expected);
  CHECK(records("n,x\r\n1,2\r\n\r\n") == expected);
  CHECK(records("").empty());
  CHECK(records("\n\n# only\n").empty());
  CHECK(records("\xEF\xBB\xBF").empty());
  CHECK(records("#a,b\n", {.comment = 0}) == Table{{"#a", "b"}});
}

TEST_CASE("quotes protect delimiters and line breaks, and only at the start of a field") {
  CHECK(records("\"a,b\",c") == Table{{"a,b", "c"}});
  CHECK(records("\"a\nb\",c\n") == Table{{"a\nb", "c"}});
  CHECK(records("\"a\"\"b\",\"\"\n") == Table{{"a\"b", ""}});
  CHECK(records("\"a\" ,b\r\n") == Table{{"a", "b"}});
  CHECK(records("5\",6\n") == Table{{"5\"", "6"}});
}

TEST_CASE("any single byte may separate fields, and blanks may do so in runs") {
  CHECK(records("1;2,5\n", {.delimiter = ';'}) == Table{{"1", "2,5"}});
  CHECK(records("1\t\t3\n\t\t\n", {.delimiter = '\t'}) == Table{{"1", "", "3"}, {"", "", ""}});
  CHECK(records("  1   2\t3 \r\n4 5 6", {.delimiter = CsvTokenizer::kBlanks}) ==
        Table{{"1", "2", "3"}, {"4", "5", "6"}});
}

TEST_CASE(
    "a field's place counts lines and bytes as an editor does, also after line breaks in quotes") {
  ByteSource source =
      ByteSource::from_text("# note\nn,x\n\"a\n\"\"b\",c,\"d\ne\",f\n1,2\n", "p.csv");
  CsvTokenizer csv(source, {});
  REQUIRE(csv.next());
  CHECK(csv.place(1).text() == "p.csv:2:3");
  REQUIRE(csv.next());
  CHECK(csv.line() == 3);
  CHECK(csv.place(1).text() == "p.csv:4:6");
  CHECK(csv.place(3).text() == "p.csv:5:4");
  CHECK(csv.place(9).text() == "p.csv:3");
  REQUIRE(csv.next());
  CHECK(csv.place(0).text() == "p.csv:6:1");
  CHECK_FALSE(csv.next());
}

TEST_CASE("the limits of a record name themselves") {
  const std::string fits(CsvTokenizer::kMaxRecordBytes, 'x');
  CHECK(records(fits + "\n").front().front().size() == CsvTokenizer::kMaxRecordBytes);
  const std::string too_long =
      "t.csv:2: error: found a line of more than 1048576 bytes\n"
      "  allowed: at most 1048576 bytes in one line\n"
      "  hint: a quote may be unclosed, or the lines end in CR alone";
  CHECK(message_of("n\n" + fits + "x\n") == too_long);
  CHECK(message_of("n\n" + fits + fits + fits) == too_long);
  CHECK(message_of("n\n\"" + fits + fits) == too_long);
  CHECK(message_of("n\n#" + fits + fits) == too_long);
  CHECK(message_of("n x\n" + fits + fits, {.delimiter = ' '}) == too_long);
  const std::string commas(CsvTokenizer::kMaxFields - 1, ',');
  CHECK(records(commas + "\n").front().size() == CsvTokenizer::kMaxFields);
  CHECK(message_of(std::string(100'000, ',')) ==
        "t.csv:1:4097: error: found more than 4096 fields in one line\n"
        "  allowed: at most 4096 fields");
}

TEST_CASE("bytes that are no text and quotes that do not close are refused with their place") {
  using namespace std::string_literals;
  const std::string nul =
      "t.csv:2:3: error: found a NUL byte\n"
      "  allowed: text\n"
      "  hint: the file looks binary; convert it to UTF-8 text";
  CHECK(message_of("n,x\n1,\0002\n"s) == nul);
  CHECK(message_of("n,x\n1 \0002\n"s, {.delimiter = ' '}) == nul);
  CHECK(message_of("n,x\n1,\"2") ==
        "t.csv:2:3: error: found a quoted field that is never closed\n"
        "  allowed: a closing \" before the end of the file\n"
        "  hint: the file may be cut off");
  CHECK(message_of("n,x\n1,\"2\"3\n") ==
        "t.csv:2:6: error: found text after a closing quote\n"
        "  allowed: the end of the field\n"
        "  hint: write a quote inside a quoted field as \"\"");
}

}  // namespace uslkit
