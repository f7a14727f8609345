#include "ingest/hyperfine.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/number_text.h"
#include "base/spelling.h"
#include "ingest/request_outcomes.h"
#include "ingest/tool_json.h"

namespace uslkit {
namespace {

std::optional<JsonValue> concurrency_parameter(const JsonValue& run) {
  const std::optional<JsonValue> parameters = run.find("parameters");
  if (!parameters || parameters->size() == 0) return std::nullopt;
  if (parameters->size() == 1) return parameters->members().front().second;
  for (const std::string& name : hyperfine_concurrency_names()) {
    if (const std::optional<JsonValue> value = parameters->find(name)) return value;
  }
  parameters->fail("several parameters, none of them named as N usually is",
                   "one parameter, or one of these: " + one_of(hyperfine_concurrency_names()));
}

double concurrency_of(const JsonValue& run, const IngestOptions& options) {
  const std::optional<JsonValue> parameter = concurrency_parameter(run);
  if (parameter) {
    const double value = parse_number(parameter->string(), parameter->place());
    if (!(value > 0)) parameter->fail(parameter->description(), "a number above 0");
    return value;
  }
  // Little's law cannot help: it would say N = 1 for every timing.
  if (!options.concurrency && options.n_from_name.empty()) {
    run.fail("a timing without parameters, so without N", "a parameter scan, or --n",
             "hyperfine --parameter-list threads 1,2,4,8 'program --threads {threads}' "
             "--export-json FILE");
  }
  return 0;
}

RequestOutcomes outcomes_of(const JsonValue& run) {
  RequestOutcomes outcomes;
  if (!run.find("exit_codes")) return outcomes;
  for (const JsonValue& code : run.array_at("exit_codes")) {  // null: ended by a signal
    const bool good = !code.is_null() && code.integer() == 0;
    (good ? outcomes.succeeded : outcomes.failed) += 1;
  }
  return outcomes;
}

Measurement read_run(const JsonValue& run, const IngestOptions& options, FailureTally& failures) {
  const double mean = positive_at(run, "mean");
  const RequestOutcomes outcomes = outcomes_of(run);
  failures.add(outcomes);
  Measurement row;
  row.concurrency = concurrency_of(run, options);
  row.throughput = options.work_per_run.value_or(1) / mean * outcomes.success_ratio();
  row.latency_s = mean;
  outcomes.describe(row);
  const std::optional<double> deviation = optional_number_at(run, "stddev");
  const std::size_t runs = run.find("times") ? run.at("times").size() : 0;
  if (deviation && *deviation > 0 && runs > 1) {
    // The row is a mean of `runs`, and X = work / T gives sd(X) = X sd(T) / T to first order.
    row.throughput_sd = row.throughput * *deviation / mean / std::sqrt(static_cast<double>(runs));
  }
  if (runs > 0) row.duration_s = mean * static_cast<double>(runs);
  row.line = run.at("mean").place().line;
  return row;
}

}  // namespace

const std::vector<std::string>& hyperfine_concurrency_names() {
  static const std::vector<std::string> names = {
      "n", "N",    "threads", "t",     "concurrency", "c",     "clients", "connections", "workers",
      "w", "jobs", "j",       "procs", "processes",   "nodes", "p",       "users",       "vus"};
  return names;
}

bool is_hyperfine(const Sniff& sniff) {
  return begins_with_object(sniff.head) &&
         sniff.head.find("\"results\"") != std::string_view::npos &&
         sniff.head.find("\"command\"") != std::string_view::npos &&
         sniff.head.find("\"mean\"") != std::string_view::npos;
}

Measurements read_hyperfine(std::span<ByteSource> files, const IngestOptions& options) {
  Measurements result;
  result.throughput_name = options.work_per_run ? "operations" : "runs";
  FailureTally failures;
  for (const JsonDocument& document : read_json_documents(files.front(), "hyperfine")) {
    for (const JsonValue& run : document.root().array_at("results")) {
      result.rows.push_back(read_run(run, options, failures));
    }
  }
  failures.note_into(result, "runs");
  add_note(
      result, "latency-of-run",
      "hyperfine times whole runs: X is --work (default 1) operations per run divided by the mean "
      "time, and Little's law does not apply to that time");
  return result;
}

}  // namespace uslkit
