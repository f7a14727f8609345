#include "report/safe_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace uslkit {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

// Controls, bidirectional marks and overrides, zero-width and line separators, surrogates,
// noncharacters of the basic plane: nothing here has a shape of its own.
constexpr std::array<Range, 9> kUnsafe = {{{0x00, 0x1F},
                                           {0x7F, 0x9F},
                                           {0x061C, 0x061C},
                                           {0x200B, 0x200F},
                                           {0x2028, 0x202E},
                                           {0x2060, 0x206F},
                                           {0xD800, 0xDFFF},
                                           {0xFEFF, 0xFEFF},
                                           {0xFFFE, 0xFFFF}}};

constexpr std::array<Range, 5> kCombining = {
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

// The blocks of Unicode TR 11 whose characters are two cells wide.
constexpr std::array<Range, 8> kWide = {{{0x1100, 0x115F},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF}}};

template <std::size_t size>
bool contains(const std::array<Range, size>& ranges, char32_t code_point) {
  for (const Range& range : ranges) {
    if (code_point >= range.first && code_point <= range.last) return true;
  }
  return false;
}

struct Decoded {
  char32_t code_point;
  std::size_t length;
};

std::size_t length_from_first_byte(unsigned char byte) {
  if (byte < 0x80) return 1;
  if (byte >= 0xC2 && byte <= 0xDF) return 2;
  if (byte >= 0xE0 && byte <= 0xEF) return 3;
  if (byte >= 0xF0 && byte <= 0xF4) return 4;
  return 0;
}

// The code point at `at`; an invalid byte counts as one replacement character.
Decoded decode(std::string_view text, std::size_t at) {
  static constexpr std::array<char32_t, 5> kFirstMask = {0, 0x7F, 0x1F, 0x0F, 0x07};
  static constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = length_from_first_byte(first);
  if (length == 0 || at + length > text.size()) return {kReplacement, 1};
  char32_t code_point = first & kFirstMask[length];
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return {kReplacement, 1};
    code_point = (code_point << 6) | (byte & 0x3FU);
  }
  if (code_point < kSmallest[length] || code_point > 0x10FFFF) return {kReplacement, 1};
  return {code_point, length};
}

std::string joined(const std::vector<char32_t>& code_points) {
  std::string text;
  for (const char32_t code_point : code_points) text += utf8_from(code_point);
  return text;
}

}  // namespace

std::vector<char32_t> safe_code_points(std::string_view text) {
  std::vector<char32_t> code_points;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode(text, at);
    code_points.push_back(contains(kUnsafe, decoded.code_point) ? kReplacement
                                                                : decoded.code_point);
    at += decoded.length;
  }
  return code_points;
}

std::string safe_text(std::string_view text) { return joined(safe_code_points(text)); }

std::string utf8_from(char32_t code_point) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  if (code_point < 0x80) return {byte(code_point)};
  if (code_point < 0x800) return {byte(0xC0 | (code_point >> 6)), byte(0x80 | (code_point & 0x3F))};
  if (code_point < 0x10000) {
    return {byte(0xE0 | (code_point >> 12)), byte(0x80 | ((code_point >> 6) & 0x3F)),
            byte(0x80 | (code_point & 0x3F))};
  }
  return {byte(0xF0 | (code_point >> 18)), byte(0x80 | ((code_point >> 12) & 0x3F)),
          byte(0x80 | ((code_point >> 6) & 0x3F)), byte(0x80 | (code_point & 0x3F))};
}

int cells_of(char32_t code_point) {
  if (contains(kCombining, code_point)) return 0;
  return contains(kWide, code_point) ? 2 : 1;
}

std::size_t cells_of(std::string_view text) {
  std::size_t cells = 0;
  for (const char32_t code_point : safe_code_points(text)) {
    cells += static_cast<std::size_t>(cells_of(code_point));
  }
  return cells;
}

std::string cut_to_cells(std::string_view text, std::size_t cells, std::string_view ellipsis) {
  // Four bytes a cell are the most UTF-8 can need; combining marks beyond that may go.
  const std::string_view head = text.substr(0, 4 * cells + 4);
  if (head.size() == text.size() && cells_of(text) <= cells) return safe_text(text);
  const std::size_t room = cells > cells_of(ellipsis) ? cells - cells_of(ellipsis) : 0;
  std::string cut;
  std::size_t used = 0;
  for (const char32_t code_point : safe_code_points(head)) {
    used += static_cast<std::size_t>(cells_of(code_point));
    if (used > room) break;
    cut += utf8_from(code_point);
  }
  return cut + std::string(room > 0 || cells >= cells_of(ellipsis) ? ellipsis : "");
}

std::vector<std::string> wrap_to_cells(std::string_view text, std::size_t cells) {
  std::vector<std::string> lines(1);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = cut_to_cells(text.substr(begin, end - begin), cells);
    begin = end + 1;
    if (word.empty()) continue;
    if (lines.back().empty()) {
      lines.back() = word;
    } else if (cells_of(lines.back()) + 1 + cells_of(word) <= cells) {
      lines.back() += ' ' + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

}  // namespace uslkit
