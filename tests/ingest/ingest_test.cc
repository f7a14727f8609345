#include "ingest/ingest.h"

#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/ingest/ingest_support.h"

namespace uslkit {
namespace {

std::string options_message(const IngestOptions& options) {
  return ingest_message("n,x\n1,2\n", options);
}

}  // namespace

TEST_CASE("every sample is recognised by its content as what it is") {
  const std::vector<std::pair<std::string, std::string>> samples = {
      {"ab_c8.txt", "ApacheBench text"},
      {"fio_numjobs4.json", "fio JSON"},
      {"generic.csv", "CSV table"},
      {"google_benchmark_threads.json", "Google Benchmark JSON"},
      {"h2load_c8.txt", "h2load text"},
      {"hey_c8.csv", "hey -o csv"},
      {"hey_c8.txt", "hey text"},
      {"hyperfine_list_t.csv", "hyperfine CSV"},
      {"hyperfine_list_t.json", "hyperfine JSON"},
      {"jmeter_results.jtl", "JMeter JTL"},
      {"k6_handle_summary.json", "k6 summary JSON"},
      {"k6_out_csv.csv", "k6 --out csv"},
      {"k6_out_json.ndjson", "k6 --out json lines"},
      {"locust_stats.csv", "locust statistics CSV"},
      {"locust_stats_history.csv", "locust history CSV"},
      {"oha.json", "oha JSON"},
      {"pgbench_S_sweep.txt", "pgbench summary"},
      {"pgbench_log_aggregate_c4.txt", "pgbench --aggregate-interval log"},
      {"pgbench_log_c4.txt", "pgbench -l log"},
      {"sysbench_oltp_sweep.txt", "sysbench text"},
      {"vegeta_report.json", "vegeta report JSON"},
      {"wrk2_latency.txt", "wrk2 text"},
      {"wrk_sweep.txt", "wrk text"},
  };
  for (const std::pair<std::string, std::string>& sample : samples) {
    CAPTURE(sample.first);
    CHECK(ingest_sample(sample.first).sources.front().format == sample.second);
  }
}

TEST_CASE("the names of the formats are unique, and each can be asked for") {
  std::set<std::string_view> names;
  for (const FormatInfo& format : known_formats()) {
    CAPTURE(format.name);
    CHECK(names.insert(format.name).second);
    CHECK_FALSE(format.title.empty());
    CHECK_FALSE(format.reads.empty());
  }
  CHECK(ingest_sample("generic.csv", {.format = "csv"}).rows.size() == 4);
}

TEST_CASE("files merge in the order given, each row with its source, each source with its digest") {
  const Measurements read = ingest({kSamples + "generic.csv", "data/raytracer.csv"}, {});
  REQUIRE(read.sources.size() == 2);
  CHECK(read.rows.front().source == 0);
  CHECK(read.rows.back().source == 1);
  CHECK(read.sources[0].rows == 4);
  CHECK(read.sources[1].rows == static_cast<std::int64_t>(read.rows.size()) - 4);
  CHECK(read.sources[0].sha256 == sha256_hex(sample_text("generic.csv")));
  CHECK(read.sources[0].bytes == 147);
  CHECK(read.concurrency_name == "concurrency");
}

TEST_CASE(
    "files that are read together, such as Prometheus answers, are joined wherever they stand") {
  const std::string x = "x=" + kSamples + "prometheus_query_range.json";
  const Measurements read = ingest({x}, {.concurrency = 4});
  CHECK(read.sources.front().name == x);
  CHECK(read.rows.front().concurrency == 4);
}

TEST_CASE("throughputs of different time units are never mixed") {
  std::string message;
  try {
    static_cast<void>(ingest({"data/raytracer.csv", "data/no-such-file.csv"}, {}));
  } catch (const InputError& error) {
    message = error.what();
  }
  CHECK(message ==
        "data/no-such-file.csv: error: found no such file\n"
        "  allowed: the name of a readable file, or - for stdin");
  CHECK(ingest_message("n,tpm\n1,2\n", {.throughput_unit = "/s"}) ==
        "--unit: error: found \"/s\"\n"
        "  allowed: /min, which the header of data.csv says\n"
        "  hint: leave the option out");
}

TEST_CASE(
    "an N the file prints wins over --n; an N it lacks comes from --n, the name or Little's law") {
  CHECK(has_note(ingest_text("n,x\n1,2\n", {.concurrency = 5}), "n-option-not-used"));
  const std::string xr = "x,latency_ms\n100,50\n";
  CHECK(concurrencies(ingest_text(xr)) == std::vector<double>{5});
  CHECK(concurrencies(ingest_text(xr, {.concurrency = 4})) == std::vector<double>{4});
  CHECK(concurrencies(ingest_text(xr, {.n_from_name = "-c([0-9.]+)\\."}, "run-c7.csv")) ==
        std::vector<double>{7});
  CHECK(ingest_message(xr, {.n_from_name = "c([0-9]+)"}, "dir-c9/run.csv") ==
        "--n-from-name: error: found no match of \"c([0-9]+)\" in \"run.csv\"\n"
        "  allowed: a regular expression whose one group is N, such as c([0-9]+)");
  CHECK(ingest_message(xr, {.n_from_name = "c([0-9]+"}) ==
        "--n-from-name: error: found \"c([0-9]+\"\n"
        "  allowed: a regular expression whose one group is N, such as c([0-9]+)");
  CHECK(ingest_message(xr, {.n_from_name = "data"}) ==
        "--n-from-name: error: found \"data\" with 0 groups\n"
        "  allowed: a regular expression whose one group is N, such as c([0-9]+)");
  CHECK(ingest_message(xr, {.n_from_name = "(d)ata"}) ==
        "--n-from-name: error: found \"d\" as N in \"data.csv\"\n"
        "  allowed: a number above 0");
}

TEST_CASE("rows whose N is more than 20 % from X R are named, with the likely cause") {
  const std::string fine = "n,x,latency_ms\n10,100,119\n10,100,81\n";
  CHECK(ingest_text(fine).notes.empty());
  const Measurements gap = ingest_text("n,x,latency_ms\n10,100,121\n10,100,100\n10,100,79\n");
  CHECK(note_text(gap, "littles-law-gap") ==
        "data.csv: N differs from X R by more than 20 % in 2 of 3 rows (lines 2 and 4); X R / N is "
        "typically 1.21: users that think, a queue in the client, or a latency that is no mean");
  const Measurements unit = ingest_text("n,x,latency\n10,100,100\n");
  CHECK(
      note_text(unit, "littles-law-gap") ==
      "data.csv: N differs from X R by more than 20 % in 1 of 1 row (line 2); X R / N is typically "
      "1000: is the latency in another unit?");
  // Failed requests were in flight too.
  CHECK_FALSE(
      has_note(ingest_text("n,x,latency_ms,error_ratio\n10,50,100,0.5\n"), "littles-law-gap"));
}

TEST_CASE("a malformed --n-from-name is refused even where no file needs it") {
  CHECK(ingest_message("n,x\n1,9\n", {.n_from_name = "c([0-9]+"}) ==
        "--n-from-name: error: found \"c([0-9]+\"\n"
        "  allowed: a regular expression whose one group is N, such as c([0-9]+)");
}

TEST_CASE("rows with more than one failed request in a hundred are named") {
  CHECK_FALSE(has_note(ingest_text("n,x,error_ratio\n1,9,0.01\n"), "high-error-ratio"));
  CHECK(note_text(ingest_text("n,x,error_ratio\n1,9,0.011\n2,9,0\n"), "high-error-ratio") ==
        "data.csv: more than 1 % of the requests failed in 1 of 2 rows (line 2), at most 1.1 %; a "
        "system "
        "that fails is not the system that works");
}

TEST_CASE("sweeps that only met their target are said to show the generator, not the system") {
  for (const std::string file :
       {"data/papers/acm_table4.csv", "data/papers/specification_table7.csv"}) {
    CAPTURE(file);
    const Measurements read = ingest({file}, {});
    CHECK(has_note(read, "generator-limited"));
    for (const Measurement& row : read.rows) CHECK(row.target_throughput.has_value());
  }
  CHECK_FALSE(
      has_note(ingest_text("n,x,target\n1,10,10\n2,18,20\n3,20,30\n"), "generator-limited"));
  CHECK(note_text(ingest_text("n,x,target\n1,10,10\n2,19.5,20\n3,29.2,30\n4,30,40\n"),
                  "generator-limited") ==
        "3 of 4 rows reach at least 97 % of their target rate: they show what was offered, not "
        "what the "
        "system can do, so beta and the peak cannot be identified from them; raise the offered "
        "rate until "
        "throughput falls behind it");
}

TEST_CASE("options out of range name themselves") {
  CHECK(options_message({.format = "wkr"}) ==
        "--format: error: found \"wkr\"\n"
        "  allowed: a name that --list-formats prints\n"
        "  hint: did you mean wrk?");
  CHECK(options_message({.concurrency = 0}) ==
        "--n: error: found 0\n"
        "  allowed: a number above 0");
  CHECK(options_message({.drop_first_s = -1}) ==
        "--drop-first: error: found -1\n"
        "  allowed: 0 or more seconds");
  CHECK(options_message({.throughput_unit = "/d"}) ==
        "--unit: error: found \"/d\"\n"
        "  allowed: /s, /min or /h");
  CHECK(options_message({.delimiter = '5'}) ==
        "--delimiter: error: found \"5\"\n"
        "  allowed: a byte that cannot be part of a number or a quote");
  CHECK(ingest_message("n,x\n1,2\n2,3\n3,4\n", {.max_rows = 2}) ==
        "data.csv:4: error: found more than 2 rows\n"
        "  allowed: at most 2 rows, as --max-rows says\n"
        "  hint: raise --max-rows");
}

}  // namespace uslkit
