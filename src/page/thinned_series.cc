#include "page/thinned_series.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {
namespace {

struct Extremes {
  double first = std::numeric_limits<double>::quiet_NaN();
  double second = std::numeric_limits<double>::quiet_NaN();
};

// Least and greatest finite value of [from, to), in the order in which they came.
Extremes extremes_of(const std::vector<double>& column, std::size_t from, std::size_t to) {
  std::size_t least = to;
  std::size_t greatest = to;
  for (std::size_t i = from; i < to; ++i) {
    if (!std::isfinite(column[i])) continue;
    if (least == to || column[i] < column[least]) least = i;
    if (greatest == to || column[i] > column[greatest]) greatest = i;
  }
  if (least == to) return {};
  return {column[std::min(least, greatest)], column[std::max(least, greatest)]};
}

}  // namespace

SeriesThinner::SeriesThinner(std::size_t rows, std::size_t most_pieces) : rows_(rows) {
  USLKIT_CHECK(most_pieces > 0);
  // Two values stand for a piece, so a series of twice as many rows is drawn whole.
  if (rows > 2 * most_pieces) rows_per_piece_ = (rows + most_pieces - 1) / most_pieces;
}

std::size_t SeriesThinner::kept_rows() const {
  if (rows_per_piece_ == 1) return rows_;
  return 2 * ((rows_ + rows_per_piece_ - 1) / rows_per_piece_);
}

std::vector<double> SeriesThinner::positions() const {
  std::vector<double> positions;
  positions.reserve(kept_rows());
  for (std::size_t row = 0; row < rows_; row += rows_per_piece_) {
    positions.push_back(static_cast<double>(row));
    if (rows_per_piece_ == 1) continue;
    const std::size_t length = std::min(rows_per_piece_, rows_ - row);
    positions.push_back(static_cast<double>(row) + static_cast<double>(length) / 2);
  }
  return positions;
}

std::vector<double> SeriesThinner::values(const std::vector<double>& column) const {
  USLKIT_CHECK(column.size() == rows_);
  if (rows_per_piece_ == 1) return column;
  std::vector<double> values;
  values.reserve(kept_rows());
  for (std::size_t row = 0; row < rows_; row += rows_per_piece_) {
    const Extremes found = extremes_of(column, row, std::min(rows_, row + rows_per_piece_));
    values.push_back(found.first);
    values.push_back(found.second);
  }
  return values;
}

}  // namespace uslkit
