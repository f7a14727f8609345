#include "report/panel.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/palette.h"
#include "report/text_width.h"

namespace uslkit {
namespace {

constexpr double kTickFont = 14;
constexpr double kTitleFont = 14;
constexpr double kHeadingFont = 15;
constexpr double kTickLength = 5;
constexpr double kFarPixel = 1e5;
constexpr double kSamePixel = 1e-6;

double widest_label(const std::vector<Tick>& ticks) {
  double width = 0;
  for (const Tick& tick : ticks) width = std::max(width, text_width(tick.label, kTickFont));
  return width;
}

TickOptions tick_options(const PanelAxis& axis, double length, bool vertical) {
  return {.length = length,
          .font_size = kTickFont,
          .vertical = vertical,
          .whole_numbers = axis.whole_numbers,
          .label = axis.label};
}

// A coordinate that every renderer can take: infinity is far outside, and so is no number at all.
double drawable(double pixel) {
  return std::isnan(pixel) ? -kFarPixel : std::clamp(pixel, -kFarPixel, kFarPixel);
}

Point between(Point a, Point b, double t) { return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}; }

bool same(Point a, Point b) {
  return std::abs(a.x - b.x) < kSamePixel && std::abs(a.y - b.y) < kSamePixel;
}

// One side of the box: signed distance of a point, positive inside.
double inside_distance(int side, Point point, const Box& box) {
  switch (side) {
    case 0:
      return point.x - box.left;
    case 1:
      return box.right - point.x;
    case 2:
      return point.y - box.top;
    default:
      return box.bottom - point.y;
  }
}

std::vector<Point> clipped_at_side(const std::vector<Point>& polygon, const Box& box, int side) {
  std::vector<Point> kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point from = polygon[i];
    const Point to = polygon[(i + 1) % polygon.size()];
    const double before = inside_distance(side, from, box);
    const double after = inside_distance(side, to, box);
    if (before >= 0) kept.push_back(from);
    if ((before < 0) != (after < 0)) kept.push_back(between(from, to, before / (before - after)));
  }
  return kept;
}

}  // namespace

double label_width_of(const PanelAxis& axis, double height) {
  return widest_label(make_ticks(axis.scale, tick_options(axis, height, true)));
}

Panel::Panel(Plot& plot, const PanelSpec& spec) : plot_(plot), x_(spec.x.scale), y_(spec.y.scale) {
  const Box& outer = spec.outer;
  const double top = outer.top + (spec.heading.empty() ? 10 : 30);
  const double bottom = outer.bottom - (spec.x.bare ? kBareFoot : kPanelFoot);
  const std::vector<Tick> y_ticks = make_ticks(y_, tick_options(spec.y, bottom - top, true));
  const double labels = std::max(spec.label_width, widest_label(y_ticks));
  const double left = outer.left + 34 + labels + kTickLength;
  inner_ = {left, top, outer.right - spec.right_margin, bottom};
  const std::vector<Tick> x_ticks = make_ticks(x_, tick_options(spec.x, inner_.width(), false));
  if (!spec.heading.empty()) {
    plot_.shapes.push_back(
        Text{.role = "heading",
             .at = {outer.left + 10, outer.top + 18},
             .text = fit_text(spec.heading, outer.width() - 12, kHeadingFont, true),
             .size = kHeadingFont,
             .bold = true,
             .color = kInk});
  }
  paint_axes(spec, x_ticks, y_ticks);
}

