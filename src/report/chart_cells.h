// chart_cells: the raster of characters that charts in a terminal are painted on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace uslkit {

enum class Ink { none, band, curve, point, peak, axis };

struct ChartCell {
  char32_t glyph = U' ';
  Ink ink = Ink::none;
};

// Cells as text: trailing blanks dropped, colours switched only where the ink changes.
[[nodiscard]] std::string line_text(const std::vector<ChartCell>& cells, bool color);

// Writes `text` into the cells from `at` on; what does not fit is left out.
void write_at(std::vector<ChartCell>& cells, std::size_t at, const std::string& text, Ink ink);

}  // namespace uslkit
