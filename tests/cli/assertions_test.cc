#include "cli/assertions.h"

#include <limits>

#include <doctest/doctest.h>

#include "cli/exit_code.h"
#include "cli/fit_metrics.h"

namespace uslkit {
namespace {

const std::vector<std::string> kNames{"beta", "peak.concurrency"};

std::string complaint(const std::string& text, bool ratios = false) {
  try {
    static_cast<void>(parse_assertion(text, kNames, ratios));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no complaint";
}

AssertionResult judge(const std::string& text, const Metric& metric) {
  return evaluate({parse_assertion(text, {metric.name}, true)}, {metric}).at(0);
}

bool holds(const std::string& comparison, double value) {
  Metric metric{.name = "m", .value = value};
  return judge("m" + comparison + "80", metric).passed;
}

TEST_CASE("an assertion is metric, operator, number, with or without blanks") {
  const Assertion assertion = parse_assertion(" peak.concurrency >= 80 ", kNames, false);
  CHECK(assertion.metric == "peak.concurrency");
  CHECK(assertion.comparison == ">=");
  CHECK(assertion.limit == 80);
  CHECK_FALSE(assertion.ratio);
  CHECK(parse_assertion("beta<=1.1x", kNames, true).ratio);
  CHECK(parse_assertion("beta<-2e-3", kNames, false).limit == -2e-3);
}

TEST_CASE("each operator holds on its own side of the limit and says so at the limit") {
  CHECK(holds(">", 80.5));
  CHECK_FALSE(holds(">", 80));
  CHECK(holds(">=", 80));
  CHECK_FALSE(holds(">=", 79.5));
  CHECK(holds("<", 79.5));
  CHECK_FALSE(holds("<", 80));
  CHECK(holds("<=", 80));
  CHECK_FALSE(holds("<=", 80.5));
  CHECK(holds("==", 80));
  CHECK_FALSE(holds("==", 80.5));
  CHECK(holds("!=", 80.5));
  CHECK_FALSE(holds("!=", 80));
}

TEST_CASE("a metric without a value fails every assertion and says why") {
  const Metric absent{.name = "m", .absent_reason = "the data show no peak"};
  for (const std::string comparison : {">", ">=", "<", "<=", "==", "!="}) {
    const AssertionResult result = judge("m" + comparison + "80", absent);
    CHECK_FALSE(result.passed);
    CHECK(line_of(result) == "FAIL  m" + comparison + "80  (m: the data show no peak)");
  }
}

TEST_CASE("a NaN never passes") {
  const Metric metric{.name = "m", .value = std::numeric_limits<double>::quiet_NaN()};
  CHECK_FALSE(judge("m==1", metric).passed);
  CHECK_FALSE(judge("m!=1", metric).passed);
}

TEST_CASE("a ratio compares with the value before") {
  const Metric grown{.name = "m", .value = 12, .before = 10.0};
  CHECK_FALSE(judge("m<=1.1x", grown).passed);
  CHECK(judge("m<=1.3x", grown).passed);
  CHECK(line_of(judge("m<=1.3x", grown)) == "pass  m<=1.3x  (m after/before = 1.2)");
}

TEST_CASE("a ratio to nothing or to zero fails with its reason") {
  const Metric from_zero{.name = "m", .value = 12, .before = 0.0};
  CHECK(line_of(judge("m<=1.1x", from_zero)) == "FAIL  m<=1.1x  (m: m was 0 before: no ratio)");
  const Metric from_nothing{.name = "m", .value = 12};
  CHECK(line_of(judge("m<=1.1x", from_nothing)) == "FAIL  m<=1.1x  (m: it had no value before)");
}

TEST_CASE("all assertions are evaluated, also behind one that fails") {
  const std::vector<Assertion> assertions = parse_assertions({"beta>5", "beta<5"}, kNames);
  const Metric metric{.name = "beta", .value = 1};
  const std::vector<AssertionResult> results = evaluate(assertions, {metric});
  REQUIRE(results.size() == 2);
  CHECK_FALSE(results[0].passed);
  CHECK(results[1].passed);
  CHECK_FALSE(all_passed(results));
  CHECK(all_passed({results[1]}));
}

TEST_CASE("an unknown metric is refused with the nearest name") {
  CHECK(complaint("peak.concurency>=80") ==
        "--assert: error: found unknown metric \"peak.concurency\"\n"
        "  allowed: beta or peak.concurrency\n"
        "  hint: did you mean peak.concurrency?");
}

TEST_CASE("what is no assertion is refused with the form of one") {
  const std::string form =
      "  allowed: METRIC OPERATOR NUMBER with one of > >= < <= == !=\n"
      "  hint: for example 'peak.concurrency>=80'; quote it, or the shell redirects";
  CHECK(complaint("beta") == "--assert: error: found \"beta\"\n" + form);
  CHECK(complaint("beta=1") == "--assert: error: found \"beta=1\"\n" + form);
  CHECK(complaint("beta=>1") == "--assert: error: found \"beta=>1\"\n" + form);
  CHECK(complaint("beta>=") == "--assert: error: found \"beta>=\"\n" + form);
  CHECK(complaint("") == "--assert: error: found \"\"\n" + form);
  CHECK(complaint("beta>=eighty") ==
        "--assert: error: found \"eighty\"\n"
        "  allowed: a finite decimal number, such as 64 or 0.5");
}

TEST_CASE("a ratio without a fit before is refused") {
  CHECK(complaint("beta<=1.1x") ==
        "--assert: error: found \"beta<=1.1x\"\n"
        "  allowed: a plain number: there is no earlier fit to compare with\n"
        "  hint: ratios such as 'beta<=1.1x' belong to compare-fits");
}

TEST_CASE("the metrics of a fit without a peak have no peak") {
  UslFit fit;
  fit.peak_concurrency.profile = Interval{24.6, std::numeric_limits<double>::infinity()};
  bool seen = false;
  for (const Metric& metric : fit_metrics(fit)) {
    if (metric.name == "peak.concurrency") CHECK_FALSE(metric.value.has_value());
    if (metric.name == "peak.concurrency.lower") CHECK(metric.value == 24.6);
    if (metric.name != "peak.concurrency.upper") continue;
    seen = true;
    CHECK_FALSE(metric.value.has_value());
    CHECK(metric.absent_reason == "this end of the interval is open");
  }
  CHECK(seen);
}

}  // namespace
}  // namespace uslkit
