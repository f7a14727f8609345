#include "ingest/wrk2.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("wrk2: connections are a cap, so N is left to Little's law") {
  const Measurements run = read_sample("wrk2", "wrk2_latency.txt");
  REQUIRE(run.rows.size() == 1);
  // The oracle repeats the 100 connections; its note and the format's README say N = X R.
  const ExpectedRow expected = expected_rows("wrk2_latency.txt").front();
  CHECK(run.rows[0].concurrency == 0);
  CHECK(agrees(run.rows[0].throughput, *expected.throughput));
  CHECK(agrees(*run.rows[0].latency_s, *expected.latency_s));
  CHECK(run.rows[0].throughput * *run.rows[0].latency_s == doctest::Approx(10.616).epsilon(1e-4));
  CHECK(has_note(run, "open-model"));
  CHECK_FALSE(has_note(run, "generator-limited"));
}

TEST_CASE("wrk2: without the spectrum the Latency line serves") {
  const std::string text = with(sample_text("wrk2_latency.txt"), "#[Mean", "#[mean");
  CHECK(*read_text("wrk2", text).rows[0].latency_s == doctest::Approx(5.31e-3));
}

TEST_CASE("wrk2: more requests in the system than connections means they waited in wrk2") {
  const std::string text =
      with(sample_text("wrk2_latency.txt"), "#[Mean    =        5.308", "#[Mean    =        530.8");
  CHECK(has_note(read_text("wrk2", text), "generator-limited"));
}

}  // namespace
}  // namespace uslkit
