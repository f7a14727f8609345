#include "ingest/kafka_producer_perf.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("kafka: the steady state total replaces the total that includes the warm-up") {
  const Measurements run = read_sample("kafka-perf", "kafka_producer_perf.txt");
  check_expected(run, "kafka_producer_perf.txt");
  CHECK(*run.rows[0].duration_s == doctest::Approx(400005 / 50010.126547));
}

TEST_CASE("kafka: without a steady state line the last total counts, windows never do") {
  const std::string text = sample_text("kafka_producer_perf.txt");
  const std::string old =
      with(text.substr(0, text.find("400005 steady")), "In steady state.\n", "");
  const Measurements run = read_text("kafka-perf", old + text);
  REQUIRE(run.rows.size() == 2);
  CHECK(run.rows[0].throughput == 49995.500405);
  CHECK(run.rows[1].throughput == 50010.126547);
}

TEST_CASE("kafka: every exception is a record that was not sent") {
  const Measurements run = read_text(
      "kafka-perf",
      "org.apache.kafka.common.errors.TimeoutException: Expiring 1 record(s)\n"
      "1000 records sent, 500.0 records/sec (0.49 MB/sec), 7.75 ms avg latency, 310.00 ms max "
      "latency, 3 ms 50th, 42 ms 95th, 188 ms 99th, 290 ms 99.9th.\n");
  CHECK(run.rows[0].throughput == doctest::Approx(499.5));
  CHECK(*run.rows[0].error_ratio == doctest::Approx(0.001));
}

TEST_CASE("kafka: windows without a total are a run that did not end") {
  const std::string text = sample_text("kafka_producer_perf.txt");
  CHECK(read_message("kafka-perf", text.substr(0, text.find("In steady"))) ==
        "run.txt:2: error: found the end of the kafka-producer-perf-test report that begins in "
        "line 1, "
        "without \" ms 99.9th.\"\n  allowed: a complete report of kafka-producer-perf-test\n"
        "  hint: run kafka-producer-perf-test to its end and keep all it prints");
}

TEST_CASE("kafka: a run that reached the steady state and does not sum it up was cut off") {
  const std::string text = sample_text("kafka_producer_perf.txt");
  for (const char* end : {"400005 steady", "records/sec (48.84", "99.9th.\n"}) {
    CAPTURE(end);
    const std::string message = read_message("kafka-perf", text.substr(0, text.rfind(end)));
    CHECK(message.substr(message.find("error:")) ==
          "error: found a run in steady state without the total of it at the end\n"
          "  allowed: a complete report of kafka-producer-perf-test\n"
          "  hint: run it to its end and keep all it prints");
  }
}

}  // namespace
}  // namespace uslkit
