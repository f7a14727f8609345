// The table readers of the load generators, against the oracle and their traps.
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "ingest/jmeter_jtl.h"
#include "ingest/pgbench_log.h"
#include "tests/ingest/ingest_support.h"

namespace uslkit {
namespace {

constexpr double kOracle = 5e-6;  // EXPECTED.csv has six digits

// All finished requests per second and their mean latency, over all rows of a log.
struct Pooled {
  double rate = 0;
  double latency_s = 0;
};

Pooled pooled(const Measurements& read) {
  double requests = 0;
  double time_s = 0;
  double latency_sum_s = 0;
  for (const Measurement& row : read.rows) {
    const double finished = row.throughput * *row.duration_s / (1 - *row.error_ratio);
    requests += finished;
    time_s += *row.duration_s;
    latency_sum_s += finished * *row.latency_s;
  }
  return {requests / time_s, latency_sum_s / requests};
}

const std::string kJtlHeader = "timeStamp,elapsed,label,success,allThreads\n";

}  // namespace

TEST_CASE("JMeter: rows are bucketed by allThreads and pool to the oracle's rate and latency") {
  const Measurements read = ingest_sample("jmeter_results.jtl");
  CHECK(read.sources.front().format == "JMeter JTL");
  CHECK(concurrencies(read) == std::vector<double>{2, 4});
  const ExpectedRow expected = expected_rows("jmeter_results.jtl").front();
  CHECK(pooled(read).rate == doctest::Approx(*expected.throughput).epsilon(kOracle));
  CHECK(pooled(read).latency_s == doctest::Approx(*expected.latency_s).epsilon(kOracle));
  // One of the three samples at N = 2 failed: only two count.
  CHECK(read.rows[0].throughput == doctest::Approx(2 / 0.499).epsilon(1e-6));
  CHECK(*read.rows[0].error_ratio == doctest::Approx(1.0 / 3));
  CHECK(read.rows[1].throughput == doctest::Approx(1 / 0.059).epsilon(1e-6));
  CHECK(read.rows[0].line == 2);
  CHECK(read.rows[1].line == 6);
  CHECK(has_note(read, "high-error-ratio"));
}

TEST_CASE("JMeter: a ramp that repeats a number of threads counts only the time spent at it") {
  // Ten requests per second at N = 1, twenty at N = 2, then ten at N = 1 again.
  std::string text = kJtlHeader;
  const auto sample = [&text](int end_ms, int elapsed_ms, int threads) {
    text += std::to_string(1'000'000 + end_ms - elapsed_ms) + "," + std::to_string(elapsed_ms) +
            ",a,true," + std::to_string(threads) + "\n";
  };
  for (int i = 1; i <= 100; ++i) sample(100 * i, 100, 1);
  for (int i = 1; i <= 200; ++i) sample(10'000 + 50 * i, 100, 2);
  for (int i = 1; i <= 100; ++i) sample(20'000 + 100 * i, 100, 1);
  const Measurements read = ingest_text(text);
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].throughput == doctest::Approx(10));
  CHECK(*read.rows[0].duration_s == doctest::Approx(20));
  CHECK(read.rows[1].throughput == doctest::Approx(20));
  CHECK(read.notes.empty());
  const Measurements late = ingest_text(text, {.drop_first_s = 2.05});
  CHECK(*late.rows[0].duration_s == doctest::Approx(20 - 4.1));
  CHECK(late.rows[1].throughput == doctest::Approx(20).epsilon(0.01));
  CHECK(has_note(late, "ramp-up-dropped"));
}

TEST_CASE("JMeter: time stamps may be milliseconds or calendar times") {
  CHECK(timestamp_s("1787305421000") == 1787305421.0);
  CHECK(timestamp_s("1970/01/02 00:00:01.250") == 86401.25);
  CHECK(timestamp_s("1970-01-02T00:00:01") == 86401.0);
  for (const std::string text : {"", "now", "1970/13/02 00:00:01", "1970/01/02",
                                 "1970/01/02 24:00:00", "1970/01/02 00:00:01 nonsense"}) {
    CAPTURE(text);
    CHECK_FALSE(timestamp_s(text).has_value());
  }
  const std::string body =
      "2026/08/21 09:43:41.000,500,a,true,1\n2026/08/21 09:43:41.500,500,a,true,1\n";
  CHECK(throughputs(ingest_text(kJtlHeader + body)) == std::vector<double>{2});
}

TEST_CASE("JMeter: what cannot be read is refused in full sentences") {
  CHECK(ingest_message("<?xml version=\"1.0\"?>\n<testResults version=\"1.2\">\n", {}, "a.jtl") ==
        "a.jtl:1: error: found a JTL file in XML\n"
        "  allowed: a JTL file in CSV\n"
        "  hint: set jmeter.save.saveservice.output_format=csv, or convert the file");
  CHECK(ingest_message("timeStamp,elapsed,success\n1,2,true\n", {}, "a.jtl") ==
        "a.jtl:1: error: found no column \"allThreads\"\n"
        "  allowed: a JMeter JTL file with a column \"allThreads\"\n"
        "  hint: the header may be missing, or the tool may be set to leave the column out");
  CHECK(ingest_message(kJtlHeader + "1,2,a,true,1\n1,2,a\n", {}, "a.jtl") ==
        "a.jtl:3: error: found 3 fields\n"
        "  allowed: 5 fields, as the header has\n"
        "  hint: the file may be cut off");
  CHECK(ingest_message(kJtlHeader + "yesterday,2,a,true,1\n", {}, "a.jtl") ==
        "a.jtl:2:1: error: found \"yesterday\"\n"
        "  allowed: milliseconds since 1970, or a time such as 2026/08/21 09:43:41.250\n"
        "  hint: set jmeter.save.saveservice.timestamp_format=ms");
  CHECK(ingest_message(kJtlHeader + "1,2,a,true,0\n", {}, "a.jtl") ==
        "a.jtl:2:12: error: found \"0\"\n"
        "  allowed: allThreads of 1 or more\n"
        "  hint: a sample is always logged by a running thread");
  CHECK(ingest_message(kJtlHeader, {}, "a.jtl") ==
        "a.jtl: error: found 0 rows, none usable\n"
        "  allowed: a JMeter JTL file with samples");
  CHECK(ingest_message(kJtlHeader + "1,200,a,false,1\n", {}, "a.jtl") ==
        "a.jtl: error: found no usable row: 1 of 1 row without a successful request\n"
        "  allowed: at least one row with N > 0 and X > 0");
}

TEST_CASE("k6 CSV: requests per second at the number of users, failed ones left out") {
  const Measurements read = ingest_sample("k6_out_csv.csv");
  REQUIRE(read.rows.size() == 1);
  CHECK(read.rows[0].concurrency == 16);
  CHECK(read.rows[0].throughput == 1);
  CHECK(*read.rows[0].latency_s == doctest::Approx(0.05321));
  const std::string text =
      "metric_name,timestamp,metric_value,error,expected_response\n"
      "vus,1787305421,2,,\nhttp_reqs,1787305421,1,,true\nhttp_reqs,1787305421,1,,false\n"
      "http_reqs,1787305422,1,,true\nhttp_reqs,1787305422,1,timeout,\n"
      "vus,1787305423,4,,\nhttp_reqs,1787305423,3,,true\nchecks,1787305423,x,,\n";
  const Measurements steps = ingest_text(text);
  CHECK(concurrencies(steps) == std::vector<double>{2, 4});
  CHECK(throughputs(steps) == std::vector<double>{1, 3});
  CHECK(steps.rows[0].error_ratio == 0.5);
  std::string milliseconds = text;
  for (std::size_t at = 0; (at = milliseconds.find("178730542", at)) != std::string::npos;
       at += 13) {
    milliseconds.insert(at + 10, "000");
  }
  CHECK(throughputs(ingest_text(milliseconds)) == std::vector<double>{1, 3});
}

TEST_CASE(
    "locust history: rows without users are dropped, failures do not count, latency is not used") {
  const Measurements read = ingest_sample("locust_stats_history.csv");
  const std::vector<ExpectedRow> expected = expected_rows("locust_stats_history.csv");
  REQUIRE(read.rows.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(read.rows[i].concurrency == *expected[i].concurrency);
    // The oracle has all requests; ours are the successful ones.
    CHECK(read.rows[i].throughput / (1 - *read.rows[i].error_ratio) ==
          doctest::Approx(*expected[i].throughput).epsilon(kOracle));
    CHECK_FALSE(read.rows[i].latency_s.has_value());
  }
  CHECK(read.rows[1].throughput == doctest::Approx(300.0));
  CHECK(has_note(read, "sliding-window"));
  CHECK(has_note(read, "cumulative-latency"));
}

TEST_CASE("locust statistics: N follows from the aggregated line by Little's law, or is given") {
  const Measurements read = ingest_sample("locust_stats.csv");
  REQUIRE(read.rows.size() == 1);
  CHECK(read.rows[0].throughput == doctest::Approx(300.1 - 0.083));
  CHECK(*read.rows[0].latency_s == doctest::Approx(0.0531));
  CHECK(read.rows[0].concurrency == doctest::Approx(300.1 * 0.0531));
  CHECK(ingest_sample("locust_stats.csv", {.concurrency = 16}).rows[0].concurrency == 16);
}

TEST_CASE(
    "hey CSV: X is responses over the last end, R their mean, N by Little's law or from the name") {
  const Measurements read = ingest_sample("hey_c8.csv");
  const ExpectedRow expected = expected_rows("hey_c8.csv").front();
  CHECK(read.rows[0].throughput == doctest::Approx(*expected.throughput).epsilon(kOracle));
  CHECK(*read.rows[0].latency_s == doctest::Approx(*expected.latency_s).epsilon(kOracle));
  CHECK(read.rows[0].concurrency == doctest::Approx(5217.39 * 0.000883333).epsilon(1e-5));
  CHECK(has_note(read, "n-from-littles-law"));
  const Measurements named = ingest_sample("hey_c8.csv", {.n_from_name = "c([0-9]+)"});
  CHECK(named.rows[0].concurrency == 8);
  CHECK(has_note(named, "n-from-name"));
  CHECK(has_note(named, "littles-law-gap"));  // twelve requests by eight clients: never full
}

TEST_CASE("hyperfine CSV: of several parameters the one that is named like N counts") {
  const std::string header = "command,mean,stddev,median,user,system,min,max,";
  const std::string row = "\nx,0.5,0.1,0.5,0.4,0.1,0.4,0.6,7,3\n";
  CHECK(ingest_text(header + "parameter_size,parameter_users" + row).rows[0].concurrency == 3);
  CHECK(ingest_message(header + "parameter_size,parameter_q" + row) ==
        "data.csv:1: error: found 2 parameters, none of them named as N usually is\n"
        "  allowed: one parameter, or one of these: n, N, threads, t, concurrency, c, clients, "
        "connections, workers, w, jobs, j, procs, processes, nodes, p, users or vus\n"
        "  hint: rename the parameter that is the concurrency");
}

TEST_CASE("hyperfine CSV: N is the parameter, X the work per mean time") {
  const Measurements read = ingest_sample("hyperfine_list_t.csv");
  const std::vector<ExpectedRow> expected = expected_rows("hyperfine_list_t.json");
  REQUIRE(read.rows.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(read.rows[i].concurrency == *expected[i].concurrency);
    CHECK(read.rows[i].throughput == doctest::Approx(*expected[i].throughput).epsilon(kOracle));
    CHECK(*read.rows[i].latency_s == doctest::Approx(*expected[i].latency_s).epsilon(kOracle));
  }
  CHECK_FALSE(has_note(read, "littles-law-gap"));
  CHECK(ingest_sample("hyperfine_list_t.csv", {.work_per_run = 2000}).rows[0].throughput ==
        doctest::Approx(2000 * *expected[0].throughput).epsilon(kOracle));
  CHECK(ingest_message("command,mean,stddev,median,user,system,min,max\na,1,0,1,1,1,1,1\n") ==
        "data.csv:1: error: found timings without a parameter, so without N\n"
        "  allowed: a parameter scan, or --n\n"
        "  hint: hyperfine --parameter-list threads 1,2,4,8 'program --threads {threads}' "
        "--export-csv "
        "FILE");
}

TEST_CASE("pgbench -l: N is the number of clients; the files of all threads are one run") {
  const Measurements read = ingest_sample("pgbench_log_c4.txt");
  const ExpectedRow expected = expected_rows("pgbench_log_c4.txt").front();
  REQUIRE(read.rows.size() == 1);
  CHECK(read.rows[0].concurrency == *expected.concurrency);
  CHECK(*read.rows[0].latency_s == doctest::Approx(*expected.latency_s).epsilon(kOracle));
  CHECK(read.rows[0].throughput ==
        doctest::Approx(16 / (0.472055 - (0.464288 - 0.002753))).epsilon(1e-4));
  CHECK(pgbench_run_name("dir/log.4711.3") == "dir/log.4711");
  CHECK(pgbench_run_name("dir/log.4711") == "dir/log.4711");
  CHECK(pgbench_run_name("pgbench_log_c4.txt") == "pgbench_log_c4.txt");
  std::vector<ByteSource> files;
  files.push_back(
      ByteSource::from_text("0 1 1000 0 1795212301 1000\n0 2 1000 0 1795212301 2000\n", "l.7"));
  files.push_back(
      ByteSource::from_text("1 1 2000 0 1795212301 2000\n1 2 failed 0 1795212301 4000\n", "l.7.1"));
  const Measurements together = read_pgbench_log(files, {});
  REQUIRE(together.rows.size() == 1);
  CHECK(together.rows[0].concurrency == 2);
  CHECK(together.rows[0].throughput == doctest::Approx(3 / 0.004).epsilon(1e-4));
  CHECK(together.rows[0].error_ratio == 0.25);
}

TEST_CASE("pgbench aggregates: the partial first and last interval are left out, threads add up") {
  const Measurements read = ingest_sample("pgbench_log_aggregate_c4.txt");
  const ExpectedRow expected = expected_rows("pgbench_log_aggregate_c4.txt").front();
  CHECK(read.rows[0].throughput == doctest::Approx(*expected.throughput).epsilon(kOracle));
  CHECK(*read.rows[0].latency_s == doctest::Approx(*expected.latency_s).epsilon(kOracle));
  CHECK(read.rows[0].concurrency == doctest::Approx(3.7731).epsilon(1e-4));
  std::vector<ByteSource> threads;
  for (const std::string name : {"a.1", "a.1.1"}) {
    threads.push_back(ByteSource::from_text(sample_text("pgbench_log_aggregate_c4.txt"), name));
  }
  const Measurements both = read_pgbench_aggregate_log(threads, {});
  REQUIRE(both.rows.size() == 1);
  CHECK(both.rows[0].throughput == doctest::Approx(2 * *expected.throughput).epsilon(kOracle));
  CHECK(ingest_message("1795212301 10 1 1 1 1\n1795212302 10 1 1 1 1\n", {}, "log") ==
        "log: error: found 2 intervals\n"
        "  allowed: at least 3 intervals: the first and the last are partial and are left out\n"
        "  hint: run longer, or aggregate over shorter intervals");
}

}  // namespace uslkit
