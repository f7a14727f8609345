// Text from the outside made harmless to draw, and measured in terminal cells.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace uslkit {

// The code points of UTF-8 text. Invalid bytes, control characters, line ends, bidirectional
// overrides, invisible format characters and code points that XML forbids become U+FFFD each: a
// file name can neither steer a terminal nor break a document.
[[nodiscard]] std::vector<char32_t> safe_code_points(std::string_view text);

// The same, as UTF-8. Cost: linear, also for hostile text.
[[nodiscard]] std::string safe_text(std::string_view text);

// One code point as UTF-8.
[[nodiscard]] std::string utf8_from(char32_t code_point);

// Cells a terminal gives to a code point: 0 for combining marks, 2 for East Asian wide, else 1.
[[nodiscard]] int cells_of(char32_t code_point);

// Cells of a text (after safe_text).
[[nodiscard]] std::size_t cells_of(std::string_view text);

// At most `cells` wide, ending in `ellipsis` where something was cut.
[[nodiscard]] std::string cut_to_cells(std::string_view text, std::size_t cells,
                                       std::string_view ellipsis = "...");

// Words wrapped at `cells`; a word longer than a line gets its own line, cut. At least one line.
[[nodiscard]] std::vector<std::string> wrap_to_cells(std::string_view text, std::size_t cells);

}  // namespace uslkit
