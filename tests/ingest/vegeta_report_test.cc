#include "ingest/vegeta_report.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("vegeta: X is what succeeded, the rate is the target, N is left to Little's law") {
  const Measurements run = read_sample("vegeta", "vegeta_report.json");
  const ExpectedRow expected = expected_rows("vegeta_report.json").front();
  REQUIRE(run.rows.size() == 1);
  const Measurement& row = run.rows[0];
  CHECK(row.concurrency == 0);
  CHECK(agrees(row.throughput, *expected.throughput));
  CHECK(agrees(*row.latency_s, *expected.latency_s));
  CHECK(row.throughput * *row.latency_s == doctest::Approx(*expected.concurrency).epsilon(1e-4));
  CHECK(*row.target_throughput == doctest::Approx(300.0166675926));
  CHECK(*row.error_ratio == doctest::Approx(5.0 / 18000));
  CHECK(*row.duration_s == doctest::Approx(60.051));
  CHECK(has_note(run, "open-model"));
  CHECK(has_note(run, "failed-requests"));
}

TEST_CASE("vegeta: the text report says the same as the JSON report") {
  const Measurement json = read_sample("vegeta", "vegeta_report.json").rows[0];
  const Measurement text = read_sample("vegeta-text", "vegeta_report.txt").rows[0];
  CHECK(text.throughput == doctest::Approx(json.throughput).epsilon(1e-5));
  CHECK(*text.latency_s == doctest::Approx(*json.latency_s).epsilon(1e-4));
  CHECK(*text.target_throughput == doctest::Approx(*json.target_throughput).epsilon(1e-4));
  CHECK(*text.error_ratio == doctest::Approx(*json.error_ratio));
  CHECK(*text.duration_s == doctest::Approx(*json.duration_s));
}

TEST_CASE("vegeta: reports after each other are rows of a sweep") {
  const std::string json = sample_text("vegeta_report.json");
  CHECK(read_text("vegeta", json + "\n" + json).rows.size() == 2);
  const std::string text = sample_text("vegeta_report.txt");
  CHECK(read_text("vegeta-text", text + text).rows.size() == 2);
}

TEST_CASE("vegeta: a spectrum is refused with the command to run instead") {
  CHECK(read_message("vegeta-hdrplot", sample_text("vegeta_hdrplot.txt")) ==
        "run.txt:1: error: found a latency spectrum (vegeta report -type=hdrplot), which has no "
        "throughput\n  allowed: a report with rate and latency\n"
        "  hint: vegeta report -type=json results.bin");
}

TEST_CASE("vegeta: a cut report is refused") {
  const std::string text = sample_text("vegeta_report.txt");
  CHECK(read_message("vegeta-text", text.substr(0, text.find("Error Set"))) ==
        "run.txt:7: error: found the end of the vegeta report that begins in line 1, without "
        "\"Error Set:\"\n  allowed: a complete report of vegeta\n"
        "  hint: run vegeta to its end and keep all it prints");
}

}  // namespace
}  // namespace uslkit
