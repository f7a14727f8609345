#include "report/braille_grid.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace uslkit {
namespace {

// Bits of the dots by [row][column]: Unicode numbers them 1-3 and 7 down the left, 4-6 and 8 right.
constexpr std::array<std::array<std::uint8_t, 2>, 4> kDotBits = {
    {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};
constexpr std::uint8_t kTopDots = 0x01 | 0x08;
constexpr std::uint8_t kMiddleDots = 0x02 | 0x10 | 0x04 | 0x20;
constexpr std::uint8_t kBottomDots = 0x40 | 0x80;

}  // namespace

BrailleGrid::BrailleGrid(std::size_t columns, std::size_t rows)
    : columns_(columns), rows_(rows), cells_(columns * rows) {}

void BrailleGrid::set(std::int64_t x, std::int64_t y) {
  if (x < 0 || y < 0) return;
  const std::size_t column = static_cast<std::size_t>(x) / kDotsAcross;
  const std::size_t row = static_cast<std::size_t>(y) / kDotsDown;
  if (column >= columns_ || row >= rows_) return;
  const std::uint8_t bit =
      kDotBits[static_cast<std::size_t>(y) % kDotsDown][static_cast<std::size_t>(x) % kDotsAcross];
  std::uint8_t& cell = cells_[row * columns_ + column];
  cell = static_cast<std::uint8_t>(cell | bit);
}

void BrailleGrid::vertical(std::int64_t x, std::int64_t y0, std::int64_t y1) {
  const std::int64_t last = static_cast<std::int64_t>(rows_ * kDotsDown);
  const std::int64_t top = std::clamp<std::int64_t>(std::min(y0, y1), -1, last);
  const std::int64_t bottom = std::clamp<std::int64_t>(std::max(y0, y1), -1, last);
  for (std::int64_t y = top; y <= bottom; ++y) set(x, y);
}

bool BrailleGrid::empty(std::size_t column, std::size_t row) const {
  USLKIT_CHECK(column < columns_);
  USLKIT_CHECK(row < rows_);
  return cells_[row * columns_ + column] == 0;
}

char32_t BrailleGrid::braille(std::size_t column, std::size_t row) const {
  return empty(column, row) ? U' ' : 0x2800 + char32_t{cells_[row * columns_ + column]};
}

char32_t BrailleGrid::ascii(std::size_t column, std::size_t row) const {
  if (empty(column, row)) return U' ';
  const std::uint8_t cell = cells_[row * columns_ + column];
  const bool top = (cell & kTopDots) != 0;
  const bool bottom = (cell & kBottomDots) != 0;
  if (top && bottom) return U'|';
  if (top) return U'\'';
  return bottom && (cell & kMiddleDots) == 0 ? U'.' : U'-';
}

}  // namespace uslkit
