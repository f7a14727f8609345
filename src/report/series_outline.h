// series_outline: a series of any length as a curve of bounded length, for plots.
#pragma once

#include <vector>

#include "report/panel.h"

namespace uslkit {

// Of every piece of the width its least and its greatest row, so that a spike is never lost,
// however long the series.
struct SeriesOutline {
  std::vector<DataPoint> line;
  std::vector<DataPoint> peak;  // the greatest alone, where the line would hide what is below it
  std::vector<DataPoint> low;
  std::vector<DataPoint> high;
};

// Row i holds over [i, i + 1) x step, up to `end`, in the unit of the axis.
struct SeriesGrid {
  double step = 1;
  double end = 1;
};

[[nodiscard]] SeriesOutline series_outline(const std::vector<double>& values,
                                           const SeriesGrid& grid);

}  // namespace uslkit
