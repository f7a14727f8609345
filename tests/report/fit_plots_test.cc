#include "report/fit_plots.h"

#include <algorithm>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "report/palette.h"
#include "report/text_width.h"
#include "tests/report/sample_fit.h"

namespace uslkit {
namespace {

struct NamedPlot {
  std::string name;
  Plot plot;
};

// Every kind of plot of every kind of fit.
std::vector<NamedPlot> all_plots() {
  const std::vector<std::pair<std::string, UslFit>> fits = {{"sdm91", sdm91_fit()},
                                                            {"cisco", cisco_fit()},
                                                            {"open", open_peak_fit()},
                                                            {"amdahl", amdahl_fit()},
                                                            {"superlinear", superlinear_fit()},
                                                            {"hostile", hostile_fit()}};
  std::vector<NamedPlot> plots;
  for (const auto& [name, fit] : fits) {
    for (const std::string& kind : plot_kinds()) {
      plots.push_back({name + " " + kind, plot_of_kind(fit, kind)});
    }
  }
  std::vector<NamedFit> compared;
  for (const auto& [name, fit] : fits) compared.push_back({name, &fit});
  plots.push_back({"comparison", comparison_plot(compared)});
  compared.front().name = std::string(10'000, 'n');
  while (compared.size() < 20) compared.push_back(compared.front());
  plots.push_back({"comparison of many", comparison_plot(compared)});
  // Twelve curves that end together at the top right corner: the labels must give way downwards.
  const UslFit rising = amdahl_fit();
  plots.push_back({"comparison at the top",
                   comparison_plot(std::vector<NamedFit>(12, NamedFit{"same", &rising}))});
  return plots;
}

std::vector<Text> texts_of(const Plot& plot) {
  std::vector<Text> texts;
  for (const Shape& shape : plot.shapes) {
    if (const Text* text = std::get_if<Text>(&shape)) texts.push_back(*text);
  }
  return texts;
}

std::size_t last_index_of(const Plot& plot, const std::string& role) {
  for (std::size_t i = plot.shapes.size(); i-- > 0;) {
    if (role_of(plot.shapes[i]) == role) return i;
  }
  return 0;
}

std::size_t first_index_of(const Plot& plot, const std::string& role) {
  for (std::size_t i = 0; i < plot.shapes.size(); ++i) {
    if (role_of(plot.shapes[i]) == role) return i;
  }
  return plot.shapes.size();
}

std::size_t count_of(const Plot& plot, const std::string& role) {
  return static_cast<std::size_t>(
      std::count_if(plot.shapes.begin(), plot.shapes.end(),
                    [&](const Shape& shape) { return role_of(shape) == role; }));
}

bool some_text_contains(const Plot& plot, const std::string& part) {
  const std::vector<Text> texts = texts_of(plot);
  return std::any_of(texts.begin(), texts.end(),
                     [&](const Text& text) { return text.text.find(part) != std::string::npos; });
}

// Grey value of a colour as the eye weighs it, 0 to 255 (ITU-R BT.601).
double luma(Color color) { return 0.299 * color.red + 0.587 * color.green + 0.114 * color.blue; }

}  // namespace

TEST_CASE("no two texts of a plot overlap, whatever the names") {
  for (const NamedPlot& named : all_plots()) {
    const std::vector<Text> texts = texts_of(named.plot);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (std::size_t j = i + 1; j < texts.size(); ++j) {
        CAPTURE(named.name);
        CAPTURE(texts[i].text);
        CAPTURE(texts[j].text);
        CHECK_FALSE(bounds_of(texts[i]).overlaps(bounds_of(texts[j])));
      }
    }
  }
}

TEST_CASE("nothing lies outside the canvas") {
  for (const NamedPlot& named : all_plots()) {
    const Box canvas{0, 0, named.plot.width, named.plot.height};
    for (const Shape& shape : named.plot.shapes) {
      CAPTURE(named.name);
      CAPTURE(role_of(shape));
      CHECK(canvas.contains(bounds_of(shape)));
    }
  }
}

TEST_CASE("every text can be read at half size: 13 pixels or more at full size") {
  for (const NamedPlot& named : all_plots()) {
    for (const Text& text : texts_of(named.plot)) CHECK(text.size >= 13);
  }
}

TEST_CASE("every plot has a title on the picture, alt text in sentences and titled axes") {
  for (const NamedPlot& named : all_plots()) {
    CAPTURE(named.name);
    CHECK_FALSE(named.plot.title.empty());
    CHECK(count_of(named.plot, "title") == 1);
    CHECK(named.plot.description.size() > 40);
    CHECK(named.plot.description.back() == '.');
    CHECK(count_of(named.plot, "axis-title") >= 2);
    CHECK(count_of(named.plot, "axis-title") % 2 == 0);
  }
}

TEST_CASE("measured points lie above bands, curve, references and peak") {
  for (const UslFit& fit : {sdm91_fit(), cisco_fit(), amdahl_fit()}) {
    for (const char* kind : {"throughput", "efficiency", "latency"}) {
      const Plot plot = plot_of_kind(fit, kind);
      const std::size_t points = first_index_of(plot, "point");
      CHECK(count_of(plot, "point") == fit.rows.size());
      for (const char* below : {"prediction", "confidence", "curve", "peak", "grid",
                                "reference-linear", "reference-amdahl"}) {
        CAPTURE(below);
        CHECK(last_index_of(plot, below) < points);
      }
      CHECK(last_index_of(plot, "prediction") > 0);
      CHECK(first_index_of(plot, "prediction") < first_index_of(plot, "confidence"));
    }
  }
}

TEST_CASE("axes carry units") {
  CHECK(some_text_contains(throughput_plot(sdm91_fit()), "scripts/h"));
  CHECK(some_text_contains(throughput_plot(sdm91_fit()), "users (N)"));
  CHECK(some_text_contains(latency_plot(sdm91_fit()), "latency N / X (s)"));
  CHECK(some_text_contains(latency_plot(cisco_fit()), "latency N / X (ms)"));
  CHECK(some_text_contains(efficiency_plot(sdm91_fit()), "100%"));
  CHECK(some_text_contains(residual_plot(sdm91_fit()), "(sd)"));
}

TEST_CASE("the title of the throughput plot states the finding, with open intervals as such") {
  CHECK(throughput_plot(sdm91_fit()).title == "Peak 1,884 scripts/h at N = 97 [78, 157]");
  CHECK(throughput_plot(cisco_fit()).title ==
        "Peak 12,343 queries/s at N = 36 [34, 37], beyond the data");
  CHECK(throughput_plot(open_peak_fit()).title ==
        "Peak not shown by the data: N* >= 24.6 (best guess 70)");
  CHECK(throughput_plot(amdahl_fit()).title ==
        "No peak: throughput levels off below 4,333,300 operations/s");
  UslFit wrong = sdm91_fit();
  wrong.usability = Usability::wrong_model;
  CHECK(throughput_plot(wrong).title == "The USL does not describe these data");
}

TEST_CASE("flagged runs are ringed, and named among the residuals") {
  const Plot throughput = throughput_plot(cisco_fit());
  CHECK(count_of(throughput, "outlier") == 2);
  const Plot residuals = residual_plot(cisco_fit());
  CHECK(count_of(residuals, "flagged") == 4);  // two runs, two panels
  CHECK(some_text_contains(residuals, "N = 18"));
  CHECK(some_text_contains(residuals, "N = 24"));
}

TEST_CASE("an interval of N* that goes on beyond the axis ends in an arrow, not in a cap") {
  const auto has_arrow = [](const Plot& plot) {
    return std::any_of(plot.shapes.begin(), plot.shapes.end(), [](const Shape& shape) {
      const Polyline* line = std::get_if<Polyline>(&shape);
      return line && line->role == "peak" && line->points.size() == 3;
    });
  };
  UslFit fit = sdm91_fit();
  const std::size_t closed = count_of(throughput_plot(fit), "peak");
  CHECK_FALSE(has_arrow(throughput_plot(fit)));
  for (const double upper : {5'000.0, std::numeric_limits<double>::infinity()}) {
    fit.peak_concurrency.profile->upper = upper;
    CHECK(has_arrow(throughput_plot(fit)));
    CHECK(count_of(throughput_plot(fit), "peak") == closed);
  }
}

TEST_CASE("a peak far beyond the data is neither marked nor given a whisker") {
  CHECK(count_of(throughput_plot(open_peak_fit()), "peak") == 0);
}

TEST_CASE("replicates stay apart: every run has its own point") {
  CHECK(count_of(throughput_plot(amdahl_fit()), "point") == 27);
}

TEST_CASE("without crosstalk no Amdahl line is drawn: it would be the fit itself") {
  CHECK(count_of(throughput_plot(amdahl_fit()), "reference-amdahl") == 0);
  CHECK(count_of(throughput_plot(sdm91_fit()), "reference-amdahl") == 1);
}

TEST_CASE("compared fits differ in marker, dash and colour, and are labelled by name") {
  const UslFit before = cisco_fit();
  const UslFit after = open_peak_fit();
  const Plot plot = comparison_plot({{"before", &before}, {"after", &after}});
  CHECK(some_text_contains(plot, "before"));
  CHECK(some_text_contains(plot, "after"));
  for (std::size_t i = 0; i < kSeriesLooks.size(); ++i) {
    for (std::size_t j = i + 1; j < kSeriesLooks.size(); ++j) {
      CHECK(kSeriesLooks[i].marker != kSeriesLooks[j].marker);
      CHECK_FALSE(kSeriesLooks[i].color == kSeriesLooks[j].color);
    }
  }
  CHECK(kSeriesLooks[0].dash != kSeriesLooks[1].dash);
}

TEST_CASE("bands, points and curve keep different greys in print") {
  const std::vector<double> greys = {luma(kCurve), luma(kPoint), luma(kConfidence),
                                     luma(kPrediction), luma(kPaper)};
  for (std::size_t i = 1; i < greys.size(); ++i) CHECK(greys[i] - greys[i - 1] >= 15);
  CHECK(luma(kContention) - luma(kCrosstalk) >= 60);
  CHECK(luma(kUseful) - luma(kContention) >= 40);
}

TEST_CASE("an unknown kind of plot names the nearest known one") {
  CHECK_THROWS_WITH_AS((void)plot_of_kind(sdm91_fit(), "residual"),
                       "--plot-kind: error: found \"residual\"\n"
                       "  allowed: throughput, efficiency, latency, residuals, overhead or "
                       "dashboard\n"
                       "  hint: did you mean residuals?",
                       InputError);
}

}  // namespace uslkit
