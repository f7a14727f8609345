// plot_output: a plot written to the file that --plot names.
#pragma once

#include <string>

#include "report/plot.h"

namespace uslkit {

// "svg", "png" or "pdf" by the extension of `file`; "-" is SVG on standard output. Throws
// UsageError at `option` for anything else, so that it is found before any work is done.
[[nodiscard]] std::string plot_format(const std::string& file, const std::string& option);

// Draws and writes; the file appears whole or not at all.
void write_plot(const Plot& plot, const std::string& file, const std::string& format);

}  // namespace uslkit
