#include "ingest/ab.h"

#include <algorithm>

#include "ingest/request_outcomes.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kRunStart = "This is ApacheBench";

// ab 2.3 (support/ab.c): "Complete requests" includes answers that failed, but not refused
// connections. An error page usually also has an unexpected length, so those two counts overlap;
// the larger is taken.
RequestOutcomes outcomes_of(const TextBlock& run) {
  const double complete = run.require("Complete requests:").word(0).count();
  const double failed = run.require("Failed requests:").word(0).count();
  double refused = 0;
  double wrong_length = 0;  // "(Connect: 0, Receive: 0, Length: 12, Exceptions: 0)"
  if (const std::optional<TextField> parts = run.find("(Connect:")) {
    refused = parts->word(0).count();
    wrong_length = parts->after("Length:").word(0).count();
  }
  double bad_status = 0;
  if (const std::optional<TextField> line = run.find("Non-2xx responses:")) {
    bad_status = line->word(0).count();
  }
  const double other = std::max(0.0, failed - refused - wrong_length);
  const double bad = std::min(complete, other + std::max(wrong_length, bad_status));
  return {.succeeded = complete - bad, .failed = bad + refused};
}

Measurement read_run(const TextBlock& run, FailureTally& failures) {
  const RequestOutcomes outcomes = outcomes_of(run);
  failures.add(outcomes);
  const double complete = run.require("Complete requests:").word(0).count();
  const TextField rate = run.require("Requests per second:");
  const TextField concurrency = run.require("Concurrency Level:").word(0);
  Measurement row;
  row.concurrency = concurrency.count();
  if (row.concurrency < 1) concurrency.fail("at least 1");
  row.throughput = complete > 0 ? rate.word(0).number() * outcomes.succeeded / complete : 0;
  // Two lines begin so: the first is the mean latency, the second that divided by the concurrency.
  row.latency_s = run.require("Time per request:").word(0).number() * 1e-3;
  static_cast<void>(run.require("Transfer rate:"));
  row.duration_s = run.require("Time taken for tests:").word(0).positive_number();
  outcomes.describe(row);
  row.line = rate.place.line;
  return row;
}

}  // namespace

bool is_ab(const Sniff& sniff) { return has_line_starting(sniff.head, kRunStart); }

Measurements read_ab(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "ab");
  Measurements result;
  result.concurrency_name = "connections";
  result.throughput_name = "requests";
  FailureTally failures;
  for (const TextBlock& run : text.runs(kRunStart)) result.rows.push_back(read_run(run, failures));
  failures.note_into(result, "requests");
  return result;
}

}  // namespace uslkit
