#include "ingest/h2load.h"

#include <cmath>

#include <fmt/format.h>

#include "ingest/request_outcomes.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kRunStart = "starting benchmark...";

// "spawning thread #0: 8 total client(s). 4000 total requests", once per thread.
double clients_of(const TextBlock& run) {
  double clients = 0;
  static_cast<void>(run.require("spawning thread #"));
  for (const TextField& line : run.find_all("spawning thread #")) {
    clients += line.after(":").word(0).count();
  }
  if (clients < 1) run.require("spawning thread #").fail("at least 1 client");
  return clients;
}

// "requests: 4000 total, 4000 started, 4000 done, 3990 succeeded, 10 failed, 2 errored, 0 timeout":
// every request that is done has either succeeded or failed; errored and timed out are among the
// failed.
RequestOutcomes outcomes_of(const TextBlock& run) {
  const TextField counts = run.require("requests:");
  return {.succeeded = counts.word(6).count(), .failed = counts.word(8).count()};
}

Measurement read_run(const TextBlock& run, FailureTally& failures, Measurements& result) {
  const RequestOutcomes outcomes = outcomes_of(run);
  failures.add(outcomes);
  const TextField finished = run.require("finished in ");  // "400.43ms, 9989.24 req/s, 1.24MB/s"
  if (finished.word(2).text != "req/s") finished.fail("finished in TIME, RATE req/s, ...");
  Measurement row;
  row.concurrency = clients_of(run);
  row.duration_s = finished.word(0).seconds();
  const bool clean = outcomes.failed < 1;
  if (!clean && !(*row.duration_s > 0)) finished.fail("a time above 0");
  row.throughput = clean ? finished.word(1).number() : outcomes.succeeded / *row.duration_s;
  if (outcomes.succeeded > 0) {
    row.latency_s = run.require("time for request:").word(2).seconds();
    const double in_flight = row.throughput * *row.latency_s;
    if (in_flight > 1.5 * row.concurrency) {
      add_note(result, "h2load-streams",
               fmt::format(
                   "line {}: X R is {:.0f} times the clients; h2load does not print -m, and N is "
                   "clients times streams",
                   finished.place.line, std::round(in_flight / row.concurrency)));
    }
  }
  outcomes.describe(row);
  row.line = finished.place.line;
  return row;
}

}  // namespace

bool is_h2load(const Sniff& sniff) {
  return has_line_starting(sniff.head, kRunStart) && contains(sniff.head, "total client(s)");
}

Measurements read_h2load(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "h2load");
  Measurements result;
  result.concurrency_name = "clients";
  result.throughput_name = "requests";
  FailureTally failures;
  for (const TextBlock& run : text.runs(kRunStart)) {
    result.rows.push_back(read_run(run, failures, result));
  }
  failures.note_into(result, "requests");
  return result;
}

}  // namespace uslkit
