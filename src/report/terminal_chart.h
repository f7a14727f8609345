// The throughput plot of a fit as text: points, curve, confidence band and peak in a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "model/usl_fit.h"

namespace uslkit {

struct ChartOptions {
  std::size_t width = 78;   // of the whole chart, cells; 40 or more
  std::size_t height = 14;  // of the drawing area, rows; 6 or more
  bool unicode = true;      // braille and box drawing, else plain ASCII
  bool color = false;       // ANSI colours; without it no escape byte is written
};

// Axes with units, a line under the N axis with the interval of N*, and a legend. Lines end in '\n'
// and are never wider than `width`.
[[nodiscard]] std::string terminal_chart(const UslFit& fit, const ChartOptions& options = {});

}  // namespace uslkit
