#include "report/plot_page.h"

#include "report/palette.h"
#include "report/safe_text.h"
#include "report/text_width.h"

namespace uslkit {
namespace {

constexpr double kMargin = 12;
constexpr double kLargestTitle = 18;
constexpr double kSmallestTitle = 13;
constexpr double kLegendFont = 13;
constexpr double kLegendRow = 20;
constexpr double kSampleWidth = 30;

double title_size(const std::string& title, double room) {
  double size = kLargestTitle;
  while (size > kSmallestTitle && text_width(title, size, true) > room) size -= 0.5;
  return size;
}

void paint_sample(Plot& plot, const LegendEntry& entry, Point middle) {
  const double half = kSampleWidth / 2;
  const double low = middle.y + 6;
  const double high = middle.y - 6;
  if (entry.fill) {
    plot.shapes.push_back(Area{"legend",
                               {{middle.x - half, high},
                                {middle.x + half, high},
                                {middle.x + half, low},
                                {middle.x - half, low}},
                               *entry.fill,
                               {}});
  }
  if (entry.line && entry.fill) {
    for (const double y : {high, low}) {
      plot.shapes.push_back(
          Polyline{"legend", {{middle.x - half, y}, {middle.x + half, y}}, *entry.line});
    }
  } else if (entry.line) {
    plot.shapes.push_back(Polyline{
        "legend", {{middle.x - half, middle.y}, {middle.x + half, middle.y}}, *entry.line});
  }
  if (!entry.marker) return;
  Marker marker = *entry.marker;
  marker.role = "legend";
  marker.center = middle;
  plot.shapes.push_back(marker);
  if (!entry.ring) return;
  Marker ring = outlier_ring(marker.radius);
  ring.role = "legend";
  ring.center = middle;
  plot.shapes.push_back(ring);
}

// Paints the strip from `top` downwards, as many rows as it needs; returns its lower end.
double paint_legend(Plot& plot, const std::vector<LegendEntry>& legend, double top) {
  if (legend.empty()) return top;
  double x = kMargin + 8;
  double y = top + kLegendRow / 2;
  for (const LegendEntry& entry : legend) {
    const double room = plot.width - 2 * kMargin - kSampleWidth - 16;
    const std::string text = fit_text(entry.text, room, kLegendFont);
    const double width = kSampleWidth + 6 + text_width(text, kLegendFont);
    if (x > kMargin + 8 && x + width > plot.width - kMargin) {
      x = kMargin + 8;
      y += kLegendRow;
    }
    paint_sample(plot, entry, {x + kSampleWidth / 2, y});
    plot.shapes.push_back(Text{.role = "legend",
                               .at = {x + kSampleWidth + 6, y + 0.36 * kLegendFont},
                               .text = text,
                               .size = kLegendFont,
                               .color = kInk});
    x += width + 18;
  }
  return y + kLegendRow / 2;
}

}  // namespace

Page start_page(const PageSpec& spec) {
  Page page;
  page.plot.width = spec.width;
  page.plot.height = spec.height;
  page.plot.title = safe_text(spec.title);
  page.plot.description = safe_text(spec.description);
  const double room = spec.width - 2 * kMargin - 8;
  const double size = title_size(page.plot.title, room);
  page.plot.shapes.push_back(Text{.role = "title",
                                  .at = {kMargin + 4, kMargin + 18},
                                  .text = fit_text(page.plot.title, room, size, true),
                                  .size = size,
                                  .bold = true,
                                  .color = kInk});
  const double below = paint_legend(page.plot, spec.legend, kMargin + 28);
  page.body = {kMargin - 6, below + 2, spec.width - 8, spec.height - 4};
  return page;
}

Marker outlier_ring(double point_radius) {
  return {.role = "outlier", .radius = point_radius + 4, .edge = Stroke{kInk, 1.6, Dash::solid}};
}

}  // namespace uslkit
