#include "report/render_cairo.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include <cairo.h>
#include <doctest/doctest.h>

#include "report/fit_plots.h"
#include "report/palette.h"
#include "tests/report/sample_fit.h"

namespace uslkit {
namespace {

using SurfaceHandle = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

cairo_status_t take_bytes(void* closure, unsigned char* to, unsigned int count) {
  std::string_view& rest = *static_cast<std::string_view*>(closure);
  if (rest.size() < count) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(to, rest.data(), count);
  rest.remove_prefix(count);
  return CAIRO_STATUS_SUCCESS;
}

SurfaceHandle decoded(const std::string& png) {
  std::string_view rest = png;
  SurfaceHandle surface(cairo_image_surface_create_from_png_stream(take_bytes, &rest),
                        cairo_surface_destroy);
  REQUIRE(cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS);
  return surface;
}

Color pixel(cairo_surface_t* surface, Point at) {
  const int stride = cairo_image_surface_get_stride(surface);
  const unsigned char* row =
      cairo_image_surface_get_data(surface) + static_cast<int>(2 * at.y) * stride;
  std::uint32_t value = 0;
  std::memcpy(&value, row + 4 * static_cast<int>(2 * at.x), sizeof value);
  return {static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
          static_cast<std::uint8_t>(value)};
}

bool near(Color a, Color b) {
  const auto close = [](int x, int y) { return std::abs(x - y) <= 3; };
  return close(a.red, b.red) && close(a.green, b.green) && close(a.blue, b.blue);
}

}  // namespace

TEST_CASE("a PNG has the signature and twice the size of its plot") {
  const Plot plot = throughput_plot(sdm91_fit());
  const std::string png = render_png(plot);
  CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  const SurfaceHandle surface = decoded(png);
  CHECK(cairo_image_surface_get_width(surface.get()) == 1440);
  CHECK(cairo_image_surface_get_height(surface.get()) == 920);
}

TEST_CASE("the pixels are the shapes: each measured point has its colour, the margin is paper") {
  const Plot plot = throughput_plot(sdm91_fit());
  const SurfaceHandle surface = decoded(render_png(plot));
  for (const Shape& shape : plot.shapes) {
    const Marker* marker = std::get_if<Marker>(&shape);
    if (marker == nullptr || marker->role != "point") continue;
    CHECK(near(pixel(surface.get(), marker->center), kPoint));
  }
  CHECK(near(pixel(surface.get(), {1, 1}), kPaper));
  CHECK(near(pixel(surface.get(), {718, 458}), kPaper));
}

TEST_CASE("the bands show through the curve's surroundings, and text leaves ink") {
  const Plot plot = throughput_plot(sdm91_fit());
  const SurfaceHandle surface = decoded(render_png(plot));
  std::size_t confidence = 0;
  std::size_t prediction = 0;
  std::size_t ink = 0;
  for (double y = 0; y < plot.height; ++y) {
    for (double x = 0; x < plot.width; ++x) {
      const Color color = pixel(surface.get(), {x, y});
      confidence += near(color, kConfidence) ? 1U : 0U;
      prediction += near(color, kPrediction) ? 1U : 0U;
      ink += near(color, kInk) ? 1U : 0U;
    }
  }
  CHECK(confidence > 10'000);
  CHECK(prediction > 5'000);
  CHECK(ink > 500);
}

TEST_CASE("the same plot gives the same PNG and PDF bytes") {
  for (const UslFit& fit : {sdm91_fit(), hostile_fit()}) {
    for (const std::string& kind : plot_kinds()) {
      const Plot plot = plot_of_kind(fit, kind);
      CHECK((render_png(plot) == render_png(plot)));
      CHECK((render_pdf(plot) == render_pdf(plot)));
    }
  }
}

TEST_CASE("a PDF has one page of the plot's size and a fixed date") {
  const std::string pdf = render_pdf(throughput_plot(sdm91_fit()));
  CHECK(pdf.substr(0, 5) == "%PDF-");
  CHECK(pdf.find("720 460 ]") != std::string::npos);
  CHECK(pdf.find("(20000101000000Z)") != std::string::npos);
}

}  // namespace uslkit
