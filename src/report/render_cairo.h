// Plot to PNG and PDF by cairo, from the same shapes as the SVG.
#pragma once

#include <string>

#include "report/plot.h"

namespace uslkit {

// RGB, `scale` pixels for each unit of the plot. Byte-stable for one version of cairo and one font.
[[nodiscard]] std::string render_png(const Plot& plot, int scale = 2);

// One page, one point for each unit; title and description in the metadata, the creation date fixed
// so that the same plot is the same bytes.
[[nodiscard]] std::string render_pdf(const Plot& plot);

}  // namespace uslkit
