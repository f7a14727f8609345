#include "fit/verdict.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "fit/fit_usl.h"
#include "fit/quantity_text.h"
#include "golden_rows.h"
#include "model/rival_models.h"

namespace uslkit {
namespace {

bool warned(const FitVerdict& verdict, const std::string& code) {
  return std::any_of(verdict.warnings.begin(), verdict.warnings.end(),
                     [&code](const Note& note) { return note.code == code; });
}

bool says(const FitVerdict& verdict, const std::string& part) {
  return std::any_of(
      verdict.sentences.begin(), verdict.sentences.end(),
      [&part](const std::string& text) { return text.find(part) != std::string::npos; });
}

FitVerdict verdict_on(const char* name, ErrorModel model = ErrorModel::relative) {
  return judge(fit_usl(golden_rows(name), {.error_model = model}));
}

TEST_CASE("the verdict on specsdm91, word for word") {
  const FitVerdict verdict = verdict_on("specsdm91");
  CHECK(verdict.usability == Usability::usable);
  REQUIRE(verdict.sentences.size() == 5);
  CHECK(verdict.sentences[0] ==
        "Contention limits first: 1.35 % of the work is serialised (95 %: 0.343 to 2.6 %); at N = "
        "93 (the peak) crosstalk costs as much as another 1.07 % would.");
  CHECK(verdict.sentences[1] ==
        "Throughput peaks at N = 92.6 (95 %: 74.8 to 136) with 1,961/s; the best whole number is "
        "N = 93.");
  CHECK(verdict.sentences[2] == "Across error models alpha is 0.0135 to 0.0277, N* 92.6 to 96.5.");
  CHECK(verdict.sentences[3] ==
        "7 rows leave 4 degrees of freedom: intervals are wide and no test is sharp.");
  CHECK(warned(verdict, "few-points"));
}

TEST_CASE("every warning is also a sentence, and no code comes twice") {
  for (const char* name :
       {"specsdm91", "cisco_mysql", "cisco_mysql_first10", "raytracer", "raytracer_first6",
        "oracledb", "sysbench_cpu", "schwartz_linear", "schwartz_linear2", "usl_test_synthetic"}) {
    CAPTURE(name);
    const FitVerdict verdict = verdict_on(name);
    CHECK_FALSE(verdict.sentences.empty());
    for (const Note& note : verdict.warnings) {
      CHECK(says(verdict, note.text));
      CHECK(std::count_if(verdict.warnings.begin(), verdict.warnings.end(),
                          [&](const Note& other) { return other.code == note.code; }) == 1);
    }
    for (const std::string& sentence : verdict.sentences) {
      CHECK(sentence.find("nan") == std::string::npos);
      CHECK(sentence.find("infinity") == std::string::npos);
      CHECK((sentence.back() == '.' || sentence.back() == ')'));
    }
  }
}

TEST_CASE("a saturating queue is called one and its parameters are not quoted") {
  const FitVerdict verdict = verdict_on("sysbench_cpu", ErrorModel::additive);
  CHECK(verdict.usability == Usability::wrong_model);
  CHECK(verdict.sentences.front().rfind("This looks like a saturating queue, not a USL", 0) == 0);
  CHECK(warned(verdict, "saturating-queue"));
  CHECK_FALSE(says(verdict, "Throughput peaks"));
  CHECK_FALSE(says(verdict, "Contention limits"));
}

TEST_CASE("data that end before the peak give a lower limit, or no evidence of crosstalk") {
  const FitVerdict additive = verdict_on("cisco_mysql_first10", ErrorModel::additive);
  CHECK(additive.usability == Usability::no_peak_shown);
  CHECK(says(additive, "The data show no peak; N* >= 24.6 at 95 %"));
  CHECK(warned(additive, "error-model-matters"));
  const FitVerdict relative = verdict_on("cisco_mysql_first10");
  CHECK(relative.usability == Usability::amdahl);
  CHECK(says(relative, "No evidence of crosstalk: beta is 0 within the noise, at most 0.0006"));
  CHECK(says(relative, "do not extrapolate beyond N = 20"));
}

TEST_CASE("contention and crosstalk are compared at an operating point, not as alpha and beta") {
  Random random(61, "verdict");
  // beta is 50 times smaller than alpha, and yet at the peak (N = 47) it costs more.
  const UslFit fit =
      fit_usl(noisy_rows({0.005, 0.00045, 100}, {1, 2, 4, 8, 16, 32, 64, 128}, 0.002, random));
  const FitVerdict verdict = judge(fit);
  CHECK(verdict.sentences.front().rfind("Crosstalk limits first: ", 0) == 0);
}

TEST_CASE("a superlinear curve is reported with its usual causes") {
  Random random(62, "verdict");
  const UslFit fit =
      fit_usl(noisy_rows({-0.03, 0.002, 100}, {1, 2, 3, 4, 6, 8, 12, 16, 24, 32}, 0.005, random));
  const FitVerdict verdict = judge(fit);
  CHECK(verdict.usability == Usability::superlinear);
  CHECK(warned(verdict, "superlinear"));
  CHECK(says(verdict, "Usual causes"));
}

TEST_CASE("an outlier is named with its line, and what the fit would be without its influence") {
  Random random(63, "verdict");
  Measurements rows =
      noisy_rows({0.05, 0.0005, 100}, {1, 2, 4, 8, 16, 32, 64, 96, 128}, 0.01, random);
  rows.rows[4].throughput *= 0.6;
  rows.rows[4].line = 12;
  const FitVerdict verdict = judge(fit_usl(rows));
  CHECK(warned(verdict, "outliers"));
  CHECK(says(verdict, "1 row stands apart from the others: N = 16 (-"));
  CHECK(says(verdict, "line 12"));
  CHECK(says(verdict, "Nothing was removed; without their influence alpha would be 0.0"));
}

TEST_CASE("an N* that rests on one row names that row") {
  UslFit fit = fit_usl(golden_rows("specsdm91"));
  fit.rows[6].peak_without = 300;
  fit.rows[6].line = 9;
  const FitVerdict verdict = judge(fit);
  CHECK(warned(verdict, "depends-on-one-row"));
  CHECK(says(verdict, "N* rests on one row: without N = 216 (line 9) it would be 300."));
}

TEST_CASE("small bootstrap samples and a generator that set the pace are said") {
  const UslFit fit =
      fit_usl(golden_rows("specsdm91"),
              {.bootstrap = FitOptions::Bootstrap::residual, .bootstrap_draws = 200});
  CHECK(warned(judge(fit), "small-bootstrap-sample"));
  UslFit limited = fit_usl(golden_rows("cisco_mysql"));
  CHECK_FALSE(warned(judge(limited), "small-bootstrap-sample"));
  limited.warnings.push_back({"generator-limited", "5 of 7 rows achieve their target."});
  CHECK(says(judge(limited),
             "The load generator may have set these throughputs, not the system: 5 of 7 rows"));
}

TEST_CASE("superlinear data are never silently clamped") {
  const std::vector<double> throughput = {10, 22, 48, 100, 190, 300};
  Random none(1, "verdict");
  Measurements rows = noisy_rows({0, 0, 1}, {1, 2, 4, 8, 16, 32}, 0, none);
  for (std::size_t i = 0; i < throughput.size(); ++i) rows.rows[i].throughput = throughput[i];
  const UslFit fit = fit_usl(rows);
  // alpha = 0 is rejected at 93 % only, but what the curve cannot show is said.
  CHECK(fit.alpha_on_bound);
  CHECK(warned(judge(fit), "possibly-superlinear"));
  CHECK(says(judge(fit), "Throughput per worker rises by 25 % from N = 1 to N = 8"));

  Random random(64, "verdict");
  const UslFit clean =
      fit_usl(noisy_rows({-0.03, 0.001, 100}, {1, 2, 4, 8, 12, 16, 24, 32, 48, 64}, 0.01, random));
  CHECK(clean.usability == Usability::superlinear);
  CHECK(says(judge(clean), "Usual causes"));
}

TEST_CASE("a negative beta left as it comes is called impossible, and infinity is not a limit") {
  UslFit fit = fit_usl(golden_rows("cisco_mysql_first10"), {.unconstrained = true});
  REQUIRE(fit.parameters.beta < 0);
  CHECK(warned(judge(fit), "beta-below-zero"));
  CHECK_FALSE(says(judge(fit), "infinity"));
  CHECK_FALSE(says(judge(fit), "beta is 0"));
}

TEST_CASE("exactly linear data have no peak under any error model") {
  Random none(1, "verdict");
  const Measurements rows = noisy_rows({0, 0, 0.1}, {1, 2, 4, 8, 16, 32}, 0, none);
  const UslFit fit = fit_usl(rows);
  for (const ErrorModelSensitivity& other : fit.error_model_sensitivity) {
    CHECK_FALSE(other.peak_concurrency.has_value());
  }
  CHECK_FALSE(says(judge(fit), "infinity"));
}

TEST_CASE("the quadratic method's peak is quoted without pretending an interval") {
  const UslFit fit = fit_usl(golden_rows("specsdm91"), {.gamma_mode = GammaMode::quadratic});
  CHECK(says(judge(fit), "it has no theory of errors, so there is no interval"));
  CHECK_FALSE(says(judge(fit), "noise hides it"));
}

TEST_CASE("numbers have the digits that people read") {
  UslFit fit;
  fit.throughput_unit = "/h";
  CHECK(number_text(96.5196) == "96.5");
  CHECK(number_text(36) == "36");
  CHECK(number_text(123456) == "123,456");
  CHECK(number_text(0.000104365) == "0.000104");
  CHECK(throughput_text(12342.8526, fit) == "12,340/h");
  CHECK(percent_text(0.0277285) == "2.77 %");
  CHECK(signed_percent_text(0.5) == "+50 %");
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(interval_text({24.623, infinity}) == "at least 24.6");
  CHECK(interval_text({-infinity, 3}) == "at most 3");
  CHECK(interval_text({-infinity, infinity}) == "anything");
}

}  // namespace
}  // namespace uslkit
