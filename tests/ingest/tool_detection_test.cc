// Which sample is recognised as which format: exactly one each, tables included.
#include <map>

#include <doctest/doctest.h>

#include "tests/ingest/tool_samples.h"

namespace uslkit {
namespace {

std::vector<FormatReader> specific_formats() {
  std::vector<FormatReader> formats(tool_output_formats().begin(), tool_output_formats().end());
  for (const FormatReader& format : table_formats()) {
    if (format.name != "csv") formats.push_back(format);
  }
  return formats;
}

const std::map<std::string, std::string> kFormatOfSample = {
    {"wrk_sweep.txt", "wrk"},
    {"wrk2_latency.txt", "wrk2"},
    {"hey_c8.txt", "hey"},
    {"oha.json", "oha"},
    {"ab_c8.txt", "ab"},
    {"h2load_c8.txt", "h2load"},
    {"vegeta_report.json", "vegeta"},
    {"vegeta_report.txt", "vegeta-text"},
    {"vegeta_encode.ndjson", "vegeta-encode"},
    {"vegeta_hdrplot.txt", "vegeta-hdrplot"},
    {"pgbench_S_sweep.txt", "pgbench"},
    {"pgbench_tpcb_c4.txt", "pgbench"},
    {"sysbench_oltp_sweep.txt", "sysbench"},
    {"fio_numjobs4.json", "fio"},
    {"hyperfine_list_t.json", "hyperfine"},
    {"google_benchmark_threads.json", "google-benchmark"},
    {"k6_handle_summary.json", "k6"},
    {"k6_summary_export_legacy.json", "k6"},
    {"k6_machine_readable_v1.json", "k6"},
    {"k6_out_json.ndjson", "k6-json"},
    {"prometheus_query_range.json", "prometheus"},
    {"prometheus_query_range_edge.json", "prometheus"},
    {"prometheus_error.json", "prometheus"},
    {"kafka_producer_perf.txt", "kafka-perf"},
    {"openmessaging_benchmark.json", "openmessaging"},
    {"hey_c8.csv", "hey-csv"},
    {"hyperfine_list_t.csv", "hyperfine-csv"},
    {"jmeter_results.jtl", "jmeter"},
    {"k6_out_csv.csv", "k6-csv"},
    {"locust_stats.csv", "locust-stats"},
    {"locust_stats_history.csv", "locust-history"},
    {"pgbench_log_c4.txt", "pgbench-log"},
    {"pgbench_log_aggregate_c4.txt", "pgbench-aggregate"},
    // Left to the generic CSV, which takes any text and is asked last.
    {"generic.csv", ""},
    {"EXPECTED.csv", ""},
    {"README.md", ""},
};

TEST_CASE("every sample is recognised as its own format and no other") {
  for (const auto& [sample, expected] : kFormatOfSample) {
    const std::string name = sample;  // a structured binding cannot be captured
    CAPTURE(name);
    const std::string text = sample_text(name);
    for (const FormatReader& format : specific_formats()) {
      CAPTURE(format.name);
      CHECK(recognises(format, text) == (format.name == expected));
      CHECK(recognises(format, "\xEF\xBB\xBF" + text) == (format.name == expected));
    }
  }
}

TEST_CASE("nothing is recognised in an empty or a foreign text") {
  for (const std::string& text :
       {std::string(), std::string("\0\0\0\0", 4), std::string("{}"), std::string("[]"),
        std::string("hello\n"), std::string(100'000, ' ')}) {
    for (const FormatReader& format : specific_formats()) CHECK_FALSE(recognises(format, text));
  }
}

TEST_CASE("format names are unique") {
  std::map<std::string_view, int> names;
  for (const FormatReader& format : specific_formats()) CHECK(++names[format.name] == 1);
}

}  // namespace
}  // namespace uslkit
