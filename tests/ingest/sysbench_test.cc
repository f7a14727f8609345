#include "ingest/sysbench.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("sysbench: the totals are read, the lines of intermediate results are not") {
  const Measurements sweep = read_sample("sysbench", "sysbench_oltp_sweep.txt");
  check_expected(sweep, "sysbench_oltp_sweep.txt");
  CHECK(*sweep.rows[0].duration_s == 4.0015);
  CHECK(has_note(sweep, "latency-resolution"));
  CHECK(sweep.throughput_name == "transactions");
}

TEST_CASE("sysbench: the cpu test prints events per second") {
  const std::string text =
      "sysbench 1.0.20 (using system LuaJIT 2.1.0-beta3)\n\n"
      "Running the test with following options:\nNumber of threads: 2\n"
      "Initializing random number generator from current time\n\n\nPrime numbers limit: 10000\n\n"
      "Initializing worker threads...\n\nThreads started!\n\nCPU speed:\n"
      "    events per second:  1664.25\n\nGeneral statistics:\n"
      "    total time:                          10.0010s\n"
      "    total number of events:              16646\n\nLatency (ms):\n"
      "         min:                                    1.02\n"
      "         avg:                                    1.20\n"
      "         max:                                    9.57\n"
      "         95th percentile:                        1.30\n"
      "         sum:                                19983.39\n\nThreads fairness:\n"
      "    events (avg/stddev):           8323.0000/1.00\n"
      "    execution time (avg/stddev):   9.9917/0.00\n";
  const Measurements run = read_text("sysbench", text);
  REQUIRE(run.rows.size() == 1);
  CHECK(run.rows[0].concurrency == 2);
  CHECK(run.rows[0].throughput == 1664.25);
  CHECK(*run.rows[0].latency_s == doctest::Approx(1.2e-3));
  CHECK(run.throughput_name == "events");
  // The other tests (threads, mutex) print neither rate: events / time.
  const Measurements mutex = read_text("sysbench", with(text, "events per second:  1664.25", ""));
  CHECK(mutex.rows[0].throughput == doctest::Approx(16646 / 10.001));
}

TEST_CASE("sysbench: ignored errors show in the error ratio") {
  const Measurements sweep =
      read_text("sysbench", with(sample_text("sysbench_oltp_sweep.txt"),
                                 "ignored errors:                      0 ",
                                 "ignored errors:                      203126 "));
  CHECK(sweep.rows[0].error_ratio == 0.5);
  CHECK(sweep.rows[0].throughput == 50754.34);
}

TEST_CASE("sysbench: a cut report is refused") {
  const std::string text = sample_text("sysbench_oltp_sweep.txt");
  CHECK(read_message("sysbench", text.substr(0, text.find("Threads fairness"))) ==
        "run.txt:36: error: found the end of the sysbench report that begins in line 3, without "
        "\"Threads fairness:\"\n  allowed: a complete report of sysbench\n"
        "  hint: run sysbench to its end and keep all it prints");
}

}  // namespace
}  // namespace uslkit
