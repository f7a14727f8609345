#include "ingest/hey.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("hey: rate and latency are read, N is not in the report") {
  const Measurements run = read_sample("hey", "hey_c8.txt");
  check_expected(run, "hey_c8.txt");
  CHECK(run.rows[0].error_ratio == 0.0);
  CHECK(run.rows[0].duration_s == 3.0048);
  CHECK(has_note(run, "latency-resolution"));
}

TEST_CASE("hey: exit status 0 hides failures, the status and error lists show them") {
  const std::string text = sample_text("hey_c8.txt");
  const Measurements half = read_text(
      "hey", with(text, "[200]\t41473 responses",
                  "[200]\t20000 responses\n  [503]\t20000 responses\n\n"
                  "Error distribution:\n  [1473]\tGet \"http://x\": dial tcp: connection refused"));
  CHECK(half.rows[0].throughput == doctest::Approx(13802.3129 * 20000 / 41473));
  CHECK(*half.rows[0].error_ratio == doctest::Approx(21473.0 / 41473));
  CHECK(note_text(half, "failed-requests") ==
        "21473 of 41473 requests failed; throughput counts the successful ones only");

  const std::string none = with(with(text, "Average:\t0.0006 secs", "Average:\tNaN secs"),
                                "Status code distribution:\n  [200]\t41473 responses",
                                "Error distribution:\n  [41473]\tGet \"http://x\": refused");
  CHECK(read_text("hey", none).rows[0].throughput == 0);
  CHECK(read_text("hey", none).rows[0].error_ratio == 1.0);
}

TEST_CASE("hey: a report without its last lists is refused") {
  const std::string text = sample_text("hey_c8.txt");
  CHECK(read_message("hey", text.substr(0, text.find("Status code"))) ==
        "run.txt:41: error: found the end of the hey report that begins in line 2, without "
        "\"Status code distribution:\"\n  allowed: a complete report of hey\n"
        "  hint: run hey to its end and keep all it prints");
}

}  // namespace
}  // namespace uslkit
