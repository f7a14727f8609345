// thinned_series: a long series made short enough to draw and to mail, without losing a peak.
#pragma once

#include <cstddef>
#include <vector>

namespace uslkit {

// At most so many pieces of time are drawn; a screen has about as many columns.
inline constexpr std::size_t kMostPieces = 1440;

// The rows of a series in equal pieces. Of each piece its least and its greatest value are kept, in
// the order in which they came, so that whatever stood out still does (min-max decimation; Jugel et
// al. 2014, "M4", keep the first and the last value of a piece as well, which a line through
// hundreds of pieces does not show). A series that is short enough is kept as it is.
class SeriesThinner {
 public:
  explicit SeriesThinner(std::size_t rows, std::size_t most_pieces = kMostPieces);

  // 1: nothing was thinned, and every row is kept.
  [[nodiscard]] std::size_t rows_per_piece() const { return rows_per_piece_; }
  // Two values per piece where rows were thinned, else one per row.
  [[nodiscard]] std::size_t kept_rows() const;

  // The row where each kept value starts: of a piece its start and its middle.
  [[nodiscard]] std::vector<double> positions() const;
  // A column of as many rows as the constructor was told. What is not finite is passed over; a
  // piece without any finite value keeps NaN.
  [[nodiscard]] std::vector<double> values(const std::vector<double>& column) const;

 private:
  std::size_t rows_ = 0;
  std::size_t rows_per_piece_ = 1;
};

}  // namespace uslkit
