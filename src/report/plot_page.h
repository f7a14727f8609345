// The page around the axes: title with the finding, legend strip, room for panels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/plot.h"

namespace uslkit {

// A sample of one kind of mark, and what it means.
struct LegendEntry {
  std::string text{};
  std::optional<Color> fill{};  // a swatch, under the line
  std::optional<Stroke> line{};
  std::optional<Marker> marker{};  // centre is ignored
  bool ring = false;               // a second circle around the marker
};

struct PageSpec {
  double width = 720;
  double height = 460;
  std::string title{};
  std::string description{};          // alt text, whole sentences
  std::vector<LegendEntry> legend{};  // in a strip under the title, off the data
};

struct Page {
  Plot plot;
  Box body{};  // what is left for panels
};

// The title shrinks to fit, down to 13 pixels, and is then cut.
[[nodiscard]] Page start_page(const PageSpec& spec);

// The ring drawn around a flagged point of this radius.
[[nodiscard]] Marker outlier_ring(double point_radius);

}  // namespace uslkit
