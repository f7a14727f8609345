#include "report/braille_grid.h"

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("the eight dots of a cell are the eight bits of its braille character") {
  char32_t sum = 0;
  for (std::int64_t x = 0; x < 2; ++x) {
    for (std::int64_t y = 0; y < 4; ++y) {
      BrailleGrid grid(1, 1);
      grid.set(x, y);
      sum += grid.braille(0, 0) - 0x2800;
    }
  }
  CHECK(sum == 0xFF);
}

TEST_CASE("dots outside are ignored and an empty cell is a blank") {
  BrailleGrid grid(2, 2);
  grid.set(-1, 0);
  grid.set(0, -1);
  grid.set(4, 0);
  grid.set(0, 8);
  grid.vertical(99, -1'000'000'000, 1'000'000'000);
  CHECK(grid.empty(0, 0));
  CHECK(grid.braille(1, 1) == U' ');
  CHECK(grid.ascii(1, 1) == U' ');
}

TEST_CASE("ASCII shows the height of the dots in a cell") {
  BrailleGrid grid(4, 1);
  grid.set(0, 0);
  grid.set(2, 1);
  grid.set(4, 3);
  grid.vertical(6, 3, 0);
  CHECK(grid.ascii(0, 0) == U'\'');
  CHECK(grid.ascii(1, 0) == U'-');
  CHECK(grid.ascii(2, 0) == U'.');
  CHECK(grid.ascii(3, 0) == U'|');
}

}  // namespace uslkit
