// Panel: one pair of axes on a plot, and the way from data to pixels.
//
// Constructing it paints heading, grid, axes and labels; data comes afterwards and so lies above.
// Lines and areas are clipped to the axes; markers outside are left out. Holds a reference to the
// plot it paints on, which must outlive it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/axis_scale.h"
#include "report/plot.h"

namespace uslkit {

struct PanelAxis {
  std::string title{};  // with its unit
  AxisScale scale{};
  bool whole_numbers = false;
  std::string (*label)(double value) = nullptr;
  bool bare = false;  // ticks only: the panel below has the numbers and the title
};

struct PanelSpec {
  Box outer{};            // everything of the panel, labels included, stays inside
  std::string heading{};  // bold, above the axes; may be empty
  PanelAxis x{};
  PanelAxis y{};
  double right_margin = 14;  // room for direct labels
  double label_width = 0;    // at least so much room for the numbers of y: panels in one column
};

// Room that the numbers along this vertical axis take, over `height` pixels.
[[nodiscard]] double label_width_of(const PanelAxis& axis, double height);

// Of a panel with and without the numbers of x.
inline constexpr double kPanelFoot = 50;
inline constexpr double kBareFoot = 14;

// A point in data coordinates.
struct DataPoint {
  double x = 0;
  double y = 0;
};

class Panel {
 public:
  Panel(Plot& plot, const PanelSpec& spec);

  [[nodiscard]] Point at(DataPoint point) const;
  [[nodiscard]] const Box& inner() const { return inner_; }
  [[nodiscard]] bool shows(DataPoint point) const;

  void line(const std::string& role, const std::vector<DataPoint>& points, const Stroke& stroke);
  void area(const std::string& role, const std::vector<DataPoint>& outline, Color fill);
  // The area between two curves over the same x.
  void band(const std::string& role, const std::vector<DataPoint>& lower,
            const std::vector<DataPoint>& upper, Color fill);
  // `marker.center` is ignored: the place is `point`.
  void marker(DataPoint point, Marker marker);

 private:
  void paint_axes(const PanelSpec& spec, const std::vector<Tick>& x_ticks,
                  const std::vector<Tick>& y_ticks);

  Plot& plot_;
  Box inner_;
  AxisScale x_;
  AxisScale y_;
};

// A segment cut to a box (Liang and Barsky 1984); empty when it lies outside.
struct Segment {
  Point from{};
  Point to{};
};
[[nodiscard]] std::optional<Segment> clipped(const Segment& segment, const Box& box);

// A polygon cut to a box (Sutherland and Hodgman 1974); possibly empty.
[[nodiscard]] std::vector<Point> clipped(const std::vector<Point>& polygon, const Box& box);

}  // namespace uslkit
