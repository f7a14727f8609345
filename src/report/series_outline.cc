#include "report/series_outline.h"

#include <algorithm>

#include "report/timeline.h"

namespace uslkit {

SeriesOutline series_outline(const std::vector<double>& values, const SeriesGrid& grid) {
  constexpr std::size_t kMostPieces = 600;
  SeriesOutline outline;
  const double rows = static_cast<double>(values.size());
  const std::size_t pieces = std::min(values.size(), kMostPieces);
  for (std::size_t i = 0; i < pieces; ++i) {
    const double from = rows * static_cast<double>(i) / static_cast<double>(pieces);
    const double to = rows * static_cast<double>(i + 1) / static_cast<double>(pieces);
    const ValueRange range = range_of_rows(values, from, to);
    const double start = from * grid.step;
    const double end = std::min(to * grid.step, grid.end);
    // A step: the value holds from the start of its rows to their end.
    for (const double x : {start, end}) {
      outline.line.push_back({x, range.high});
      outline.peak.push_back({x, range.high});
      outline.low.push_back({x, 0});
      outline.high.push_back({x, (range.low + range.high) / 2});
    }
    if (range.high > range.low) outline.line.push_back({end, range.low});
  }
  return outline;
}

}  // namespace uslkit
