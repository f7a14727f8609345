#include "report/point_labels.h"

#include <algorithm>
#include <array>
#include <optional>

#include "report/palette.h"
#include "report/panel.h"
#include "report/text_width.h"

namespace uslkit {
namespace {

constexpr double kFont = 13;
constexpr double kGap = 4;
constexpr double kAir = 2;  // around a label

constexpr std::size_t kNearby = 2;  // distances at which a label still belongs to its point

// Where the label stands, seen from its point: -1, 0, 1 in each direction; y downwards.
struct Side {
  int across = 0;
  int down = 0;
};
constexpr std::array<Side, 8> kSides = {
    {{1, -1}, {1, 1}, {-1, -1}, {-1, 1}, {0, -1}, {0, 1}, {1, 0}, {-1, 0}}};
// Further and further away.
constexpr std::array<double, 5> kDistances = {1, 3, 6, 10, 15};

Text text_at(const PointLabel& label, const Side& side, double distance) {
  const double away = label.radius + distance * kGap;
  const double x = label.at.x + side.across * away;
  const double lift = side.down == 0 ? 0.36 * kFont : (side.down < 0 ? -away : away + 0.8 * kFont);
  const Anchor anchor =
      side.across > 0 ? Anchor::start : (side.across < 0 ? Anchor::end : Anchor::middle);
  return {.role = "label",
          .at = {x, label.at.y + (side.across == 0 || side.down == 0 ? lift : lift / 2)},
          .text = label.text,
          .size = kFont,
          .bold = label.important,
          .anchor = anchor,
          .color = kInk};
}

bool is_obstacle(const Shape& shape) {
  return std::holds_alternative<Text>(shape) || std::holds_alternative<Marker>(shape);
}

// A line of data, not of the paper below it.
bool crosses(const Shape& shape, const Box& place) {
  const Polyline* line = std::get_if<Polyline>(&shape);
  if (line == nullptr || line->role == "grid") return false;
  for (std::size_t i = 1; i < line->points.size(); ++i) {
    if (clipped(Segment{line->points[i - 1], line->points[i]}, place)) return true;
  }
  return false;
}

bool is_free(const Plot& plot, const Box& place) {
  return std::none_of(plot.shapes.begin(), plot.shapes.end(), [&place](const Shape& shape) {
    return crosses(shape, place) || (is_obstacle(shape) && bounds_of(shape).overlaps(place));
  });
}

std::optional<Text> free_place(const Plot& plot, const Box& room, const PointLabel& label) {
  const std::size_t tries = label.important ? kDistances.size() : kNearby;
  for (std::size_t i = 0; i < tries; ++i) {
    const double distance = kDistances[i];
    for (const Side& side : kSides) {
      Text text = text_at(label, side, distance);
      const Box tight = bounds_of(Shape{text});
      const Box place{tight.left - kAir, tight.top - kAir, tight.right + kAir, tight.bottom + kAir};
      if (room.contains(place) && is_free(plot, place)) return text;
    }
  }
  return std::nullopt;
}

}  // namespace

void paint_point_labels(Plot& plot, const Box& room, std::vector<PointLabel> labels) {
  std::stable_sort(labels.begin(), labels.end(), [](const PointLabel& a, const PointLabel& b) {
    return a.important && !b.important;
  });
  for (PointLabel& label : labels) {
    label.text = fit_text(label.text, room.width(), kFont, label.important);
    std::optional<Text> text = free_place(plot, room, label);
    if (!text && label.important) text = text_at(label, kSides.front(), kDistances.front());
    if (text) plot.shapes.push_back(std::move(*text));
  }
}

}  // namespace uslkit
