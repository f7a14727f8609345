#include "report/panel.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

constexpr Box kBox{10, 10, 20, 20};

PanelSpec unit_panel() {
  PanelSpec spec;
  spec.outer = {0, 0, 400, 300};
  spec.x = {.title = "N", .scale = {.low = 0, .high = 10}};
  spec.y = {.title = "X", .scale = {.low = 0, .high = 10}};
  return spec;
}

}  // namespace

TEST_CASE("a clipped segment lies in the box and on the old line") {
  const std::optional<Segment> cut = clipped(Segment{{0, 12}, {30, 18}}, kBox);
  REQUIRE(cut);
  CHECK(cut->from.x == doctest::Approx(10));
  CHECK(cut->from.y == doctest::Approx(14));
  CHECK(cut->to.x == doctest::Approx(20));
  CHECK(cut->to.y == doctest::Approx(16));
  CHECK_FALSE(clipped(Segment{{0, 0}, {30, 5}}, kBox));
  CHECK_FALSE(clipped(Segment{{0, 19}, {11, 31}}, kBox));  // passes the corner outside
}

TEST_CASE("a clipped polygon keeps the area it shares with the box") {
  const std::vector<Point> square = {{0, 0}, {15, 0}, {15, 15}, {0, 15}};
  const std::vector<Point> cut = clipped(square, kBox);
  double area = 0;
  for (std::size_t i = 0; i < cut.size(); ++i) {
    const Point a = cut[i];
    const Point b = cut[(i + 1) % cut.size()];
    area += (a.x * b.y - b.x * a.y) / 2;
  }
  CHECK(std::abs(area) == doctest::Approx(25));
  CHECK(clipped(std::vector<Point>{{0, 0}, {5, 0}, {5, 5}}, kBox).empty());
}

TEST_CASE("what a panel draws stays inside its axes, infinities and NaN included") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  Plot plot;
  Panel panel(plot, unit_panel());
  const std::size_t before = plot.shapes.size();
  panel.line("l", {{-5, 5}, {5, kInfinity}, {7, 3}, {8, kNan}, {100, -3}}, {});
  panel.band("b", {{0, -kInfinity}, {10, 1}}, {{0, kInfinity}, {10, 20}}, {});
  panel.marker({11, 5}, {.radius = 1});
  panel.marker({5, kNan}, {.radius = 1});
  panel.marker({5, 5}, {.radius = 1});
  int markers = 0;
  const Box inner = panel.inner();
  for (std::size_t i = before; i < plot.shapes.size(); ++i) {
    const Box box = bounds_of(plot.shapes[i]);
    CHECK(Box{inner.left - 1, inner.top - 1, inner.right + 1, inner.bottom + 1}.contains(box));
    markers += std::holds_alternative<Marker>(plot.shapes[i]) ? 1 : 0;
  }
  CHECK(markers == 1);
}

TEST_CASE("a panel maps its corners to the corners of its axes") {
  Plot plot;
  const Panel panel(plot, unit_panel());
  CHECK(panel.at({0, 0}).x == panel.inner().left);
  CHECK(panel.at({0, 0}).y == panel.inner().bottom);
  CHECK(panel.at({10, 10}).x == doctest::Approx(panel.inner().right));
  CHECK(panel.at({10, 10}).y == doctest::Approx(panel.inner().top));
}

}  // namespace uslkit
