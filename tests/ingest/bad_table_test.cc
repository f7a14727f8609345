// The table of threats: every input that is wrong in a known way, and the whole message it gets.
#include <algorithm>
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "base/random.h"
#include "tests/ingest/ingest_support.h"

namespace uslkit {
namespace {

std::string message_of_field(const std::string& n, const std::string& x) {
  return ingest_message("n;x\n1;5\n" + n + ";" + x + "\n");
}

// One byte changed, or a piece removed, repeated or cut off.
std::string mutated(std::string text, Random& random) {
  const std::size_t changes = 1 + random.index(3);
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = random.index(text.size());
    const std::size_t length = 1 + random.index(std::min<std::size_t>(40, text.size() - at));
    switch (random.index(6)) {
      case 0:
        text[at] = static_cast<char>(random.index(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.resize(at);
        break;
      case 4:
        text[at] = "0123456789-+.,eE;\"\n\t#%"[random.index(22)];
        break;
      default:
        text.insert(at, random.index(2) == 0 ? "nan" : "1e999");
        break;
    }
  }
  return text;
}

}  // namespace

TEST_CASE("numbers that are none are refused at their line and column") {
  CHECK(message_of_field("2", "NaN") ==
        "data.csv:3:3: error: found \"NaN\"\n"
        "  allowed: a finite number, such as 1.5\n"
        "  hint: remove rows without a measurement");
  CHECK(message_of_field("inf", "1") ==
        "data.csv:3:1: error: found \"inf\"\n"
        "  allowed: a finite number, such as 1.5\n"
        "  hint: remove rows without a measurement");
  CHECK(message_of_field("2", "1e400") ==
        "data.csv:3:3: error: found \"1e400\"\n"
        "  allowed: 0, or a number of magnitude 2.3e-308 to 1.7e308");
  CHECK(message_of_field("2", "1_000") ==
        "data.csv:3:3: error: found \"1_000\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: write digits without group separators: 1000, not 1_000");
  CHECK(message_of_field("2", "0x10") ==
        "data.csv:3:3: error: found \"0x10\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: write the number in decimal");
  CHECK(message_of_field("2", "") ==
        "data.csv:3:3: error: found an empty field\n"
        "  allowed: a number, such as 1.5");
  CHECK(message_of_field("2", "1.234,5") ==
        "data.csv:3:3: error: found \"1.234,5\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: write digits without group separators: 1000, not 1_000");
  CHECK(ingest_message("n;x\n1;5,5\n2;1.234\n") ==
        "data.csv:3:3: error: found \"1.234\" in a file with decimal points and decimal commas\n"
        "  allowed: one kind of decimal sign in a file\n"
        "  hint: write digits without group separators");
}

TEST_CASE("a decimal comma in a comma-separated file is explained") {
  CHECK(ingest_message("n,x\n1,\"1,5\"\n") ==
        "data.csv:2:4: error: found \"1,5\"\n"
        "  allowed: a number, such as 1.5\n"
        "  hint: for decimal commas separate the fields by ';'");
  CHECK(ingest_message("n,x\n1,1,5\n") ==
        "data.csv:2:5: error: found 3 fields\n"
        "  allowed: 2 fields, as the header has\n"
        "  hint: for decimal commas separate the fields by ';'");
}

TEST_CASE("N, X and R must be above 0") {
  CHECK(message_of_field("0", "7") ==
        "data.csv:3:1: error: found \"0\"\n"
        "  allowed: concurrency N above 0\n"
        "  hint: remove rows without a measurement");
  CHECK(message_of_field("-3", "7") ==
        "data.csv:3:1: error: found \"-3\"\n"
        "  allowed: concurrency N above 0\n"
        "  hint: remove rows without a measurement");
  CHECK(message_of_field("3", "0") ==
        "data.csv:3:3: error: found \"0\"\n"
        "  allowed: throughput X above 0\n"
        "  hint: remove rows without a measurement");
  CHECK(ingest_message("n,latency_ms\n3,0\n") ==
        "data.csv:2:3: error: found \"0\"\n"
        "  allowed: latency R above 0\n"
        "  hint: remove rows without a measurement");
  CHECK(ingest_message("n,x,error_ratio\n3,1,2\n") ==
        "data.csv:2:5: error: found \"2\"\n"
        "  allowed: a ratio of 0 to 1\n"
        "  hint: remove rows without a measurement");
}

TEST_CASE("files that hold nothing, or nothing for the law, say what is missing") {
  CHECK(ingest_message("") ==
        "data.csv: error: found an empty file\n"
        "  allowed: a table of concurrency and throughput");
  CHECK(ingest_message("\n# nothing\n\n") ==
        "data.csv: error: found no rows\n"
        "  allowed: a table of concurrency and throughput");
  CHECK(ingest_message("n,x\n") ==
        "data.csv: error: found a header without rows\n"
        "  allowed: at least one row of numbers");
  CHECK(ingest_message("n,x\n1,2\n3\n") ==
        "data.csv:3: error: found 1 field\n"
        "  allowed: 2 fields, as the header has\n"
        "  hint: the line may be cut off, or a delimiter may be missing");
  CHECK(ingest_message("user,thoughput\n1,2\n") ==
        "data.csv:1: error: found the columns \"user\", \"thoughput\"\n"
        "  allowed: at least two of concurrency N, throughput X and latency R\n"
        "  hint: did you mean \"throughput\" instead of \"thoughput\"?");
  CHECK(ingest_message("apples,pears\n1,2\n") ==
        "data.csv:1: error: found the columns \"apples\", \"pears\"\n"
        "  allowed: at least two of concurrency N, throughput X and latency R\n"
        "  hint: name the columns, for example concurrency,throughput,latency_ms");
  CHECK(ingest_message("1,2,3,4\n") ==
        "data.csv:1: error: found 4 columns without a header\n"
        "  allowed: two columns (N, X) or three (N, X, R in seconds) where no header names them\n"
        "  hint: add a header, for example concurrency,throughput,latency_ms");
  CHECK(
      ingest_message("n,tps,threads\n1,2,3\n") ==
      "data.csv:1:7: error: found \"threads\", a second column for the concurrency N beside \"n\"\n"
      "  allowed: one column for the concurrency N\n"
      "  hint: remove or rename the one that is not meant");
  CHECK(ingest_message("n,x\n8,1\n", {.min_concurrency = 9}) ==
        "data.csv: error: found no usable row: 1 of 1 row below --min-n\n"
        "  allowed: at least one row with N > 0 and X > 0");
}

TEST_CASE("bytes that are no UTF-8 table are named as what they are") {
  using namespace std::string_literals;
  CHECK(ingest_message("\xFF\xFEn\0,\0x\0"s) ==
        "data.csv:1:1: error: found UTF-16 text\n"
        "  allowed: UTF-8 text\n"
        "  hint: convert it: iconv -f UTF-16 -t UTF-8 FILE | uslkit ingest -");
  CHECK(ingest_message("\x1F\x8B\x08\0\0"s) ==
        "data.csv:1:1: error: found a compressed file\n"
        "  allowed: text\n"
        "  hint: unpack it first: zcat FILE | uslkit ingest -");
  CHECK(ingest_message("n,x\r1,2\r") ==
        "data.csv:1:1: error: found lines that end in CR alone\n"
        "  allowed: lines that end in LF or CR LF\n"
        "  hint: convert them: tr '\\r' '\\n' < FILE | uslkit ingest -");
  CHECK(ingest_message("n,x\n1,2\0\n"s) ==
        "data.csv:2:4: error: found a NUL byte\n"
        "  allowed: text\n"
        "  hint: the file looks binary; convert it to UTF-8 text");
  CHECK(ingest_message("{\"what\": \"\x1B[31mred\"}") ==
        "data.csv:1: error: found a format that is not known, beginning \"{\\\"what\\\": "
        "\\\"\\x1b[31mred\\\"}\"\n"
        "  allowed: CSV, or the output of a load generator that --list-formats names\n"
        "  hint: name the format with --format");
}

TEST_CASE("too many columns and too long lines are refused, not stored") {
  CHECK(ingest_message("n,x" + std::string(100'000, ',') + "\n") ==
        "data.csv:1:4099: error: found more than 4096 fields in one line\n"
        "  allowed: at most 4096 fields");
  CHECK(ingest_message("n,x\n1," + std::string(3'000'000, '5')) ==
        "data.csv:2: error: found a line of more than 1048576 bytes\n"
        "  allowed: at most 1048576 bytes in one line\n"
        "  hint: a quote may be unclosed, or the lines end in CR alone");
}

TEST_CASE("a damaged file gives rows of usable numbers or an InputError, never anything else") {
  const std::string seed_note = "seed 20260821";
  CAPTURE(seed_note);
  Random random(20260821, "damaged tables");
  for (const std::string name :
       {"generic.csv", "hey_c8.csv", "hyperfine_list_t.csv", "jmeter_results.jtl", "k6_out_csv.csv",
        "locust_stats.csv", "locust_stats_history.csv", "pgbench_log_c4.txt",
        "pgbench_log_aggregate_c4.txt"}) {
    const std::string text = sample_text(name);
    int read_well = 0;
    for (int i = 0; i < 3000; ++i) {
      const std::string damaged = mutated(text, random);
      CAPTURE(damaged);
      try {
        const Measurements read = ingest_text(damaged);
        ++read_well;
        REQUIRE_FALSE(read.rows.empty());
        for (const Measurement& row : read.rows) {
          const bool usable = row.concurrency > 0 && row.throughput > 0 &&
                              std::isfinite(row.concurrency) && std::isfinite(row.throughput);
          REQUIRE(usable);
        }
      } catch (const InputError& error) {
        REQUIRE(std::string(error.what()).find("error: found ") != std::string::npos);
      }
    }
    CAPTURE(name);
    CHECK(read_well > 0);
  }
}

TEST_CASE("every truncation of every table gives rows or an InputError") {
  for (const std::string name :
       {"generic.csv", "hey_c8.csv", "hyperfine_list_t.csv", "jmeter_results.jtl", "k6_out_csv.csv",
        "locust_stats.csv", "locust_stats_history.csv", "pgbench_log_c4.txt",
        "pgbench_log_aggregate_c4.txt"}) {
    const std::string text = sample_text(name);
    for (std::size_t size = 0; size < text.size(); ++size) {
      CAPTURE(name);
      CAPTURE(size);
      try {
        const Measurements read = ingest_text(text.substr(0, size));
        REQUIRE_FALSE(read.rows.empty());
      } catch (const InputError& error) {
        REQUIRE(std::string(error.what()).find("allowed: ") != std::string::npos);
      }
    }
  }
}

}  // namespace uslkit
