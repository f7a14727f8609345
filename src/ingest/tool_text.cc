#include "ingest/tool_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/number_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kMaxReportBytes = 64u << 20;
constexpr double kMaxFigure = 1e15;
constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kDigits = "0123456789.+";

std::string_view skip_blanks(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  return line;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

struct TimeUnit {
  std::string_view name;
  double seconds;
};

// Longest names first where one begins another.
constexpr std::array<TimeUnit, 9> kTimeUnits = {{{"ns", 1e-9},
                                                 {"us", 1e-6},
                                                 {"\xC2\xB5s", 1e-6},  // micro sign
                                                 {"\xCE\xBCs", 1e-6},  // Greek mu
                                                 {"ms", 1e-3},
                                                 {"secs", 1},
                                                 {"s", 1},
                                                 {"m", 60},
                                                 {"h", 3600}}};

}  // namespace

TextField TextField::before(std::string_view mark) const {
  return {.text = trimmed(text.substr(0, text.find(mark))), .place = place};
}

TextField TextField::after(std::string_view mark) const {
  const std::size_t at = text.find(mark);
  const std::size_t start = at == std::string_view::npos ? text.size() : at + mark.size();
  const std::string_view rest = skip_blanks(text.substr(start));
  TextField result{.text = trimmed(rest), .place = place};
  result.place.column += rest.data() - text.data();
  return result;
}

TextField TextField::word(std::size_t index) const {
  constexpr std::string_view kSeparators = " \t\r\n,";
  std::size_t begin = std::min(text.find_first_not_of(kSeparators), text.size());
  for (; index > 0 && begin < text.size(); --index) {
    begin = std::min(text.find_first_of(kSeparators, begin), text.size());
    begin = std::min(text.find_first_not_of(kSeparators, begin), text.size());
  }
  const std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
  TextField result{.text = text.substr(begin, end - begin), .place = place};
  result.place.column += static_cast<std::int64_t>(begin);
  return result;
}

double TextField::number() const {
  const std::optional<double> value = try_parse_number(text);
  if (!value || *value < 0 || *value > kMaxFigure) fail("a number between 0 and 1e15, such as 1.5");
  return *value;
}

double TextField::positive_number() const {
  const double value = number();
  if (!(value > 0)) fail("a number above 0");
  return value;
}

double TextField::count() const {
  const double value = number();
  if (value != std::floor(value)) fail("a whole number");
  return value;
}

double TextField::seconds() const {
  constexpr std::string_view kAllowed = "a time such as 640.87us, 5.31ms, 3.00s or 1m0.051s";
  double total = 0;
  std::string_view rest = text;
  do {
    const std::size_t digits = std::min(rest.find_first_not_of(kDigits), rest.size());
    const std::optional<double> value = try_parse_number(rest.substr(0, digits));
    rest.remove_prefix(digits);
    const auto* unit = std::find_if(kTimeUnits.begin(), kTimeUnits.end(),
                                    [&](const TimeUnit& u) { return rest.starts_with(u.name); });
    if (!value || *value < 0 || unit == kTimeUnits.end()) fail(std::string(kAllowed));
    total += *value * unit->seconds;
    rest.remove_prefix(unit->name.size());
  } while (!rest.empty());
  if (total > kMaxFigure) fail(std::string(kAllowed));
  return total;
}

void TextField::fail(std::string allowed, std::string hint) const {
  throw InputError({.place = place,
                    .found = text.empty() ? "nothing here" : uslkit::quoted(text),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

TextField TextBlock::field(std::size_t line, std::size_t column) const {
  const std::string_view rest = skip_blanks(lines_[line].substr(column));
  const std::ptrdiff_t start = rest.data() - lines_[line].data();
  return {.text = trimmed(rest),
          .place = {.source = std::string(source_),
                    .line = first_line_ + static_cast<std::int64_t>(line),
                    .column = 1 + start}};
}

std::vector<TextField> TextBlock::find_all(std::string_view start) const {
  std::vector<TextField> fields;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view line = skip_blanks(lines_[i]);
    if (!line.starts_with(start)) continue;
    fields.push_back(field(i, lines_[i].size() - line.size() + start.size()));
  }
  return fields;
}

std::optional<TextField> TextBlock::find(std::string_view start) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view line = skip_blanks(lines_[i]);
    if (line.starts_with(start)) {
      return field(i, lines_[i].size() - line.size() + start.size());
    }
  }
  return std::nullopt;
}

