// point_labels: words beside single points of a plot, none above another or above a marker.
#pragma once

#include <string>
#include <vector>

#include "report/plot.h"

namespace uslkit {

struct PointLabel {
  Point at{};         // of the point, in pixels
  double radius = 4;  // of its marker
  std::string text{};
  bool important = false;  // bold, placed first, and shown even where it must cover something
};

// Paints the labels, each at the first of eight places around its point where it stays inside
// `room` and touches no text, no marker, no line of data and no other label of `plot`. What finds
// no place is left out, unless it is important. Cost: labels x shapes.
void paint_point_labels(Plot& plot, const Box& room, std::vector<PointLabel> labels);

}  // namespace uslkit
