#include "report/plan_report.h"

#include <doctest/doctest.h>

#include "report/plan_sections.h"
#include "report/plan_words.h"
#include "report/safe_text.h"
#include "tests/report/golden.h"
#include "tests/report/sample_plan.h"

namespace uslkit {
namespace {

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

TEST_CASE("the report of a plan is the golden one, as text, as ASCII and as Markdown") {
  check_golden("shop_plan.txt", plan_report_text(shop_answer(), {}));
  check_golden("shop_plan_verbose_ascii.txt",
               plan_report_text(shop_answer(), {.width = 100, .unicode = false}, true));
  check_golden("shop_plan.md", plan_report_markdown(shop_answer()));
  check_golden("plain_plan.txt", plan_report_text(plain_answer(), {}));
  check_golden("infeasible_plan.txt", plan_report_text(infeasible_answer(), {}));
  check_golden("shop_consumers_explained.txt",
               plan_explanation_text(shop_answer().plan, "consumers", {}));
}

TEST_CASE("no line of a plan's report is wider than 80 cells and none ends in a blank") {
  for (const SizingAnswer& answer : {shop_answer(), plain_answer(), infeasible_answer()}) {
    for (const std::size_t width : {80U, 100U, 160U}) {
      const std::string text = plan_report_text(answer, {.width = width}, true) +
                               plan_explanation_text(answer.plan, "all", {.width = width});
      for (const std::string& line : lines_of(text)) {
        CAPTURE(line);
        CHECK(cells_of(line) <= width);
        CHECK((line.empty() || line.back() != ' '));
      }
    }
  }
}

TEST_CASE("text of a request cannot steer the terminal, and ASCII is ASCII") {
  SizingAnswer answer = shop_answer();
  answer.plan.name = "evil\x1b[2Jname";
  answer.plan.quantities[0].title = "c\x1b]0;x";
  answer.plan.warnings[0].text = "a\x07";
  const std::string text = plan_report_text(answer, {}, true);
  CHECK_FALSE(contains(text, "\x1b"));
  CHECK_FALSE(contains(text, "\x07"));
  for (const char byte : plan_report_text(shop_answer(), {.unicode = false}, true)) {
    CHECK(static_cast<unsigned char>(byte) < 0x80);
  }
  CHECK(contains(plan_report_text(shop_answer(), {.color = true}), "\x1b[1m"));
}

TEST_CASE("a prediction that the run did not find names the assumption that broke") {
  SizingAnswer answer = shop_answer();
  const std::string text = plan_report_text(answer, {.width = 200});
  CHECK(contains(text, "Simulated, it holds; the run differs from the prediction of end-to-end"));
  CHECK(contains(text, "end-to-end p99 at the peak: batch times spread: a coefficient"));
  answer.verification->slo_met = false;
  answer.verification->checks[1].kept = false;
  CHECK(contains(plan_report_text(answer, {.width = 200}),
                 "Simulated, it does not hold: end-to-end p99 at the peak;"));
}

TEST_CASE("rules for brokers are a range, with a warning only where they disagree twofold") {
  SizingAnswer answer = shop_answer();
  CHECK(contains(plan_report_text(answer, {.width = 200}),
                 "From 3 to 12. They disagree by more than a factor of two"));
  answer.plan.broker_rules[1].brokers = 6;
  CHECK_FALSE(contains(plan_report_text(answer, {.width = 200}), "factor of two"));
}

TEST_CASE("the advice is the least regret, and what certainty costs where it is below 95 %") {
  const std::string text = plan_report_text(shop_answer(), {.width = 200});
  CHECK(contains(text, "99 % of certainty costs 1,000 USD more a month"));
  SizingAnswer sure = shop_answer();
  sure.plan.uncertainty.headroom[1].probability_slo_met = 0.96;
  CHECK_FALSE(contains(plan_report_text(sure, {.width = 200}), "of certainty costs"));
  sure.plan.uncertainty.headroom[1].regret = 2'000;
  CHECK(contains(plan_report_text(sure, {.width = 200}), "it costs 2,000 USD a month less"));
}

TEST_CASE("every name that can be explained is, and no other") {
  const SizingPlan plan = shop_answer().plan;
  for (const std::string& name : explained_names(plan)) {
    CHECK_FALSE(plan_explanation_text(plan, name, {}).empty());
  }
  CHECK(plan_explanation_text(plan, "consumer", {}).empty());
}

TEST_CASE("numbers of a plan are read in the unit that suits them") {
  CHECK(quantity_text(1.037e14, "B") == "103.7 TB");
  CHECK(quantity_text(1.2e9, "B/s") == "1.2 GB/s");
  CHECK(quantity_text(1884, "ms") == "1.88 s");
  CHECK(quantity_text(1200, "s") == "20 min");
  CHECK(quantity_text(12345.6, "USD/month") == "12,346 USD/month");
  CHECK(quantity_text(42, "") == "42");
  CHECK(odds_text(0.973, 1000) == "97.3 %");
  CHECK(odds_text(1, 1000) == "> 99.99 %");
  CHECK(odds_text(0.00001, 100'000) == "< 0.01 %");
  CHECK(odds_text(1, 1) == "yes");
  CHECK(counted_text(1, "cell") == "1 cell");
  CHECK(listed({"a", "b", "c"}) == "a, b and c");
}

}  // namespace
}  // namespace uslkit
