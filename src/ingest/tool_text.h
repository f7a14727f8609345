// tool_text: the printed report of a load generator as lines, and the fields readers take from
// them.
//
// Reports are written for people, so readers look lines up by how they start ("Requests/sec:") and
// never by position. Every field knows its line and column, so that any complaint about it can name
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/input_error.h"

namespace uslkit {

// A piece of one line. Views into the text it came from.
struct TextField {
  std::string_view text;  // without blanks at the ends
  Place place;

  // The field up to / after the first occurrence of a mark; everything / nothing if the mark is
  // absent.
  [[nodiscard]] TextField before(std::string_view mark) const;
  [[nodiscard]] TextField after(std::string_view mark) const;
  // The n-th word (0-based), words being separated by blanks and commas; empty if there are fewer.
  [[nodiscard]] TextField word(std::size_t index) const;

  // The whole field as a number, or an InputError at its place. All figures in these reports are
  // rates, times or counts, so none is negative and none above 1e15.
  [[nodiscard]] double number() const;
  [[nodiscard]] double positive_number() const;  // > 0
  [[nodiscard]] double count() const;            // whole and >= 0
  [[nodiscard]] double seconds() const;          // "640.87us", "3.00s", "1m0.051s": >= 0
  [[noreturn]] void fail(std::string allowed, std::string hint = "") const;
};

// Consecutive lines: a whole report file, or one of several runs in it.
class TextBlock {
 public:
  // The field that follows `start` on the first line beginning with it (leading blanks are
  // skipped).
  [[nodiscard]] std::optional<TextField> find(std::string_view start) const;
  // The first line that contains `mark`, whole.
  [[nodiscard]] std::optional<TextField> find_line_with(std::string_view mark) const;
  [[nodiscard]] std::vector<TextField> find_all(std::string_view start) const;
  // As above; a missing line means that the report was cut off.
  [[nodiscard]] TextField require(std::string_view start) const;
  [[nodiscard]] TextField require_line_with(std::string_view mark) const;
  // All lines between the first line beginning with `start` and the next empty line.
  [[nodiscard]] std::vector<TextField> paragraph_after(std::string_view start) const;

  [[nodiscard]] std::vector<TextField> lines() const;
  [[nodiscard]] std::int64_t first_line() const { return first_line_; }

 private:
  friend class ToolText;
  [[nodiscard]] TextField field(std::size_t line, std::size_t column) const;
  [[noreturn]] void throw_cut_off(std::string_view missing) const;

  std::span<const std::string_view> lines_;
  std::int64_t first_line_ = 1;
  std::string_view source_;
  std::string_view tool_;
};

// A report file in memory. Blocks and fields are views into it.
class ToolText {
 public:
  // Reports are short: more than 64 MiB is refused. `tool` is named in messages.
  ToolText(ByteSource& source, std::string_view tool);
  ToolText(const ToolText&) = delete;
  ToolText& operator=(const ToolText&) = delete;

  [[nodiscard]] TextBlock whole() const;
  // One block per run; a run begins at each line that begins with `start`. At least one.
  [[nodiscard]] std::vector<TextBlock> runs(std::string_view start) const;

 private:
  [[nodiscard]] TextBlock block(std::size_t begin, std::size_t end) const;

  std::string text_;
  std::string source_;
  std::string tool_;
  std::vector<std::string_view> lines_;
};

// Does any line of the text begin with `start`, leading blanks aside?
[[nodiscard]] bool has_line_starting(std::string_view text, std::string_view start);
[[nodiscard]] bool contains(std::string_view text, std::string_view part);

}  // namespace uslkit
