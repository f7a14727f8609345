#include "ingest/wrk2.h"

#include <fmt/format.h>

#include "base/number_text.h"
#include "ingest/wrk.h"

namespace uslkit {
namespace {

constexpr std::string_view kRunStart = "Running ";

// "#[Mean    =        5.308, StdDeviation   =        1.612]" is in milliseconds and, being the mean
// of the recorded histogram, finer than the "Latency" line; it is printed only with --latency.
double mean_latency_s(const TextBlock& run) {
  if (const std::optional<TextField> mean = run.find("#[Mean")) {
    return mean->after("=").word(0).positive_number() * 1e-3;
  }
  return run.require("Latency ").word(0).seconds();
}

Measurement read_run(const TextBlock& run, FailureTally& failures, Measurements& result) {
  const RequestOutcomes outcomes = wrk_outcomes(run);
  failures.add(outcomes);
  const TextField rate = run.require("Requests/sec:");
  static_cast<void>(run.require("Transfer/sec:"));
  const double answers = run.require_line_with(" requests in ").word(0).count();
  Measurement row;  // concurrency stays 0: the connections are a cap, N is X R
  row.throughput = answers > 0 ? rate.number() * outcomes.succeeded / answers : 0;
  row.latency_s = mean_latency_s(run);
  row.duration_s = run.require_line_with(" requests in ").word(3).seconds();
  outcomes.describe(row);
  row.line = rate.place.line;
  const double connections = wrk_connections(run);
  if (row.throughput * *row.latency_s > connections) {
    add_note(
        result, "generator-limited",
        fmt::format("line {}: X R exceeds the {} connections, so requests waited inside wrk2 for a "
                    "free connection; its latency includes that wait",
                    row.line, format_number(connections)));
  }
  return row;
}

}  // namespace

bool is_wrk2(const Sniff& sniff) {
  return has_line_starting(sniff.head, kRunStart) && contains(sniff.head, " threads and ") &&
         (contains(sniff.head, "Thread calibration:") || contains(sniff.head, "#[Mean"));
}

Measurements read_wrk2(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "wrk2");
  Measurements result;
  result.throughput_name = "requests";
  FailureTally failures;
  for (const TextBlock& run : text.runs(kRunStart)) {
    result.rows.push_back(read_run(run, failures, result));
  }
  failures.note_into(result, "requests");
  add_note(result, "open-model",
           "wrk2 sends at a given rate: its connections are a cap, and N is X R by Little's law");
  return result;
}

}  // namespace uslkit
