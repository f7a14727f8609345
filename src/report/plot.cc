#include "report/plot.h"

#include <algorithm>

#include "base/check.h"
#include "report/text_width.h"

namespace uslkit {
namespace {

constexpr double kAscent = 0.76;  // of the font size: height of capitals and of most digits
constexpr double kDescent = 0.22;

Box bounds_of_points(const std::vector<Point>& points, double margin) {
  USLKIT_CHECK(!points.empty());
  Box box{points.front().x, points.front().y, points.front().x, points.front().y};
  for (const Point& point : points) {
    box.left = std::min(box.left, point.x);
    box.right = std::max(box.right, point.x);
    box.top = std::min(box.top, point.y);
    box.bottom = std::max(box.bottom, point.y);
  }
  return {box.left - margin, box.top - margin, box.right + margin, box.bottom + margin};
}

Box bounds_of_text(const Text& text) {
  const double width = text_width(text.text, text.size, text.bold);
  const double before = text.anchor == Anchor::start    ? 0
                        : text.anchor == Anchor::middle ? width / 2
                                                        : width;
  const double up = kAscent * text.size;
  const double down = kDescent * text.size;
  if (text.vertical) {
    return {text.at.x - up, text.at.y - width + before, text.at.x + down, text.at.y + before};
  }
  return {text.at.x - before, text.at.y - up, text.at.x - before + width, text.at.y + down};
}

double half_width(const std::optional<Stroke>& stroke) { return stroke ? stroke->width / 2 : 0; }

struct BoundsVisitor {
  Box operator()(const Polyline& line) const {
    return bounds_of_points(line.points, line.stroke.width / 2);
  }
  Box operator()(const Area& area) const {
    return bounds_of_points(area.points, half_width(area.edge));
  }
  Box operator()(const Marker& marker) const {
    return bounds_of_points({marker.center}, marker.radius + half_width(marker.edge));
  }
  Box operator()(const Text& text) const { return bounds_of_text(text); }
};

}  // namespace

Box bounds_of(const Shape& shape) { return std::visit(BoundsVisitor{}, shape); }

const std::string& role_of(const Shape& shape) {
  return std::visit([](const auto& any) -> const std::string& { return any.role; }, shape);
}

std::vector<Point> marker_outline(const Marker& marker) {
  const double x = marker.center.x;
  const double y = marker.center.y;
  const double r = marker.radius;
  const double s = 0.85 * r;
  const double w = 0.35 * r;
  switch (marker.kind) {
    case MarkerKind::circle:
      break;
    case MarkerKind::square:
      return {{x - s, y - s}, {x + s, y - s}, {x + s, y + s}, {x - s, y + s}};
    case MarkerKind::triangle:
      return {{x, y - r}, {x + r, y + s}, {x - r, y + s}};
    case MarkerKind::triangle_down:
      return {{x, y + r}, {x - r, y - s}, {x + r, y - s}};
    case MarkerKind::diamond:
      return {{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}};
    case MarkerKind::cross:
      return {{x - w, y - r}, {x + w, y - r}, {x + w, y - w}, {x + r, y - w},
              {x + r, y + w}, {x + w, y + w}, {x + w, y + r}, {x - w, y + r},
              {x - w, y + w}, {x - r, y + w}, {x - r, y - w}, {x - w, y - w}};
  }
  return {};
}

std::vector<double> dash_pattern(const Stroke& stroke) {
  const double unit = std::max(stroke.width, 1.0);
  switch (stroke.dash) {
    case Dash::solid:
      return {};
    case Dash::dashed:
      return {4 * unit, 3 * unit};
    case Dash::dotted:
      return {1.2 * unit, 2.2 * unit};
    case Dash::dash_dot:
      return {6 * unit, 2.5 * unit, 1.2 * unit, 2.5 * unit};
    case Dash::long_dash:
      return {9 * unit, 4 * unit};
  }
  return {};
}

}  // namespace uslkit
