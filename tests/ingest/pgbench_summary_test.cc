#include "ingest/pgbench_summary.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("pgbench: every run of the sweep gives its row, and the latency is said to be N / tps") {
  const Measurements sweep = read_sample("pgbench", "pgbench_S_sweep.txt");
  check_expected(sweep, "pgbench_S_sweep.txt");
  CHECK(sweep.rows[0].duration_s == 4.0);
  CHECK(has_note(sweep, "latency-by-construction"));
  for (const Measurement& row : sweep.rows) CHECK(*littles_law_gap(row) < 0.02);
}

TEST_CASE("pgbench: the -t form counts transactions per client, -P measures the latency") {
  const Measurements run = read_sample("pgbench", "pgbench_tpcb_c4.txt");
  REQUIRE(run.rows.size() == 1);
  CHECK(run.rows[0].concurrency == 4);
  CHECK(run.rows[0].throughput == 1465.265872);
  CHECK(*run.rows[0].latency_s == doctest::Approx(2.126e-3));
  CHECK_FALSE(run.rows[0].duration_s.has_value());
  CHECK_FALSE(has_note(run, "latency-by-construction"));
}

TEST_CASE("pgbench: failed transactions are not part of tps and show in the error ratio") {
  const Measurements run =
      read_text("pgbench", with(sample_text("pgbench_tpcb_c4.txt"),
                                "number of failed transactions: 0 (0.000%)",
                                "number of failed transactions: 50 (20.000%)"));
  CHECK(run.rows[0].throughput == 1465.265872);
  CHECK(run.rows[0].error_ratio == 0.2);
  CHECK(note_text(run, "failed-requests") ==
        "50 of 250 transactions failed; throughput counts the successful ones only");
}

TEST_CASE("pgbench: of the two tps lines of old versions the one without connecting is taken") {
  const Measurements run =
      read_text("pgbench", with(sample_text("pgbench_tpcb_c4.txt"),
                                "tps = 1465.265872 (without initial connection time)",
                                "tps = 1100.5 (including connections establishing)\n"
                                "tps = 1465.25 (excluding connections establishing)"));
  CHECK(run.rows[0].throughput == 1465.25);
}

TEST_CASE("pgbench: with -R the clients are a cap") {
  const Measurements run = read_text(
      "pgbench", with(sample_text("pgbench_tpcb_c4.txt"), "initial connection time",
                      "rate limit schedule lag: avg 0.5 (max 2.0) ms\ninitial connection time"));
  CHECK(run.rows[0].concurrency == 0);
  CHECK(has_note(run, "open-model"));
}

TEST_CASE("pgbench: a cut or aborted run is refused") {
  const std::string text = sample_text("pgbench_tpcb_c4.txt");
  CHECK(read_message("pgbench", text.substr(0, text.find("tps = "))) ==
        "run.txt:14: error: found the end of the pgbench report that begins in line 3, without "
        "\"tps = \"\n  allowed: a complete report of pgbench\n"
        "  hint: run pgbench to its end and keep all it prints");
  CHECK(read_message("pgbench", text.substr(0, text.find("5872 (without"))) ==
        "run.txt:15:7: error: found \"1465.26\"\n"
        "  allowed: tps = RATE (without initial connection time)");
  CHECK(read_message("pgbench", text + "pgbench: error: Run was aborted; the above results are "
                                       "incomplete.\n")
            .starts_with("run.txt:16:1: error: found \"pgbench: error: Run was aborted"));
}

}  // namespace
}  // namespace uslkit
