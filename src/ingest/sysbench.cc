#include "ingest/sysbench.h"

#include "ingest/request_outcomes.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kRunStart = "Running the test with following options:";

struct SysbenchRate {
  TextField field;
  double per_second = 0;
};

// "transactions: 203126 (50754.34 per sec.)" of the database tests, "events per second: 832.11" of
// cpu; the other tests (threads, mutex, memory, fileio) print events and time only.
SysbenchRate rate_of(const TextBlock& run) {
  if (const std::optional<TextField> line = run.find("transactions:")) {
    const TextField rate = line->after("(").before(" per sec.)");
    if (!line->text.ends_with("per sec.)")) line->fail("COUNT (RATE per sec.)");
    return {*line, rate.number()};
  }
  if (const std::optional<TextField> line = run.find("events per second:")) {
    return {*line, line->word(0).number()};
  }
  const TextField events = run.require("total number of events:");
  const double seconds = run.require("total time:").word(0).seconds();
  if (!(seconds > 0)) run.require("total time:").fail("a time above 0");
  return {events, events.word(0).count() / seconds};
}

// Ignored errors (deadlocks, duplicate keys) are retried; a transaction counts once it has
// committed.
RequestOutcomes outcomes_of(const TextBlock& run) {
  RequestOutcomes outcomes{.succeeded = run.require("total number of events:").word(0).count()};
  if (const std::optional<TextField> ignored = run.find("ignored errors:")) {
    outcomes.failed = ignored->word(0).count();
  }
  return outcomes;
}

Measurement read_run(const TextBlock& run, FailureTally& failures, Measurements& result) {
  static_cast<void>(run.require("Threads fairness:"));  // the last paragraph of a report
  const RequestOutcomes outcomes = outcomes_of(run);
  failures.add(outcomes);
  const SysbenchRate rate = rate_of(run);
  const TextField threads = run.require("Number of threads:").word(0);
  Measurement row;
  row.concurrency = threads.count();
  if (row.concurrency < 1) threads.fail("at least 1 thread");
  row.throughput = rate.per_second;
  row.latency_s = run.require("avg:").word(0).number() * 1e-3;
  row.duration_s = run.require("total time:").word(0).seconds();
  outcomes.describe(row);
  row.line = rate.field.place.line;
  // Half a unit of the last decimal is 0.005 ms; from 0.1 ms on that is less than 5 %.
  if (*row.latency_s < 1e-4) {
    add_note(result, "latency-resolution",
             "sysbench prints latency with 2 decimals of a millisecond: below 0.1 ms it is coarse");
  }
  return row;
}

}  // namespace

bool is_sysbench(const Sniff& sniff) {
  return has_line_starting(sniff.head, "sysbench ") && has_line_starting(sniff.head, kRunStart);
}

Measurements read_sysbench(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "sysbench");
  Measurements result;
  result.concurrency_name = "threads";
  FailureTally failures;
  for (const TextBlock& run : text.runs(kRunStart)) {
    result.throughput_name = run.find("transactions:") ? "transactions" : "events";
    result.rows.push_back(read_run(run, failures, result));
  }
  failures.note_into(result, "events");
  return result;
}

}  // namespace uslkit
