#include "report/render_cairo.h"

#include <memory>
#include <numbers>

#include <cairo-pdf.h>
#include <cairo.h>

#include "base/check.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr const char* kFont = "sans-serif";
constexpr const char* kFixedDate = "2000-01-01T00:00:00Z";
constexpr std::size_t kLongestMetadata = 400;

using SurfaceHandle = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using ContextHandle = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;
using FontOptionsHandle =
    std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)>;

cairo_status_t append_bytes(void* closure, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

// Paints shapes on one cairo context, which it does not own.
class CairoPainter {
 public:
  explicit CairoPainter(cairo_t* context) : context_(context) {}

  void operator()(const Polyline& line) const {
    trace(line.points);
    stroke(line.stroke);
  }

  void operator()(const Area& area) const {
    trace(area.points);
    cairo_close_path(context_);
    paint(area.fill, area.edge);
  }

  void operator()(const Marker& marker) const {
    cairo_new_path(context_);
    if (marker.kind == MarkerKind::circle) {
      cairo_arc(context_, marker.center.x, marker.center.y, marker.radius, 0, 2 * std::numbers::pi);
    } else {
      trace(marker_outline(marker));
    }
    cairo_close_path(context_);
    paint(marker.fill, marker.edge);
  }

  void operator()(const Text& text) const {
    const std::string safe = safe_text(text.text);
    cairo_select_font_face(context_, kFont, CAIRO_FONT_SLANT_NORMAL,
                           text.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context_, text.size);
    cairo_text_extents_t extents;
    cairo_text_extents(context_, safe.c_str(), &extents);
    const double before = text.anchor == Anchor::start    ? 0
                          : text.anchor == Anchor::middle ? extents.x_advance / 2
                                                          : extents.x_advance;
    cairo_save(context_);
    cairo_translate(context_, text.at.x, text.at.y);
    if (text.vertical) cairo_rotate(context_, -std::numbers::pi / 2);
    cairo_move_to(context_, -before, 0);
    set_color(text.color);
    cairo_show_text(context_, safe.c_str());
    cairo_restore(context_);
  }

 private:
  void set_color(Color color) const {
    cairo_set_source_rgb(context_, color.red / 255.0, color.green / 255.0, color.blue / 255.0);
  }

  void trace(const std::vector<Point>& points) const {
    cairo_new_path(context_);
    for (const Point& point : points) cairo_line_to(context_, point.x, point.y);
  }

  void stroke(const Stroke& stroke) const {
    const std::vector<double> pattern = dash_pattern(stroke);
    cairo_set_dash(context_, pattern.data(), static_cast<int>(pattern.size()), 0);
    cairo_set_line_width(context_, stroke.width);
    set_color(stroke.color);
    cairo_stroke(context_);
  }

  void paint(const std::optional<Color>& fill, const std::optional<Stroke>& edge) const {
    if (fill) {
      set_color(*fill);
      cairo_fill_preserve(context_);
    }
    if (edge) stroke(*edge);
    cairo_new_path(context_);
  }

  cairo_t* context_;
};

// Outlines as designed, without snapping to the pixel grid: the layout holds at every scale.
void set_font_options(cairo_t* context) {
  const FontOptionsHandle options(cairo_font_options_create(), cairo_font_options_destroy);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(context, options.get());
}

void draw(const Plot& plot, cairo_surface_t* surface, double scale) {
  const ContextHandle context(cairo_create(surface), cairo_destroy);
  cairo_scale(context.get(), scale, scale);
  set_font_options(context.get());
  cairo_set_line_join(context.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  for (const Shape& shape : plot.shapes) std::visit(CairoPainter(context.get()), shape);
  USLKIT_CHECK(cairo_status(context.get()) == CAIRO_STATUS_SUCCESS);
}

}  // namespace

std::string render_png(const Plot& plot, int scale) {
  USLKIT_CHECK(scale >= 1);
  USLKIT_CHECK(scale <= 8);
  const SurfaceHandle surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(plot.width) * scale,
                                 static_cast<int>(plot.height) * scale),
      cairo_surface_destroy);
  draw(plot, surface.get(), scale);
  std::string bytes;
  USLKIT_CHECK(cairo_surface_write_to_png_stream(surface.get(), append_bytes, &bytes) ==
               CAIRO_STATUS_SUCCESS);
  return bytes;
}

std::string render_pdf(const Plot& plot) {
  std::string bytes;
  const SurfaceHandle surface(
      cairo_pdf_surface_create_for_stream(append_bytes, &bytes, plot.width, plot.height),
      cairo_surface_destroy);
  const std::string title = cut_to_cells(plot.title, kLongestMetadata);
  const std::string subject = cut_to_cells(plot.description, kLongestMetadata);
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, subject.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, kFixedDate);
  draw(plot, surface.get(), 1);
  cairo_surface_finish(surface.get());
  USLKIT_CHECK(cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS);
  return bytes;
}

}  // namespace uslkit
