#include "report/render_svg.h"

#include <cmath>

#include <fmt/format.h>

#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr const char* kFonts = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";
constexpr std::size_t kLongestTitle = 400;
constexpr std::size_t kLongestDescription = 4'000;

// Two decimals and never "-0.00": the same text whatever the last bit of a coordinate.
std::string number(double value) {
  const double rounded = std::round(value * 100) / 100;
  std::string text = fmt::format("{:.2f}", rounded == 0 ? 0.0 : rounded);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string color_text(Color color) {
  return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
}

std::string points_text(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points) {
    if (!text.empty()) text += ' ';
    text += number(point.x) + ',' + number(point.y);
  }
  return text;
}

std::string stroke_attributes(const Stroke& stroke) {
  std::string text = fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", color_text(stroke.color),
                                 number(stroke.width));
  const std::vector<double> pattern = dash_pattern(stroke);
  if (pattern.empty()) return text;
  std::string dashes;
  for (const double length : pattern) {
    if (!dashes.empty()) dashes += ' ';
    dashes += number(length);
  }
  return text + fmt::format(" stroke-dasharray=\"{}\"", dashes);
}

std::string paint_attributes(const std::optional<Color>& fill, const std::optional<Stroke>& edge) {
  return fmt::format(" fill=\"{}\"", fill ? color_text(*fill) : "none") +
         (edge ? stroke_attributes(*edge) : "");
}

const char* anchor_text(Anchor anchor) {
  switch (anchor) {
    case Anchor::start:
      return "start";
    case Anchor::middle:
      return "middle";
    case Anchor::end:
      return "end";
  }
  return "start";
}

struct SvgVisitor {
  std::string operator()(const Polyline& line) const {
    return fmt::format("<polyline class=\"{}\" points=\"{}\" fill=\"none\"{}/>",
                       escape_xml(line.role), points_text(line.points),
                       stroke_attributes(line.stroke));
  }

  std::string operator()(const Area& area) const {
    return fmt::format("<polygon class=\"{}\" points=\"{}\"{}/>", escape_xml(area.role),
                       points_text(area.points), paint_attributes(area.fill, area.edge));
  }

  std::string operator()(const Marker& marker) const {
    const std::string paint = paint_attributes(marker.fill, marker.edge);
    if (marker.kind == MarkerKind::circle) {
      return fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>",
                         escape_xml(marker.role), number(marker.center.x), number(marker.center.y),
                         number(marker.radius), paint);
    }
    return fmt::format("<polygon class=\"{}\" points=\"{}\"{}/>", escape_xml(marker.role),
                       points_text(marker_outline(marker)), paint);
  }

  std::string operator()(const Text& text) const {
    const std::string x = number(text.at.x);
    const std::string y = number(text.at.y);
    return fmt::format(
        "<text class=\"{}\" x=\"{}\" y=\"{}\" font-size=\"{}\"{} text-anchor=\"{}\" "
        "fill=\"{}\"{}>{}</text>",
        escape_xml(text.role), x, y, number(text.size), text.bold ? " font-weight=\"bold\"" : "",
        anchor_text(text.anchor), color_text(text.color),
        text.vertical ? fmt::format(" transform=\"rotate(-90 {} {})\"", x, y) : "",
        escape_xml(text.text));
  }
};

}  // namespace

std::string render_svg(const Plot& plot) {
  const std::string width = number(plot.width);
  const std::string height = number(plot.height);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"{2}\">\n",
      width, height, kFonts);
  svg += fmt::format("<title id=\"title\">{}</title>\n",
                     escape_xml(cut_to_cells(plot.title, kLongestTitle)));
  svg += fmt::format("<desc id=\"desc\">{}</desc>\n",
                     escape_xml(cut_to_cells(plot.description, kLongestDescription)));
  svg += fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>\n", width, height);
  for (const Shape& shape : plot.shapes) svg += std::visit(SvgVisitor{}, shape) + '\n';
  return svg + "</svg>\n";
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char character : safe_text(text)) {
    switch (character) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

}  // namespace uslkit
