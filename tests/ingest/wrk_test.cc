#include "ingest/wrk.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("wrk: every run of the sweep gives its row, and the latency is said to be adjusted") {
  const Measurements sweep = read_sample("wrk", "wrk_sweep.txt");
  check_expected(sweep, "wrk_sweep.txt");
  CHECK(sweep.rows.front().duration_s == 3.0);
  CHECK(sweep.rows.front().error_ratio == 0.0);
  CHECK(sweep.rows.front().line == 13);
  CHECK(sweep.concurrency_name == "connections");
  CHECK(has_note(sweep, "latency-corrected-mean"));
  CHECK_FALSE(has_note(sweep, "failed-requests"));
}

TEST_CASE("wrk: answers with an error status and socket errors are no throughput") {
  const std::string clean = sample_text("wrk_sweep.txt");
  const std::string failing = with(clean, "Requests/sec:   8014.69",
                                   "  Socket errors: connect 1, read 2, write 3, timeout 4\n"
                                   "  Non-2xx or 3xx responses: 8019\nRequests/sec:   8014.69");
  const Measurements sweep = read_text("wrk", failing);
  REQUIRE(sweep.rows.size() == 7);
  CHECK(sweep.rows[0].throughput == doctest::Approx(8014.69 * (24057.0 - 8019) / 24057));
  CHECK(*sweep.rows[0].error_ratio == doctest::Approx((8019.0 + 10) / (24057 + 10)));
  CHECK(sweep.rows[1].error_ratio == 0.0);
  CHECK(
      note_text(sweep, "failed-requests") ==
      "8029 of 410200 requests failed in 1 of 7 runs; throughput counts the successful ones only");
}

TEST_CASE("wrk: a run in which nothing succeeded has no throughput") {
  const Measurements sweep =
      read_text("wrk", with(sample_text("wrk_sweep.txt"), "Requests/sec:   8014.69",
                            "  Non-2xx or 3xx responses: 24057\nRequests/sec:   8014.69"));
  CHECK(sweep.rows[0].throughput == 0);
  CHECK(sweep.rows[0].error_ratio == 1.0);
}

TEST_CASE("wrk: a file that ends inside a run is refused with line and remedy") {
  const std::string text = sample_text("wrk_sweep.txt");
  CHECK(read_message("wrk", text.substr(0, text.find("Transfer/sec"))) ==
        "run.txt:13: error: found the end of the wrk report that begins in line 2, without "
        "\"Transfer/sec:\"\n  allowed: a complete report of wrk\n"
        "  hint: run wrk to its end and keep all it prints");
  CHECK(read_message("wrk", with(text, "8014.69", "8014,69")) ==
        "run.txt:13:17: error: found \"8014,69\"\n  allowed: a number between 0 and 1e15, such as "
        "1.5");
  CHECK(read_message("wrk", with(text, "640.87us", "640.87")) ==
        "run.txt:5:15: error: found \"640.87\"\n"
        "  allowed: a time such as 640.87us, 5.31ms, 3.00s or 1m0.051s");
  CHECK(read_message("wrk", with(text, "1 threads and 1 conn", "1 threads and 0 conn")) ==
        "run.txt:3:17: error: found \"0\"\n  allowed: at least 1 connection");
}

}  // namespace
}  // namespace uslkit
