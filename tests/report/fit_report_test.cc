#include "report/fit_report.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "report/fit_plots.h"
#include "report/fit_sections.h"
#include "report/safe_text.h"
#include "tests/report/golden.h"
#include "tests/report/sample_fit.h"

namespace uslkit {
namespace {}  // namespace

TEST_CASE("the report of SDM91 is the golden one, as text and as Markdown") {
  check_golden("sdm91_report.txt", fit_report_text(sdm91_fit()));
  check_golden("sdm91_report_verbose_ascii.txt",
               fit_report_text(sdm91_fit(), {.unicode = false, .verbose = true}));
  check_golden("sdm91_report.md", fit_report_markdown(sdm91_fit()));
}

TEST_CASE("the short report fits on 60 lines") {
  CHECK(lines_of(fit_report_text(sdm91_fit())).size() <= 60);
}

TEST_CASE("no line is wider than asked and none ends in a blank") {
  for (const UslFit& fit : {sdm91_fit(), cisco_fit(), open_peak_fit(), amdahl_fit(),
                            superlinear_fit(), hostile_fit()}) {
    for (const std::size_t width : {78U, 100U, 160U}) {
      for (const std::string& line :
           lines_of(fit_report_text(fit, {.width = width, .verbose = true}))) {
        CAPTURE(line);
        CHECK(cells_of(line) <= width);
        CHECK((line.empty() || line.back() != ' '));
      }
    }
  }
}

TEST_CASE("without colour no escape byte reaches the terminal, not even from names") {
  CHECK(fit_report_text(hostile_fit(), {.verbose = true}).find('\x1b') == std::string::npos);
  CHECK(fit_report_markdown(hostile_fit(), {.verbose = true}).find('\x1b') == std::string::npos);
  CHECK(fit_report_text(sdm91_fit(), {.color = true}).find("\x1b[1m") != std::string::npos);
}

TEST_CASE("an ASCII report of ASCII names is ASCII") {
  for (const char byte : fit_report_text(sdm91_fit(), {.unicode = false, .verbose = true})) {
    CHECK(byte > 0);
  }
}

TEST_CASE("markup in names stays text in Markdown outside the code block") {
  for (const std::string& line : lines_of(fit_report_markdown(hostile_fit()))) {
    if (line.find("(N)") != std::string::npos) continue;  // the chart's axis, inside the block
    CHECK(line.find(" <img") == std::string::npos);
    CHECK(line.find("(<b>") == std::string::npos);
  }
}

TEST_CASE("an AICc that cannot be had says why, and the F test stands before it") {
  const std::string text = fit_report_text(sdm91_fit());
  CHECK(text.find("n too small") != std::string::npos);
  CHECK(text.find("F test") < text.find("AICc"));
}

TEST_CASE("without a peak the limit is quoted, and beta has an upper limit") {
  const std::string text = fit_report_text(amdahl_fit());
  CHECK(text.find("no peak: a ceiling") != std::string::npos);
  CHECK(text.find("<= 3.1") != std::string::npos);
  CHECK(text.find("no crosstalk found") != std::string::npos);
}

TEST_CASE("an open interval reads as a limit") {
  CHECK(fit_report_text(open_peak_fit()).find(">= 24.6") != std::string::npos);
}

TEST_CASE("a warning that the verdict quotes is said once") {
  UslFit fit = sdm91_fit();
  fit.verdict.push_back(fit.warnings.front().text);
  CHECK(fit_report_text(fit).find("Warnings") == std::string::npos);
}

TEST_CASE("a fit without its rows is reported and drawn from what is left") {
  UslFit fit = sdm91_fit();
  fit.rows.clear();
  CHECK(fit_report_text(fit, {.verbose = true}).find("Verdict") != std::string::npos);
  fit.band.clear();
  CHECK_FALSE(fit_report_text(fit).empty());
  for (const std::string& kind : plot_kinds()) {
    CAPTURE(kind);
    CHECK_FALSE(plot_of_kind(fit, kind).shapes.empty());
  }
  CHECK_FALSE(comparison_plot({{"a", &fit}, {"b", &fit}}).shapes.empty());
}

TEST_CASE("what to do stands at the end, not in the verdict too") {
  UslFit fit = sdm91_fit();
  fit.verdict = {"Throughput peaks.", "Next: check the neighbours."};
  const std::string text = fit_report_text(fit);
  CHECK(text.find("Next: ") == std::string::npos);
  CHECK(text.find("What to do next") < text.find("Check the neighbours."));
}

TEST_CASE("the F test names the model that it prefers") {
  UslFit fit = sdm91_fit();
  for (RivalModel& model : fit.models) {
    if (model.name == "amdahl") model.f_p_value = 0.2;
    if (model.name == "linear") model.f_p_value = 0.001;
  }
  CHECK(fit_report_text(fit).find("Models (preferred by the F test: amdahl)") != std::string::npos);
}

TEST_CASE("bootstrap intervals and the posterior are shown to whoever asked for them") {
  UslFit fit = sdm91_fit();
  CHECK(fit_report_text(fit).find("Bootstrap") == std::string::npos);
  CHECK(fit_report_text(fit).find("Posterior") == std::string::npos);
  fit.alpha.bootstrap = Interval{0.0123, 0.0456};
  fit.bayes.emplace().probability_beta_positive = 0.987;
  const std::string text = fit_report_text(fit);
  CHECK(text.find("[0.0123, 0.0456]") != std::string::npos);
  CHECK(text.find("P(beta > 0) = 0.987") != std::string::npos);
}

TEST_CASE("sections can be chosen by name, also those of the verbose report") {
  const std::string text = fit_report_text(sdm91_fit(), {.sections = {"rows"}});
  CHECK(text.find("Runs\n") == 0);
  CHECK(text.find("Parameters") == std::string::npos);
  for (const ReportSection& section : fit_sections(sdm91_fit(), true)) {
    const std::vector<std::string>& names = fit_section_names();
    CHECK(std::find(names.begin(), names.end(), section.name) != names.end());
  }
}

TEST_CASE("a section that does not exist and a width out of range are refused by name") {
  CHECK_THROWS_WITH_AS((void)fit_report_text(sdm91_fit(), {.sections = {"verdit"}}),
                       "--sections: error: found \"verdit\"\n"
                       "  allowed: data, verdict, chart, parameters, peak, bootstrap, posterior, "
                       "models, overhead, flagged, warnings, next, rows, tests, sensitivity, "
                       "influence or correlation\n"
                       "  hint: did you mean verdict?",
                       InputError);
  CHECK_THROWS_WITH_AS((void)fit_report_text(sdm91_fit(), {.width = 39}),
                       "--width: error: found 39\n"
                       "  allowed: a whole number from 40 to 500",
                       InputError);
}

}  // namespace uslkit
