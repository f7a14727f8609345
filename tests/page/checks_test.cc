#include "page/checks.h"

#include <algorithm>

#include "doctest/doctest.h"
#include "page/junit.h"
#include "tests/page/kept_documents.h"
#include "tests/report/sample_plan.h"
#include "tests/report/sample_run.h"

namespace uslkit {

namespace {

RunResult measured(RunResult run) {
  run.provenance.engine = "pipeline";
  return run;
}

const Check& check_called(const std::vector<Check>& checks, const std::string& part) {
  const auto found = std::find_if(checks.begin(), checks.end(), [&part](const Check& check) {
    return check.name.find(part) != std::string::npos;
  });
  REQUIRE(found != checks.end());
  return *found;
}

}  // namespace

TEST_CASE("every objective of a run is a check with what was found") {
  RunResult run = surge_run();
  run.slo = {{.text = "ack p99 <= 50 ms",
              .pointer = "/slo/0",
              .found = 44.6,
              .bound = 50,
              .unit = "ms",
              .met = true},
             {.text = "work-lag <= 5 s",
              .pointer = "/slo/1",
              .found = 120,
              .bound = 5,
              .unit = "s",
              .met = false}};
  const std::vector<Check> checks = all_checks(documents_of({kept_run(run)}));
  CHECK(check_called(checks, "ack p99").kept);
  CHECK_FALSE(check_called(checks, "work-lag").kept);
  CHECK(check_called(checks, "work-lag").found.find("120") == 0);
}

TEST_CASE("a plan that does not exist breaks a check for every promise in its way") {
  const std::vector<Check> checks = all_checks(documents_of({kept_plan(infeasible_answer())}));
  CHECK(std::count_if(checks.begin(), checks.end(),
                      [](const Check& check) { return !check.kept; }) == 2);
}

TEST_CASE("a measured run is compared with the simulation of its scenario, not with another") {
  RunResult other = surge_run();
  other.name = "something else";
  other.provenance.scenario_sha256 = std::string(64, 'f');
  const ReportDocuments documents =
      documents_of({kept_run(other), kept_run(surge_run()), kept_run(measured(surge_run()))});
  const std::vector<PredictionPair> pairs = prediction_pairs(documents);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].predicted == &documents.runs[1]);
  CHECK(pairs[0].measured == &documents.runs[2]);
  CHECK(pairs[0].check.holds());
}

TEST_CASE("two simulations are no prediction of each other") {
  const std::string run = kept_run(surge_run());
  const ReportDocuments documents = documents_of({run, run});
  CHECK(prediction_pairs(documents).empty());
}

TEST_CASE("JUnit counts what it lists") {
  const std::vector<Check> checks = {{.suite = "a", .name = "x", .kept = true, .found = "1"},
                                     {.suite = "b", .name = "y", .kept = false, .found = "2"},
                                     {.suite = "a", .name = "z", .kept = false, .found = "3"}};
  CHECK(
      junit_xml(checks) ==
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"uslkit\" tests=\"3\" failures=\"2\" errors=\"0\" time=\"0\">\n"
      "  <testsuite name=\"a\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\" time=\"0\">\n"
      "    <testcase classname=\"a\" name=\"x\" time=\"0\">\n"
      "      <system-out>found 1</system-out>\n"
      "    </testcase>\n"
      "    <testcase classname=\"a\" name=\"z\" time=\"0\">\n"
      "      <failure message=\"found 3\">found 3</failure>\n"
      "    </testcase>\n"
      "  </testsuite>\n"
      "  <testsuite name=\"b\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\" time=\"0\">\n"
      "    <testcase classname=\"b\" name=\"y\" time=\"0\">\n"
      "      <failure message=\"found 2\">found 2</failure>\n"
      "    </testcase>\n"
      "  </testsuite>\n"
      "</testsuites>\n");
}

TEST_CASE("JUnit stays XML whatever names hold") {
  const std::string xml = junit_xml(all_checks(hostile_documents()));
  CHECK(xml.find("<script") == std::string::npos);
  CHECK(xml.find("]]>") == std::string::npos);
  CHECK(xml.find('\x1b') == std::string::npos);
  CHECK(xml.find('\x01') == std::string::npos);
  CHECK(occurrences(xml, "<testcase ") == occurrences(xml, "</testcase>"));
  CHECK(occurrences(xml, "<testcase ") == all_checks(hostile_documents()).size());
}

}  // namespace uslkit
