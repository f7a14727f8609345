#include "ingest/hey.h"

#include "ingest/request_outcomes.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kRunStart = "Summary:";

// hey exits with 0 even if every request failed; only these two lists tell.
RequestOutcomes outcomes_of(const TextBlock& run) {
  RequestOutcomes outcomes;
  for (const TextField& line : run.paragraph_after("Status code distribution:")) {
    const TextField count = line.after("]").word(0);
    const double status = line.after("[").before("]").count();
    (status >= 200 && status < 400 ? outcomes.succeeded : outcomes.failed) += count.count();
  }
  for (const TextField& line : run.paragraph_after("Error distribution:")) {
    outcomes.failed += line.after("[").before("]").count();
  }
  return outcomes;
}

Measurement read_run(const TextBlock& run, FailureTally& failures, Measurements& result) {
  const TextField rate = run.require("Requests/sec:");
  if (!run.find("Error distribution:")) static_cast<void>(run.require("Status code distribution:"));
  const RequestOutcomes outcomes = outcomes_of(run);
  failures.add(outcomes);
  Measurement row;  // hey does not print its concurrency
  if (outcomes.succeeded > 0) {
    row.throughput = rate.number() * outcomes.success_ratio();
    const TextField average = run.require("Average:").word(0);
    row.latency_s = average.number();
    constexpr double kCoarse_s = 0.001;  // below, half a unit of the last decimal is over 5 %
    if (*row.latency_s < kCoarse_s) {
      add_note(result, "latency-resolution",
               "hey prints latency to 0.1 ms only, so an N from X R is that coarse: give --n");
    }
  }
  row.duration_s = run.require("Total:").word(0).positive_number();
  outcomes.describe(row);
  row.line = rate.place.line;
  return row;
}

}  // namespace

bool is_hey(const Sniff& sniff) {
  return has_line_starting(sniff.head, kRunStart) && contains(sniff.head, "Slowest:") &&
         contains(sniff.head, "Requests/sec:") && contains(sniff.head, "Response time histogram:");
}

Measurements read_hey(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "hey");
  Measurements result;
  result.throughput_name = "requests";
  FailureTally failures;
  for (const TextBlock& run : text.runs(kRunStart)) {
    result.rows.push_back(read_run(run, failures, result));
  }
  failures.note_into(result, "requests");
  return result;
}

}  // namespace uslkit
