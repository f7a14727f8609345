#include "report/render_svg.h"

#include <string>

#include <doctest/doctest.h>

#include "report/fit_plots.h"
#include "tests/report/golden.h"
#include "tests/report/sample_fit.h"

namespace uslkit {
namespace {

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("the SVG of each plot is the golden one, byte for byte") {
  const UslFit sdm91 = sdm91_fit();
  const UslFit cisco = cisco_fit();
  for (const std::string& kind : plot_kinds()) {
    check_golden("sdm91_" + kind + ".svg", render_svg(plot_of_kind(sdm91, kind)));
  }
  check_golden("cisco_residuals.svg", render_svg(residual_plot(cisco)));
  check_golden("amdahl_throughput.svg", render_svg(throughput_plot(amdahl_fit())));
  check_golden("open_throughput.svg", render_svg(throughput_plot(open_peak_fit())));
  check_golden("comparison.svg",
               render_svg(comparison_plot({{"sdm91", &sdm91}, {"cisco", &cisco}})));
}

TEST_CASE("a coordinate that differs in its last bits gives the same bytes") {
  Plot plot;
  plot.shapes.push_back(Marker{.role = "point", .center = {0.1 + 0.2, -1e-17}, .radius = 4});
  const std::string svg = render_svg(plot);
  plot.shapes.front() = Marker{.role = "point", .center = {0.3, 0}, .radius = 4};
  CHECK(render_svg(plot) == svg);
  CHECK(svg.find("cx=\"0.3\" cy=\"0\"") != std::string::npos);
}

TEST_CASE("text stays text, with role, title and description for those who cannot see it") {
  const std::string svg = render_svg(throughput_plot(sdm91_fit()));
  CHECK(svg.find("role=\"img\"") != std::string::npos);
  CHECK(svg.find("<title id=\"title\">Peak 1,884 scripts/h at N = 97 [78, 157]</title>") !=
        std::string::npos);
  CHECK(svg.find("<desc id=\"desc\">Throughput in scripts/h against users: 7 runs with users from "
                 "1 to 216") != std::string::npos);
  CHECK(svg.find(">users (N)</text>") != std::string::npos);
  CHECK(svg.find("sans-serif") != std::string::npos);
}

TEST_CASE("hostile names give a well-formed document: no markup, no control byte, bounded size") {
  for (const std::string& kind : plot_kinds()) {
    const std::string svg = render_svg(plot_of_kind(hostile_fit(), kind));
    CHECK(svg.find("<script") == std::string::npos);
    CHECK(svg.find("alert('") == std::string::npos);
    for (const char byte : svg) CHECK_FALSE((byte >= 0 && byte < 0x20 && byte != '\n'));
    CHECK(occurrences(svg, "<text") == occurrences(svg, "</text>"));
    CHECK(svg.size() < 200'000);
  }
}

TEST_CASE("the five special characters of XML become entities") {
  CHECK(escape_xml("<a b=\"c\">&'d'") == "&lt;a b=&quot;c&quot;&gt;&amp;&#39;d&#39;");
}

TEST_CASE("no number in an SVG is NaN or infinite") {
  for (const std::string& kind : plot_kinds()) {
    for (const UslFit& fit : {superlinear_fit(), open_peak_fit(), amdahl_fit()}) {
      const std::string svg = render_svg(plot_of_kind(fit, kind));
      CHECK(svg.find("nan") == std::string::npos);
      CHECK(svg.find("inf") == std::string::npos);
    }
  }
}

}  // namespace uslkit
