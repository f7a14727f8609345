// Plot: a finished drawing as plain data, the same for every output format.
//
// A plot function puts shapes in painting order (first = furthest back); a renderer only walks over
// them. So SVG, PNG and PDF cannot disagree, and tests can ask what lies above what. Coordinates
// are pixels at scale 1, y downwards. All shapes lie within the canvas.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace uslkit {

struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  friend bool operator==(const Color&, const Color&) = default;
};

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  [[nodiscard]] double width() const { return right - left; }
  [[nodiscard]] double height() const { return bottom - top; }
  [[nodiscard]] bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
  [[nodiscard]] bool contains(const Box& other) const {
    return left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom;
  }
};

enum class Dash { solid, dashed, dotted, dash_dot, long_dash };

struct Stroke {
  Color color{};
  double width = 1;
  Dash dash = Dash::solid;
};

// An open line. `role` ("curve", "grid", "axis", ...) becomes the class of the SVG element.
struct Polyline {
  std::string role{};
  std::vector<Point> points{};
  Stroke stroke{};
};

// A closed, filled outline.
struct Area {
  std::string role{};
  std::vector<Point> points{};
  Color fill{};
  std::optional<Stroke> edge{};
};

enum class MarkerKind { circle, square, triangle, diamond, triangle_down, cross };

struct Marker {
  std::string role{};
  Point center{};
  double radius = 4;
  MarkerKind kind = MarkerKind::circle;
  std::optional<Color> fill{};
  std::optional<Stroke> edge{};
};

enum class Anchor { start, middle, end };

// `at` is on the baseline. `vertical` text reads upwards (for the title of a vertical axis).
struct Text {
  std::string role{};
  Point at{};
  std::string text{};
  double size = 14;
  bool bold = false;
  Anchor anchor = Anchor::start;
  Color color{};
  bool vertical = false;
};

using Shape = std::variant<Polyline, Area, Marker, Text>;

struct Plot {
  double width = 720;
  double height = 460;
  std::string title{};        // the finding in words
  std::string description{};  // alt text: what a reader who cannot see the picture should know
  std::vector<Shape> shapes{};
};

// What a shape covers, strokes included; text by the width table of text_width.h.
[[nodiscard]] Box bounds_of(const Shape& shape);

[[nodiscard]] const std::string& role_of(const Shape& shape);

// Corners of a marker that is no circle.
[[nodiscard]] std::vector<Point> marker_outline(const Marker& marker);

// On and off lengths of a dash pattern for a line of this width; empty for a solid line.
[[nodiscard]] std::vector<double> dash_pattern(const Stroke& stroke);

}  // namespace uslkit
