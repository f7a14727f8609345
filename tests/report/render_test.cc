#include "report/render.h"

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "report/fit_plots.h"
#include "tests/report/sample_fit.h"

namespace uslkit {

TEST_CASE("the extension chooses the format, in any case") {
  CHECK(plot_format_of("usl.svg") == "svg");
  CHECK(plot_format_of("out/USL.PNG") == "png");
  CHECK(plot_format_of("a.b.pdf") == "pdf");
}

TEST_CASE("any other extension is refused with the three that exist") {
  CHECK_THROWS_WITH_AS((void)plot_format_of("usl.gif"),
                       "--plot: error: found \"usl.gif\"\n"
                       "  allowed: a file name ending in .svg, .png or .pdf\n"
                       "  hint: the ending chooses the format, for example usl.svg",
                       InputError);
  CHECK_THROWS_AS((void)plot_format_of("svg"), InputError);
  CHECK_THROWS_AS((void)plot_format_of("dir.svg/usl"), InputError);
  CHECK_THROWS_AS((void)plot_format_of(""), InputError);
}

TEST_CASE("each format begins as its kind of file does") {
  const Plot plot = latency_plot(sdm91_fit());
  CHECK(render(plot, "svg").substr(0, 4) == "<svg");
  CHECK(render(plot, "png").substr(1, 3) == "PNG");
  CHECK(render(plot, "pdf").substr(0, 4) == "%PDF");
}

}  // namespace uslkit
