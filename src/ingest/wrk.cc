#include "ingest/wrk.h"

#include "base/number_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kRunStart = "Running ";

Measurement read_run(const TextBlock& run, FailureTally& failures) {
  const RequestOutcomes outcomes = wrk_outcomes(run);
  failures.add(outcomes);
  Measurement row;
  row.concurrency = wrk_connections(run);
  // "Requests/sec" counts every complete answer, also those with an error status.
  const TextField rate = run.require("Requests/sec:");
  static_cast<void>(run.require("Transfer/sec:"));  // the last line of a report: the rate is whole
  const double answers = run.require_line_with(" requests in ").word(0).count();
  const double share = answers > 0 ? outcomes.succeeded / answers : 0;
  row.throughput = rate.number() * share;
  row.latency_s = run.require("Latency ").word(0).seconds();
  row.duration_s = run.require_line_with(" requests in ").word(3).seconds();
  outcomes.describe(row);
  row.line = rate.place.line;
  return row;
}

}  // namespace

bool is_wrk(const Sniff& sniff) {
  return has_line_starting(sniff.head, kRunStart) && contains(sniff.head, " threads and ") &&
         contains(sniff.head, "Thread Stats") && !contains(sniff.head, "Thread calibration:") &&
         !contains(sniff.head, "#[Mean");
}

Measurements read_wrk(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "wrk");
  Measurements result;
  result.concurrency_name = "connections";
  result.throughput_name = "requests";
  FailureTally failures;
  for (const TextBlock& run : text.runs(kRunStart)) result.rows.push_back(read_run(run, failures));
  failures.note_into(result, "requests");
  add_note(
      result, "latency-corrected-mean",
      "wrk adjusts its mean latency for coordinated omission, so it is not the mean time in the "
      "system: N and X are used, Little's law is not checked against it");
  return result;
}

RequestOutcomes wrk_outcomes(const TextBlock& run) {
  const double answers = run.require_line_with(" requests in ").word(0).count();
  double bad_status = 0;
  if (const std::optional<TextField> line = run.find("Non-2xx or 3xx responses:")) {
    bad_status = line->word(0).count();
    if (bad_status > answers) line->word(0).fail("at most the number of requests");
  }
  double socket_errors = 0;  // "connect 0, read 5, write 0, timeout 3"
  if (const std::optional<TextField> line = run.find("Socket errors:")) {
    for (const std::size_t index : {1u, 3u, 5u, 7u}) socket_errors += line->word(index).count();
  }
  return {.succeeded = answers - bad_status, .failed = bad_status + socket_errors};
}

double wrk_connections(const TextBlock& run) {
  const TextField count = run.require_line_with(" threads and ").word(3);
  const double connections = count.count();
  if (connections < 1) count.fail("at least 1 connection");
  return connections;
}

}  // namespace uslkit
