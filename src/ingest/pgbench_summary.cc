#include "ingest/pgbench_summary.h"

#include "ingest/request_outcomes.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kRunStart = "transaction type:";

// Both "latency average = 0.027 ms" and the "latency average: 0.027 ms" of old versions.
TextField value_of(const TextField& line) {
  return line.text.starts_with('=') || line.text.starts_with(':') ? line.word(1) : line.word(0);
}

// pgbench counts a transaction as processed only if it committed; failed ones are apart (since 15).
RequestOutcomes outcomes_of(const TextBlock& run) {
  const TextField processed = run.require("number of transactions actually processed:");
  RequestOutcomes outcomes{.succeeded = processed.before("/").word(0).count()};
  if (const std::optional<TextField> failed = run.find("number of failed transactions:")) {
    outcomes.failed += failed->word(0).count();
  }
  if (const std::optional<TextField> skipped = run.find("number of transactions skipped:")) {
    outcomes.failed += skipped->word(0).count();
  }
  return outcomes;
}

// "tps = 36535.958836 (without initial connection time)"; older versions print a second line that
// includes the time for connecting, which must not be taken.
TextField rate_of(const TextBlock& run) {
  const std::vector<TextField> lines = run.find_all("tps = ");
  for (const TextField& line : lines) {
    const bool complete = line.text.ends_with(')');
    if (complete && !contains(line.text, "(including connections")) return line;
  }
  if (!lines.empty()) lines.back().fail("tps = RATE (without initial connection time)");
  return run.require("tps = ");
}

void note_about_latency(const TextBlock& run, Measurements& result) {
  if (run.find("latency stddev")) return;  // then every transaction was timed
  add_note(
      result, "latency-by-construction",
      "pgbench computed the latency as clients / tps, so Little's law holds by construction and "
      "checks nothing; run it with -P or --latency-limit to have it measured");
}

Measurement read_run(const TextBlock& run, FailureTally& failures, Measurements& result) {
  const RequestOutcomes outcomes = outcomes_of(run);
  failures.add(outcomes);
  const TextField rate = rate_of(run);
  const TextField clients = run.require("number of clients:").word(0);
  Measurement row;
  row.concurrency = clients.count();
  if (row.concurrency < 1) clients.fail("at least 1 client");
  row.throughput = outcomes.succeeded > 0 ? rate.word(0).number() : 0;
  if (const std::optional<TextField> average = run.find("latency average")) {
    row.latency_s = value_of(*average).number() * 1e-3;
  }
  if (const std::optional<TextField> duration = run.find("duration:")) {
    row.duration_s = duration->word(0).positive_number();
  }
  outcomes.describe(row);
  row.line = rate.place.line;
  if (run.find("rate limit schedule lag:")) {
    row.concurrency = 0;
    add_note(
        result, "open-model",
        "pgbench ran at a given rate (-R): its clients are a cap, and N is X R by Little's law");
  } else {
    note_about_latency(run, result);
  }
  return row;
}

}  // namespace

bool is_pgbench_summary(const Sniff& sniff) {
  return has_line_starting(sniff.head, kRunStart) &&
         has_line_starting(sniff.head, "number of clients:");
}

Measurements read_pgbench_summary(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "pgbench");
  Measurements result;
  result.concurrency_name = "clients";
  result.throughput_name = "transactions";
  FailureTally failures;
  for (const TextBlock& run : text.runs(kRunStart)) {
    result.rows.push_back(read_run(run, failures, result));
  }
  failures.note_into(result, "transactions");
  if (const std::optional<TextField> aborted = text.whole().find_line_with("Run was aborted")) {
    aborted->fail("runs in which every client got to its end",
                  "look at the server's log, run again");
  }
  return result;
}

}  // namespace uslkit
