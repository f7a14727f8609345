#include "ingest/ab.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("ab: of the two lines 'Time per request' the first is the latency") {
  const Measurements run = read_sample("ab", "ab_c8.txt");
  check_expected(run, "ab_c8.txt");
  CHECK(run.rows[0].duration_s == 0.899);
  CHECK(*littles_law_gap(run.rows[0]) < 0.001);
}

TEST_CASE("ab: failed requests do not count, error pages of another length are not counted twice") {
  const std::string text = sample_text("ab_c8.txt");
  const std::string failing = with(text, "Failed requests:        0",
                                   "Failed requests:        1200\n"
                                   "   (Connect: 100, Receive: 0, Length: 1000, Exceptions: 100)\n"
                                   "Non-2xx responses:      1000");
  const Measurements run = read_text("ab", failing);
  CHECK(run.rows[0].throughput == doctest::Approx(4449.74 * (4000.0 - 1100) / 4000));
  CHECK(*run.rows[0].error_ratio == doctest::Approx(1200.0 / 4100));
  const Measurements bad_status = read_text(
      "ab", with(text, "Failed requests:        0", "Failed requests: 0\nNon-2xx responses: 4000"));
  CHECK(bad_status.rows[0].throughput == 0);
}

TEST_CASE("ab: several runs in one file give several rows, an aborted one is refused") {
  const std::string text = sample_text("ab_c8.txt");
  CHECK(read_text("ab", text + text).rows.size() == 2);
  CHECK(read_message("ab", text.substr(0, text.find("Server Software")) +
                               "apr_pollset_poll: The timeout specified has expired (70007)\n") ==
        "run.txt:19: error: found the end of the ab report that begins in line 1, without "
        "\"Complete requests:\"\n  allowed: a complete report of ab\n"
        "  hint: run ab to its end and keep all it prints");
}

}  // namespace
}  // namespace uslkit
