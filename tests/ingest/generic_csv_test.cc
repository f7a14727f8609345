#include "ingest/generic_csv.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "ingest/csv_columns.h"
#include "tests/ingest/ingest_support.h"

namespace uslkit {
namespace {

using Numbers = std::vector<double>;

// A table with this header and one row of ones, read; for tests of what a header means.
Measurements with_header(const std::string& header) {
  std::string row = "1";
  for (const char byte : header) {
    if (byte == ',') row += ",1";
  }
  return ingest_text(header + "\n" + row + "\n");
}

}  // namespace

TEST_CASE("the delimiter, the line ends, a byte order mark and comments do not change the rows") {
  const std::vector<std::string> texts = {
      "n,x\n1,955.16\n2,1878.91\n",
      "N,X\r\n1,955.16\r\n2,1878.91\r\n",
      "\xEF\xBB\xBFn,x\n1,955.16\n2,1878.91",
      "# by hand\n\nn,x\n# first\n1,955.16\n\n2,1878.91\n",
      "n;x\n1;955,16\n2;1878,91\n",
      "n;x\n1;955.16\n2;1878.91\n",
      "n\tx\n1\t955,16\n2\t1878,91\n",
      "n|x\n1|955.16\n2|1878.91\n",
      "n  x\n1  955.16\n2 1878.91\n",
      "\"n\",\"x\"\n\"1\",\"955.16\"\n2,+1878.91\n",
      " n , x \n 1 , 955.16 \n 2 , 1878.91 \n",
      "x,n\n955.16,1\n1878.91,2\n",
      "1,955.16\n2,1878.91\n",
      "1 955.16\n2 1878.91\n",
      "1;955,16\n2;1878,91\n",
      "n,x,\n1,955.16,\n2,1878.91,\n",
      "n,x\n1,955.16\n2,1878.91\n,\n,,,\n",
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    const Measurements read = ingest_text(text);
    CHECK(concurrencies(read) == Numbers{1, 2});
    CHECK(throughputs(read) == Numbers{955.16, 1878.91});
  }
}

TEST_CASE("a first row of numbers is data, and what its columns were taken for is said") {
  const Measurements two = ingest_text("1,65\n18,996\n36,1652\n");
  CHECK(concurrencies(two) == Numbers{1, 18, 36});
  CHECK(note_text(two, "no-header") == "data.csv: no header; columns taken as N, X");
  const Measurements three = ingest_text("1,65,0.015\n18,996,0.018\n");
  CHECK(three.rows[1].latency_s == 0.018);
  CHECK(note_text(three, "no-header") ==
        "data.csv: no header; columns taken as N, X, R in seconds");
}

TEST_CASE("any two of N, X and R give the third by Little's law") {
  const Measurements nr = ingest_text("clients,latency_ms\n4,2\n9,3\n");
  CHECK(throughputs(nr) == Numbers{2000, 3000});
  CHECK(has_note(nr, "throughput-from-littles-law"));
  const Measurements xr = ingest_text("tps,latency_ms\n2000,2\n3000,3\n");
  CHECK(concurrencies(xr) == Numbers{4, 9});
  CHECK(note_text(xr, "n-from-littles-law") ==
        "data.csv: N of 2 of 2 rows computed as X R (Little's law)");
  // Per minute: 120/min of 0.5 s each is one in flight.
  const Measurements slow = ingest_text("tpm,latency_s\n120,0.5\n");
  CHECK(slow.throughput_unit == "/min");
  CHECK(concurrencies(slow) == Numbers{1});
}

TEST_CASE("headers name the role, the unit and the axis, whatever their spelling") {
  for (const std::string header :
       {"n,x", "N,X", "Concurrency,Throughput", "threads,tps", "Clients,RPS", "users,qps",
        "nodes,Requests/s", "VUs,req/s", "workers,throughput_per_s", "connections,requests_per_sec",
        "num_threads,ops", "Number of threads,Throughput (req/s)", "cpus,ops/sec", "processes,iops",
        "consumers,messages_per_s", "cores,Transactions per second", "user_count,txn_rate"}) {
    CAPTURE(header);
    const Measurements read = with_header(header);
    CHECK(concurrencies(read) == Numbers{1});
    CHECK(read.throughput_unit == "/s");
    CHECK_FALSE(has_note(read, "columns-ignored"));
  }
  CHECK(with_header("threads,tps").concurrency_name == "threads");
  CHECK(with_header("n,tps").concurrency_name == "concurrency");
  CHECK(with_header("n,tps").throughput_name == "transactions");
  CHECK(with_header("n,requests/min").throughput_unit == "/min");
  CHECK(with_header("n,scripts_per_hour").throughput_unit == "/h");
  CHECK(ingest_text("n,x\n1,1\n", {.throughput_unit = "/h"}).throughput_unit == "/h");
}

TEST_CASE("latency is scaled to seconds by the unit in its name") {
  const auto latency = [](const std::string& name) {
    return with_header("n,x," + name).rows.front().latency_s.value_or(-1);
  };
  CHECK(latency("latency_s") == 1);
  CHECK(latency("latency_ms") == 1e-3);
  CHECK(latency("Latency (ms)") == 1e-3);
  CHECK(latency("latency [\xC2\xB5s]") == 1e-6);
  CHECK(latency("avg_latency_us") == 1e-6);
  CHECK(latency("response_time_ns") == 1e-9);
  const Measurements bare = with_header("n,x,rt");
  CHECK(bare.rows.front().latency_s == 1);
  CHECK(note_text(bare, "latency-unit-assumed") ==
        "data.csv: column \"rt\" names no unit; taken as seconds (write rt_ms for milliseconds)");
}

TEST_CASE("deviations, targets, errors, durations and labels are carried along") {
  const Measurements read = ingest_text(
      "n,x,sd,target,errors,duration_s,label\n"
      "1,100,2.5,120,10,9.9,first\n"
      "2,180,,,0,10,\n");
  CHECK(read.rows[0].throughput_sd == 2.5);
  CHECK(read.rows[0].target_throughput == 120.0);
  CHECK(read.rows[0].error_ratio == 10.0 / (10 + 990));
  CHECK(read.rows[0].duration_s == 9.9);
  CHECK(read.rows[0].label == "first");
  CHECK_FALSE(read.rows[1].throughput_sd.has_value());
  CHECK_FALSE(read.rows[1].target_throughput.has_value());
  CHECK(read.rows[1].error_ratio == 0.0);
  CHECK(read.rows[1].line == 3);
  CHECK(ingest_text("n,x,error_percent\n1,9,50\n").rows.front().error_ratio == 0.5);
  CHECK(ingest_text("n,x,error_ratio\n1,9,0.5\n").rows.front().error_ratio == 0.5);
  CHECK(ingest_text("n,x,failures/s\n1,9,1\n").rows.front().error_ratio == 0.1);
  CHECK(has_note(ingest_text("n,x,errors\n1,9,1\n"), "errors-not-used"));
}

TEST_CASE("columns without a role are ignored aloud; percentiles are no mean") {
  const Measurements read =
      ingest_text("partitions,throughput,latency_p99_ms,consumers,note\n4,10,35,8,a\n");
  CHECK(concurrencies(read) == Numbers{4});
  CHECK_FALSE(read.rows.front().latency_s.has_value());
  CHECK(note_text(read, "columns-ignored") ==
        "data.csv: columns not used: \"consumers\", \"note\"");
  CHECK(note_text(read, "percentile-not-used") ==
        "data.csv: \"latency_p99_ms\" not used: a percentile is not the mean latency");
}

TEST_CASE("replicates, unsorted rows, fractional, tiny and huge N are kept as they are") {
  const Measurements read = ingest_text("n,x\n8,30\n0.31,2\n8,31\n1e18,5\n8,30\n");
  CHECK(concurrencies(read) == Numbers{8, 0.31, 8, 1e18, 8});
  CHECK(
      note_text(read, "n-below-one") ==
      "data.csv: N < 1 in 1 of 5 rows, kept: averages of an idle system; there the law lies above "
      "gamma N when alpha > 0; --min-n 1 drops them");
  const Measurements dropped = ingest_text("n,x\n8,30\n0.31,2\n", {.min_concurrency = 1});
  CHECK(concurrencies(dropped) == Numbers{8});
  CHECK(note_text(dropped, "below-min-n") == "data.csv: 1 of 2 rows left out: N below --min-n 1");
  CHECK(ingest_text("n,x\n1,5\n").rows.size() == 1);
}

TEST_CASE("the golden files of the project are read without a doubt about their columns") {
  for (const std::string name :
       {"cisco_mysql", "oracledb", "raytracer", "schwartz_linear", "specsdm91", "specsdm91_rounded",
        "sysbench_cpu", "usl_test_synthetic"}) {
    CAPTURE(name);
    const Measurements read = ingest({"data/" + name + ".csv"}, {});
    CHECK(read.rows.size() >= 4);
    CHECK_FALSE(has_note(read, "columns-ignored"));
    CHECK_FALSE(has_note(read, "no-header"));
  }
  CHECK(ingest({"data/oracledb.csv"}, {}).rows.size() == 360);
  CHECK(ingest({"data/sysbench_cpu.csv"}, {}).rows[0].throughput_sd == 90.5286256646);
  const Measurements sample = ingest_sample("generic.csv");
  CHECK(concurrencies(sample) == Numbers{1, 18, 36, 72});
  CHECK(sample.rows[3].latency_s == 0.0389);
  CHECK(sample.rows[3].line == 6);
}

TEST_CASE(
    "many rows become one mean per N with the standard deviation of that mean, in flat memory") {
  std::string text = "n,x,latency_ms\n";
  for (int i = 0; i < 40; ++i) text += i % 2 == 0 ? "2,10,100\n2,14,200\n" : "1,5,50\n1,7,50\n";
  const Measurements kept = ingest_text(text, {.rows_kept_one_by_one = 80});
  CHECK(kept.rows.size() == 80);
  const Measurements averaged = ingest_text(text, {.rows_kept_one_by_one = 79});
  REQUIRE(averaged.rows.size() == 2);
  CHECK(concurrencies(averaged) == Numbers{1, 2});
  CHECK(averaged.rows[0].throughput == doctest::Approx(6).epsilon(1e-14));
  CHECK(averaged.rows[1].throughput == doctest::Approx(12).epsilon(1e-14));
  // 20 of 10 and 20 of 14: s^2 = 40 * 4 / 39; of the mean, s^2 / 40.
  CHECK(*averaged.rows[1].throughput_sd == doctest::Approx(std::sqrt(4.0 / 39)).epsilon(1e-14));
  CHECK(*averaged.rows[1].latency_s == doctest::Approx((10 * 0.1 + 14 * 0.2) / 24).epsilon(1e-14));
  CHECK(
      note_text(averaged, "rows-averaged") ==
      "data.csv: 80 rows are more than 79, so each N became one row: the mean throughput, with the "
      "standard deviation of that mean (2 rows)");
}

}  // namespace uslkit
