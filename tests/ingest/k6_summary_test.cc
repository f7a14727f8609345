#include "ingest/k6_summary.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("k6: the three summary shapes give the same row") {
  for (const std::string name :
       {"k6_handle_summary.json", "k6_summary_export_legacy.json", "k6_machine_readable_v1.json"}) {
    CAPTURE(name);
    const Measurements run = read_sample("k6", name);
    const ExpectedRow expected = expected_rows(name).front();
    REQUIRE(run.rows.size() == 1);
    const Measurement& row = run.rows[0];
    CHECK(row.concurrency == 16);
    CHECK(row.latency_s == doctest::Approx(0.05321));
    CHECK(agrees(*row.latency_s, *expected.latency_s));
    // The oracle has the rate of all requests; 5 of 18000 failed, and those are no throughput.
    CHECK(*row.error_ratio == doctest::Approx(5.0 / 18000));
    CHECK(agrees(row.throughput / (1 - *row.error_ratio), *expected.throughput));
    CHECK_FALSE(has_note(run, "thresholds-failed"));
    CHECK_FALSE(has_note(run, "open-model"));
    CHECK(note_text(run, "failed-requests") ==
          "5 of 18000 requests failed; throughput counts the successful ones only");
  }
}

TEST_CASE("k6: a threshold failed is ok false in handleSummary, but true in the legacy export") {
  const Measurements now = read_text(
      "k6", with(sample_text("k6_handle_summary.json"), "{\"ok\":true}", "{\"ok\":false}"));
  CHECK(note_text(now, "thresholds-failed") ==
        "k6 thresholds that did not hold: http_req_duration p(95)<200");
  const Measurements legacy = read_text("k6", with(sample_text("k6_summary_export_legacy.json"),
                                                   "\"p(95)<200\":false", "\"p(95)<200\":true"));
  CHECK(note_text(legacy, "thresholds-failed") ==
        "k6 thresholds that did not hold: http_req_duration p(95)<200");
}

TEST_CASE("k6: virtual users that are mostly idle are a pool, not N") {
  const std::string text = sample_text("k6_handle_summary.json");
  const std::string pool =
      with(text,
           "\"vus_max\":{\"type\":\"gauge\",\"contains\":\"default\",\"values\":{"
           "\"value\":16,\"min\":16,\"max\":16}}",
           "\"vus_max\":{\"type\":\"gauge\",\"contains\":\"default\",\"values\":{"
           "\"value\":100,\"min\":100,\"max\":100}}");
  CHECK(read_text("k6", pool).rows[0].concurrency == 0);
  CHECK(has_note(read_text("k6", pool), "open-model"));
  const std::string dropped = with(text, "\"iterations\":",
                                   "\"dropped_iterations\":{\"type\":\"counter\",\"contains\":"
                                   "\"default\",\"values\":{\"count\":3,"
                                   "\"rate\":0.05}},\"iterations\":");
  CHECK(read_text("k6", dropped).rows[0].concurrency == 0);
  // Thinking time belongs to the iteration: 16 users busy for 1 s around requests of 53 ms are N
  // = 16.
  const std::string thinking = with(
      with(
          text,
          "\"iterations\":{\"type\":\"counter\",\"contains\":\"default\",\"values\":{"
          "\"count\":18000,\"rate\":299.9375}}",
          "\"iterations\":{\"type\":\"counter\",\"contains\":\"default\",\"values\":{\"count\":960,"
          "\"rate\":16}}"),
      "\"avg\":53.3", "\"avg\":1000");
  CHECK(read_text("k6", thinking).rows[0].concurrency == 16);
}

TEST_CASE("k6: several summaries in one file give several rows") {
  const std::string text = sample_text("k6_handle_summary.json");
  const Measurements runs =
      read_text("k6", text + "\n" + sample_text("k6_machine_readable_v1.json"));
  REQUIRE(runs.rows.size() == 2);
  CHECK(runs.rows[1].line > runs.rows[0].line);
}

TEST_CASE("k6: a summary without HTTP metrics, or cut, is refused") {
  const std::string text = sample_text("k6_machine_readable_v1.json");
  CHECK(read_message("k6", with(text, "http_req_duration", "grpc_req_duration")) ==
        "run.txt:4:13 (/results/metrics): error: found no http_reqs and http_req_duration\n"
        "  allowed: the summary of a test over HTTP");
  CHECK(read_message("k6", with(text, "\"duration\":60.0125", "\"duration\":0")) ==
        "run.txt:1:23 (/config/duration): error: found 0\n  allowed: a number above 0");
  CHECK(read_message("k6", with(text, "\"count\":18000", "\"cuont\":18000")) ==
        "run.txt:5:71 (/results/metrics/0/values): error: found no key \"count\" in this object\n"
        "  allowed: an object with \"count\"\n  hint: there is \"cuont\": did you mean that?");
}

}  // namespace
}  // namespace uslkit