std::optional<TextField> TextBlock::find_line_with(std::string_view mark) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (contains(lines_[i], mark)) return field(i, 0);
  }
  return std::nullopt;
}

TextField TextBlock::require(std::string_view start) const {
  const std::optional<TextField> found = find(start);
  if (!found) throw_cut_off(start);
  return *found;
}

TextField TextBlock::require_line_with(std::string_view mark) const {
  const std::optional<TextField> found = find_line_with(mark);
  if (!found) throw_cut_off(mark);
  return *found;
}

std::vector<TextField> TextBlock::paragraph_after(std::string_view start) const {
  std::vector<TextField> fields;
  bool inside = false;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view line = skip_blanks(lines_[i]);
    if (inside && line.empty()) break;
    if (inside) fields.push_back(field(i, 0));
    inside = inside || line.starts_with(start);
  }
  return fields;
}

std::vector<TextField> TextBlock::lines() const {
  std::vector<TextField> fields;
  fields.reserve(lines_.size());
  for (std::size_t i = 0; i < lines_.size(); ++i) fields.push_back(field(i, 0));
  return fields;
}

void TextBlock::throw_cut_off(std::string_view missing) const {
  const std::int64_t last_line = first_line_ + static_cast<std::int64_t>(lines_.size()) - 1;
  throw InputError(
      {.place = {.source = std::string(source_), .line = std::max<std::int64_t>(1, last_line)},
       .found = fmt::format("the end of the {} report that begins in line {}, without {}", tool_,
                            first_line_, uslkit::quoted(missing)),
       .allowed = fmt::format("a complete report of {}", tool_),
       .hint = fmt::format("run {} to its end and keep all it prints", tool_)});
}

ToolText::ToolText(ByteSource& source, std::string_view tool)
    : text_(source.read_all(kMaxReportBytes)), source_(source.name()), tool_(tool) {
  std::string_view view = text_;
  if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
  lines_ = split_lines(view);
}

TextBlock ToolText::block(std::size_t begin, std::size_t end) const {
  TextBlock result;
  result.lines_ = std::span(lines_).subspan(begin, end - begin);
  result.first_line_ = static_cast<std::int64_t>(begin) + 1;
  result.source_ = source_;
  result.tool_ = tool_;
  return result;
}

TextBlock ToolText::whole() const { return block(0, lines_.size()); }

std::vector<TextBlock> ToolText::runs(std::string_view start) const {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (skip_blanks(lines_[i]).starts_with(start)) begins.push_back(i);
  }
  if (begins.empty()) {
    throw InputError({.place = {.source = source_, .line = 1},
                      .found = fmt::format("no line beginning with {}", uslkit::quoted(start)),
                      .allowed = fmt::format("what {} prints, from its first line on", tool_)});
  }
  std::vector<TextBlock> result;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    result.push_back(block(begins[i], i + 1 < begins.size() ? begins[i + 1] : lines_.size()));
  }
  return result;
}

bool has_line_starting(std::string_view text, std::string_view start) {
  for (std::size_t at = text.find(start); at != std::string_view::npos;
       at = text.find(start, at + 1)) {
    const std::size_t before =
        at == 0 ? std::string_view::npos : text.find_last_not_of(" \t", at - 1);
    if (before == std::string_view::npos || text[before] == '\n') return true;
  }
  return false;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace uslkit
