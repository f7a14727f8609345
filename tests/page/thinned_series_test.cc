#include "page/thinned_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "doctest/doctest.h"

namespace uslkit {

namespace {

std::vector<double> noise(std::size_t rows, std::uint64_t seed) {
  Random random(seed, "thinned_series_test");
  std::vector<double> column;
  for (std::size_t i = 0; i < rows; ++i) column.push_back(random.uniform());
  return column;
}

}  // namespace

TEST_CASE("a series that fits is kept row by row") {
  const SeriesThinner thinner(20, 10);
  const std::vector<double> column = noise(20, 1);
  CHECK(thinner.rows_per_piece() == 1);
  CHECK(thinner.values(column) == column);
  CHECK(thinner.positions().back() == 19);
}

TEST_CASE("the greatest and the least value of a long series are never lost, wherever they stand") {
  for (const std::size_t rows : {21u, 100u, 101u, 86'400u}) {
    const SeriesThinner thinner(rows, 10);
    for (const std::size_t at : {std::size_t{0}, rows / 3, rows - 1}) {
      CAPTURE(rows);
      CAPTURE(at);
      std::vector<double> column = noise(rows, rows);
      column[at] = 1e6;
      column[rows - 1 - at] = -1e6;
      const std::vector<double> values = thinner.values(column);
      CHECK(values.size() == thinner.kept_rows());
      CHECK(thinner.positions().size() == values.size());
      CHECK(values.size() <= 20);
      CHECK(*std::max_element(values.begin(), values.end()) ==
            *std::max_element(column.begin(), column.end()));
      CHECK(*std::min_element(values.begin(), values.end()) ==
            *std::min_element(column.begin(), column.end()));
    }
  }
}

TEST_CASE("the two values of a piece stand in the order in which they came") {
  const SeriesThinner thinner(6, 2);  // two pieces of three rows
  CHECK(thinner.rows_per_piece() == 3);
  CHECK(thinner.values({1, 5, 3, 9, 2, 4}) == std::vector<double>{1, 5, 9, 2});
  CHECK(thinner.positions() == std::vector<double>{0, 1.5, 3, 4.5});
}

TEST_CASE("what is not finite hides nothing, and a piece of nothing stays nothing") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const SeriesThinner thinner(6, 2);
  const std::vector<double> values = thinner.values({nan, 5, HUGE_VAL, nan, nan, nan});
  CHECK(values[0] == 5);
  CHECK(values[1] == 5);
  CHECK(std::isnan(values[2]));
  CHECK(std::isnan(values[3]));
}

}  // namespace uslkit
