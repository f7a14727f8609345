#include "ingest/k6_ndjson.h"

#include <cstdio>

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

std::string sample(const std::string& metric, double second, double value,
                   const std::string& tags = "{}") {
  char time[64];
  std::snprintf(time, sizeof time, "2026-08-21T09:%02d:%06.3fZ", static_cast<int>(second) / 60,
                second - 60 * (static_cast<int>(second) / 60));
  return "{\"metric\":\"" + metric + "\",\"type\":\"Point\",\"data\":{\"time\":\"" + time +
         "\",\"value\":" + std::to_string(value) + ",\"tags\":" + tags + "}}\n";
}

TEST_CASE("k6 json: the sample's single request at 16 users") {
  const Measurements run = read_sample("k6-json", "k6_out_json.ndjson");
  REQUIRE(run.rows.size() == 1);
  CHECK(run.rows[0].concurrency == 16);
  CHECK(run.rows[0].throughput == 1);
  CHECK(*run.rows[0].latency_s == doctest::Approx(0.05321));
  CHECK(run.rows[0].line == 2);
}

TEST_CASE(
    "k6 json: samples are summed per second and per number of users; ramp-up can be dropped") {
  std::string text =
      "{\"type\":\"Metric\",\"data\":{\"name\":\"http_reqs\"},\"metric\":\"http_reqs\"}\n";
  for (int second = 0; second < 20; ++second) {
    const int users = second < 10 ? 2 : 4;
    text += sample("vus", second + 0.9, users);
    for (int i = 0; i < 10 * users; ++i) {
      const bool slow_start = second == 10 && i >= 10;
      if (slow_start) continue;
      text += sample("http_reqs", second + 0.02 * i, 1,
                     i == 0 ? R"({"expected_response":"false"})" : "{}");
      text += sample("http_req_duration", second + 0.02 * i, 100);
    }
    text += sample("data_sent", second, 5);
  }
  const Measurements all = read_text("k6-json", text);
  REQUIRE(all.rows.size() == 2);
  CHECK(all.rows[0].concurrency == 2);
  CHECK(all.rows[0].throughput == doctest::Approx(19));
  CHECK(*all.rows[0].error_ratio == doctest::Approx(0.05));
  CHECK(*all.rows[0].latency_s == doctest::Approx(0.1));
  CHECK(*all.rows[0].duration_s == 10);
  CHECK(all.rows[1].throughput == doctest::Approx((39 * 9 + 9) / 10.0));
  IngestOptions options;
  options.drop_first_s = 1;
  const Measurements steady = read_text("k6-json", text, options);
  CHECK(steady.rows[1].throughput == doctest::Approx(39));
  CHECK(*steady.rows[1].duration_s == 9);
}

TEST_CASE("k6 json: a cut line names its number; a stream without requests is refused") {
  const std::string text = sample_text("k6_out_json.ndjson");
  CHECK(read_message("k6-json", text.substr(0, 250)).starts_with("run.txt:2:"));
  CHECK(read_message("k6-json", text.substr(0, text.find('\n') + 1)) ==
        "run.txt:1: error: found no http_reqs samples up to the end\n"
        "  allowed: a stream with samples of http_reqs, http_req_duration and vus\n"
        "  hint: k6 run --out json=FILE script.js writes it");
  CHECK(read_message("k6-json", with(text, "2026-08-21T09:43:41.123456Z", "yesterday")) ==
        "run.txt:2:53 (/data/time): error: found the string \"yesterday\"\n"
        "  allowed: a time such as \"2026-08-21T09:43:41.123Z\"");
}

}  // namespace
}  // namespace uslkit
