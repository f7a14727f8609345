#include "ingest/google_benchmark.h"

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

TEST_CASE("Google Benchmark: repetitions are kept, aggregates are skipped") {
  const Measurements runs = read_sample("google-benchmark", "google_benchmark_threads.json");
  check_expected(runs, "google_benchmark_threads.json");
  CHECK(group_by_concurrency(runs).size() == 4);
  CHECK(runs.rows[0].label == "BM_Contended/repeats:3/real_time");
  CHECK(has_note(runs, "debug-library"));
  CHECK_FALSE(has_note(runs, "cpu-scaling"));
  CHECK_FALSE(has_note(runs, "cpu-time-rate"));
  CHECK_FALSE(has_note(runs, "several-series"));
}

TEST_CASE("Google Benchmark: what makes timings doubtful is said") {
  const std::string text = sample_text("google_benchmark_threads.json");
  const std::string doubtful =
      with(with(text, "\"cpu_scaling_enabled\": false", "\"cpu_scaling_enabled\": true"),
           "\"name\": \"BM_Contended/repeats:3/real_time/threads:1\"",
           "\"name\": \"BM_Other/threads:1\"");
  const Measurements runs = read_text("google-benchmark", doubtful);
  CHECK(has_note(runs, "cpu-scaling"));
  CHECK(has_note(runs, "cpu-time-rate"));
  CHECK(
      note_text(runs, "several-series") ==
      "the file holds several benchmarks: BM_Contended/repeats:3/real_time or BM_Other; choose one "
      "with --benchmark_filter");
}

TEST_CASE(
    "Google Benchmark: old files carry the threads in the name only; failed ones are skipped") {
  const std::string head = R"({"context":{},"benchmarks":[{"name":"BM_A/real_time/threads:16")";
  CHECK(read_text("google-benchmark", head + R"(,"items_per_second":5}]})").rows[0].concurrency ==
        16);
  const Measurements failed =
      read_text("google-benchmark",
                head + R"(,"items_per_second":5,"error_occurred":true,"error_message":"x"}]})");
  CHECK(failed.rows.empty());
  CHECK(has_note(failed, "failed-benchmark"));
}

TEST_CASE("Google Benchmark: without item counts there is no throughput") {
  CHECK(read_message("google-benchmark",
                     R"({"context":{},"benchmarks":[{"name":"BM_A","real_time":5}]})") ==
        "run.txt:1:29 (/benchmarks/0): error: found a benchmark without items_per_second\n"
        "  allowed: benchmarks that count what they do\n"
        "  hint: call state.SetItemsProcessed(state.iterations()) at the end of the benchmark");
}

}  // namespace
}  // namespace uslkit
