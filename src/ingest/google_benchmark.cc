#include "ingest/google_benchmark.h"

#include <set>
#include <string>

#include "base/input_error.h"
#include "base/number_text.h"
#include "base/spelling.h"
#include "ingest/tool_json.h"

namespace uslkit {
namespace {

// "BM_Contended/repeats:3/real_time/threads:8" without the last part: the same for all thread
// counts.
std::string series_of(const std::string& name) { return name.substr(0, name.find("/threads:")); }

double threads_of(const JsonValue& run) {
  if (run.find("threads")) return static_cast<double>(run.integer_at("threads", 1, 1'000'000));
  const std::string& name = run.string_at("name");  // versions before 1.5
  const std::size_t at = name.find("/threads:");
  if (at == std::string::npos) return 1;
  const std::string_view rest = std::string_view(name).substr(at + 9);
  return parse_number(rest.substr(0, rest.find('/')), run.at("name").place());
}

void note_context(const JsonValue& context, Measurements& result) {
  const std::optional<JsonValue> build = context.find("library_build_type");
  if (build && build->string() == "debug") {
    add_note(
        result, "debug-library",
        "the benchmark library was built for debugging (Debian's own reports so): timings may be "
        "affected");
  }
  const std::optional<JsonValue> scaling = context.find("cpu_scaling_enabled");
  if (scaling && scaling->boolean()) {
    add_note(result, "cpu-scaling",
             "CPU frequency scaling was on: runs with few threads may have had a faster clock");
  }
}

// Aggregates (mean, median, stddev, cv) repeat the iterations and would count them twice.
bool is_aggregate(const JsonValue& run) {
  const std::optional<JsonValue> type = run.find("run_type");
  return (type && type->string() == "aggregate") || run.find("aggregate_name").has_value();
}

bool has_failed(const JsonValue& run) {
  const std::optional<JsonValue> failed = run.find("error_occurred");
  return failed && failed->boolean();
}

Measurement read_run(const JsonValue& run, Measurements& result) {
  if (!run.find("items_per_second")) {
    run.fail("a benchmark without items_per_second", "benchmarks that count what they do",
             "call state.SetItemsProcessed(state.iterations()) at the end of the benchmark");
  }
  const std::string& name = run.string_at("name");
  if (name.find("/real_time") == std::string::npos &&
      name.find("/manual_time") == std::string::npos) {
    add_note(result, "cpu-time-rate",
             "items_per_second is per CPU second, not per second, for benchmarks without "
             "->UseRealTime()");
  }
  Measurement row;
  row.concurrency = threads_of(run);
  row.throughput = non_negative_at(run, "items_per_second");
  row.label = series_of(name);
  row.line = run.at("items_per_second").place().line;
  return row;
}

void note_series(Measurements& result) {
  std::set<std::string> series;
  for (const Measurement& row : result.rows) series.insert(row.label);
  if (series.size() < 2) return;
  add_note(result, "several-series",
           "the file holds several benchmarks: " + one_of({series.begin(), series.end()}) +
               "; choose one with --benchmark_filter");
}

}  // namespace

bool is_google_benchmark(const Sniff& sniff) {
  return begins_with_object(sniff.head) &&
         sniff.head.find("\"benchmarks\"") != std::string_view::npos &&
         sniff.head.find("\"context\"") != std::string_view::npos;
}

Measurements read_google_benchmark(std::span<ByteSource> files, const IngestOptions&) {
  Measurements result;
  result.concurrency_name = "threads";
  result.throughput_name = "items";
  for (const JsonDocument& document : read_json_documents(files.front(), "Google Benchmark")) {
    note_context(document.root().object_at("context"), result);
    const std::vector<JsonValue> runs = document.root().array_at("benchmarks");
    for (const JsonValue& run : runs) {
      if (has_failed(run)) {
        add_note(result, "failed-benchmark",
                 "skipped " + uslkit::quoted(run.string_at("name")) + ": it reported an error");
      } else if (!is_aggregate(run)) {
        result.rows.push_back(read_run(run, result));
      }
    }
    if (result.rows.empty() && !runs.empty() && is_aggregate(runs.front())) {
      document.root()
          .at("benchmarks")
          .fail("aggregates only", "the single repetitions",
                "run without --benchmark_report_aggregates_only: repetitions show the pure error");
    }
  }
  note_series(result);
  return result;
}

}  // namespace uslkit
