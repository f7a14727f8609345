#include "ingest/kafka_producer_perf.h"

#include <vector>

#include "ingest/request_outcomes.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kSteadyTotal = " steady state records sent, ";

// A total line ends in percentiles; the lines of single windows (every 5 s) do not have them:
// "500005 records sent, 49995.5 records/sec (48.82 MB/sec), 7.75 ms avg latency, ... 290
// ms 99.9th." Newer versions add one for the time after the warm-up, "400005 steady state records
// sent, ...".
bool is_total(const TextField& line) {
  return contains(line.text, " records sent, ") && line.text.ends_with(" ms 99.9th.");
}

// Each failed send prints its exception on a line of its own; the totals count it as sent all the
// same.
bool is_failure(const TextField& line) {
  return line.text.starts_with("org.apache.kafka.") && contains(line.text, "Exception");
}

Measurement read_total(const TextField& line, double failures, FailureTally& tally) {
  const TextField rate = line.after(" records sent, ").before(" records/sec");
  const double records = line.word(0).count();
  if (failures > records) line.fail("at least as many records as exceptions above");
  const RequestOutcomes outcomes{.succeeded = records - failures, .failed = failures};
  tally.add(outcomes);
  Measurement row;  // the tool does not print how many records were in flight
  row.throughput = rate.number() * outcomes.success_ratio();
  row.latency_s = line.after("MB/sec), ").before(" ms avg latency").number() * 1e-3;
  row.line = line.place.line;
  if (rate.number() > 0) row.duration_s = records / rate.number();
  outcomes.describe(row);
  return row;
}

// A steady state line replaces the total of its run, which it follows. A run that reached the
// steady state prints both: without the second one its output was cut off.
Measurements read_totals(const std::vector<TextField>& lines) {
  Measurements result;
  FailureTally tally;
  bool last_was_total = false;
  bool steady_total_due = false;
  double failures = 0;
  for (const TextField& line : lines) {
    if (is_failure(line)) ++failures;
    if (line.text == "In steady state.") steady_total_due = true;
    if (!is_total(line)) continue;
    const bool steady = contains(line.text, kSteadyTotal);
    if (steady) steady_total_due = false;
    if (steady && last_was_total) {
      result.rows.pop_back();
      result.rows.push_back(read_total(line, 0, tally));
    } else {
      result.rows.push_back(read_total(line, failures, tally));
    }
    last_was_total = !steady;
    failures = 0;
  }
  if (steady_total_due) {
    throw InputError(
        {.place = {.source = lines.back().place.source, .line = lines.back().place.line},
         .found = "a run in steady state without the total of it at the end",
         .allowed = "a complete report of kafka-producer-perf-test",
         .hint = "run it to its end and keep all it prints"});
  }
  tally.note_into(result, "records");
  return result;
}

}  // namespace

bool is_kafka_producer_perf(const Sniff& sniff) {
  return contains(sniff.head, " records sent, ") && contains(sniff.head, " records/sec (") &&
         contains(sniff.head, " ms avg latency");
}

Measurements read_kafka_producer_perf(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "kafka-producer-perf-test");
  Measurements result = read_totals(text.whole().lines());
  result.throughput_name = "records";
  if (result.rows.empty()) static_cast<void>(text.whole().require_line_with(" ms 99.9th."));
  return result;
}

}  // namespace uslkit
