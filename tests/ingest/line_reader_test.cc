#include "ingest/line_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

std::vector<std::string> lines_of(ByteSource source) {
  LineReader reader(source);
  std::vector<std::string> lines;
  while (const std::optional<std::string_view> line = reader.next()) lines.emplace_back(*line);
  CHECK(reader.line() == static_cast<std::int64_t>(lines.size()));
  return lines;
}

TEST_CASE("lines end at LF or CRLF, the last one also at the end of the source") {
  CHECK(lines_of(ByteSource::from_text("a\nb\r\n\nc")) ==
        std::vector<std::string>{"a", "b", "", "c"});
  CHECK(lines_of(ByteSource::from_text("a\n")) == std::vector<std::string>{"a"});
  CHECK(lines_of(ByteSource::from_text("")).empty());
  CHECK(lines_of(ByteSource::from_text("\xEF\xBB\xBF{}\n")) == std::vector<std::string>{"{}"});
}

TEST_CASE("lines are the same however the bytes arrive") {
  const std::string text = "one\ntwo two\n\nthree\n";
  std::size_t at = 0;
  ByteSource drops = ByteSource::from_function(
      [&](std::span<char> buffer) {
        if (at == text.size() || buffer.empty()) return std::size_t{0};
        buffer[0] = text[at++];
        return std::size_t{1};
      },
      "drops");
  CHECK(lines_of(std::move(drops)) == std::vector<std::string>{"one", "two two", "", "three"});
}

TEST_CASE("a line of the greatest length is read, a longer one is refused") {
  const std::string longest(LineReader::kMaxLineBytes, 'x');
  CHECK(lines_of(ByteSource::from_text(longest + "\nb")).size() == 2);
  ByteSource endless = ByteSource::from_function(
      [](std::span<char> buffer) {
        std::fill(buffer.begin(), buffer.end(), 'x');
        return buffer.size();
      },
      "endless");
  LineReader reader(endless);
  CHECK_THROWS_AS(static_cast<void>(reader.next()), InputError);
}

}  // namespace
}  // namespace uslkit
