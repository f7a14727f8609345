// BrailleGrid: a raster of dots, eight to a character cell, for lines in a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace uslkit {

// Two dots across and four down in each cell; (0, 0) is top left. Dots outside are ignored.
class BrailleGrid {
 public:
  static constexpr std::size_t kDotsAcross = 2;
  static constexpr std::size_t kDotsDown = 4;

  BrailleGrid(std::size_t columns, std::size_t rows);

  void set(std::int64_t x, std::int64_t y);
  // All dots from (x, y0) to (x, y1).
  void vertical(std::int64_t x, std::int64_t y0, std::int64_t y1);

  [[nodiscard]] bool empty(std::size_t column, std::size_t row) const;
  // U+2800..U+28FF.
  [[nodiscard]] char32_t braille(std::size_t column, std::size_t row) const;
  // ' - or . by the height of the dots in the cell, | where they fill it.
  [[nodiscard]] char32_t ascii(std::size_t column, std::size_t row) const;

 private:
  std::size_t columns_;
  std::size_t rows_;
  std::vector<std::uint8_t> cells_;  // bit = Unicode's dot number - 1
};

}  // namespace uslkit
