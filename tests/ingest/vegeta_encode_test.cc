#include "ingest/vegeta_encode.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("vegeta encode: single results add up as vegeta itself reckons") {
  const Measurements run = read_sample("vegeta-encode", "vegeta_encode.ndjson");
  REQUIRE(run.rows.size() == 1);
  const Measurement& row = run.rows[0];
  const double sending_s = 0.003456789 - 0.000123456;
  CHECK(row.concurrency == 0);
  CHECK(row.throughput == doctest::Approx(1 / (sending_s + 0.6124)));
  CHECK(*row.target_throughput == doctest::Approx(2 / sending_s));
  CHECK(*row.latency_s == doctest::Approx((0.053226666 + 0.6124) / 2));
  CHECK(row.error_ratio == 0.5);
}

TEST_CASE(
    "vegeta encode: attacks are told apart by name, whatever the order of lines and the zone") {
  const std::string a =
      R"({"attack":"a","seq":0,"code":200,"timestamp":"2026-08-21T09:43:41Z","latency":500000000})";
  const std::string b =
      R"({"attack":"b","seq":0,"code":200,"timestamp":"2026-08-21T11:43:41+02:00",)"
      R"("latency":500000000})";
  const std::string c =
      R"({"attack":"a","seq":1,"code":204,"timestamp":"2026-08-21T09:43:40.5Z","latency":1})";
  const Measurements run = read_text("vegeta-encode", a + "\r\n" + b + "\n\n" + c);
  REQUIRE(run.rows.size() == 2);
  CHECK(run.rows[0].label == "a");
  CHECK(run.rows[0].throughput == doctest::Approx(2));
  CHECK(*run.rows[0].target_throughput == doctest::Approx(4));
  CHECK(run.rows[1].throughput == doctest::Approx(2));
  CHECK_FALSE(run.rows[1].target_throughput.has_value());
}

TEST_CASE("vegeta encode: a wrong line is named") {
  const std::string text = sample_text("vegeta_encode.ndjson");
  CHECK(read_message("vegeta-encode", with(text, "\"latency\":53226666", "\"latency\":-1")) ==
        "run.txt:1:88 (/latency): error: found -1\n"
        "  allowed: a whole number between 0 and 86400000000000");
}

}  // namespace
}  // namespace uslkit