void Panel::paint_axes(const PanelSpec& spec, const std::vector<Tick>& x_ticks,
                       const std::vector<Tick>& y_ticks) {
  const Stroke grid{kGrid, 1, Dash::solid};
  const Stroke axis{kMuted, 1.2, Dash::solid};
  for (const Tick& tick : y_ticks) {
    const double y = at({x_.low, tick.value}).y;
    plot_.shapes.push_back(Polyline{"grid", {{inner_.left, y}, {inner_.right, y}}, grid});
    plot_.shapes.push_back(
        Polyline{"axis", {{inner_.left - kTickLength, y}, {inner_.left, y}}, axis});
    plot_.shapes.push_back(Text{.role = "tick",
                                .at = {inner_.left - kTickLength - 4, y + 0.36 * kTickFont},
                                .text = tick.label,
                                .size = kTickFont,
                                .anchor = Anchor::end,
                                .color = kInk});
  }
  for (const Tick& tick : x_ticks) {
    const double x = at({tick.value, y_.low}).x;
    plot_.shapes.push_back(
        Polyline{"axis", {{x, inner_.bottom}, {x, inner_.bottom + kTickLength}}, axis});
    if (spec.x.bare) continue;
    plot_.shapes.push_back(Text{.role = "tick",
                                .at = {x, inner_.bottom + kTickLength + 15},
                                .text = tick.label,
                                .size = kTickFont,
                                .anchor = Anchor::middle,
                                .color = kInk});
  }
  plot_.shapes.push_back(Polyline{
      "axis",
      {{inner_.left, inner_.top}, {inner_.left, inner_.bottom}, {inner_.right, inner_.bottom}},
      axis});
  if (!spec.x.bare) {
    plot_.shapes.push_back(Text{.role = "axis-title",
                                .at = {(inner_.left + inner_.right) / 2, spec.outer.bottom - 10},
                                .text = fit_text(spec.x.title, inner_.width(), kTitleFont),
                                .size = kTitleFont,
                                .anchor = Anchor::middle,
                                .color = kInk});
  }
  plot_.shapes.push_back(Text{.role = "axis-title",
                              .at = {spec.outer.left + 19, (inner_.top + inner_.bottom) / 2},
                              .text = fit_text(spec.y.title, inner_.height(), kTitleFont),
                              .size = kTitleFont,
                              .anchor = Anchor::middle,
                              .color = kInk,
                              .vertical = true});
}

Point Panel::at(DataPoint point) const {
  const double x = inner_.left + x_.fraction(point.x) * inner_.width();
  const double y = inner_.bottom - y_.fraction(point.y) * inner_.height();
  return {drawable(x), drawable(y)};
}

bool Panel::shows(DataPoint point) const {
  const Point pixel = at(point);
  return inner_.contains({pixel.x, pixel.y, pixel.x, pixel.y});
}

void Panel::line(const std::string& role, const std::vector<DataPoint>& points,
                 const Stroke& stroke) {
  std::vector<Point> run;
  const auto finish_run = [&] {
    if (run.size() > 1) plot_.shapes.push_back(Polyline{role, run, stroke});
    run.clear();
  };
  for (std::size_t i = 1; i < points.size(); ++i) {
    const std::optional<Segment> piece = clipped(Segment{at(points[i - 1]), at(points[i])}, inner_);
    if (!piece) {
      finish_run();
      continue;
    }
    if (run.empty() || !same(run.back(), piece->from)) {
      finish_run();
      run.push_back(piece->from);
    }
    run.push_back(piece->to);
  }
  finish_run();
}

void Panel::area(const std::string& role, const std::vector<DataPoint>& outline, Color fill) {
  std::vector<Point> pixels;
  for (const DataPoint& point : outline) pixels.push_back(at(point));
  std::vector<Point> visible = clipped(pixels, inner_);
  if (visible.size() > 2) plot_.shapes.push_back(Area{role, std::move(visible), fill, {}});
}

void Panel::band(const std::string& role, const std::vector<DataPoint>& lower,
                 const std::vector<DataPoint>& upper, Color fill) {
  std::vector<DataPoint> outline = upper;
  outline.insert(outline.end(), lower.rbegin(), lower.rend());
  area(role, outline, fill);
}

void Panel::marker(DataPoint point, Marker marker) {
  if (!shows(point)) return;
  marker.center = at(point);
  plot_.shapes.push_back(std::move(marker));
}

std::optional<Segment> clipped(const Segment& segment, const Box& box) {
  double enter = 0;
  double leave = 1;
  for (int side = 0; side < 4; ++side) {
    const double from = inside_distance(side, segment.from, box);
    const double to = inside_distance(side, segment.to, box);
    if (!(from >= 0) && !(to >= 0)) return std::nullopt;
    if (from < 0) enter = std::max(enter, from / (from - to));
    if (to < 0) leave = std::min(leave, from / (from - to));
  }
  if (enter > leave) return std::nullopt;
  return Segment{between(segment.from, segment.to, enter),
                 between(segment.from, segment.to, leave)};
}

std::vector<Point> clipped(const std::vector<Point>& polygon, const Box& box) {
  std::vector<Point> kept = polygon;
  for (int side = 0; side < 4 && !kept.empty(); ++side) kept = clipped_at_side(kept, box, side);
  return kept;
}

}  // namespace uslkit
