#include "ingest/kafka_producer_perf.h"

#include "ingest/tool_text.h"

namespace uslkit {
namespace {

// A total line ends in percentiles; the lines of single windows (every 5 s) do not have them.
//   500005 records sent, 49995.5 records/sec (48.82 MB/sec), 7.75 ms avg latency, ... 290
//   ms 99.9th. 400005 steady state records sent, 50010.1 records/sec ... (newer versions, with
//   --warmup-records)
bool is_total(const TextField& line) {
  return contains(line.text, " records sent, ") && line.text.ends_with(" ms 99.9th.");
}

bool is_steady(const TextField& line) {
  return contains(line.text, " steady state records sent, ");
}

Measurement read_total(const TextField& line) {
  const TextField rate = line.after(" records sent, ").before(" records/sec");
  Measurement row;  // the tool does not print how many records were in flight
  row.throughput = rate.number();
  row.latency_s = line.after("MB/sec), ").before(" ms avg latency").number() * 1e-3;
  row.line = line.place.line;
  const double records = line.word(0).count();
  if (row.throughput > 0) row.duration_s = records / row.throughput;
  return row;
}

// A steady state line replaces the total of its run, which it follows.
std::vector<Measurement> read_totals(const std::vector<TextField>& lines) {
  std::vector<Measurement> rows;
  bool last_was_total = false;
  for (const TextField& line : lines) {
    if (!is_total(line)) continue;
    const bool steady = is_steady(line);
    if (steady && last_was_total) rows.pop_back();
    rows.push_back(read_total(line));
    last_was_total = !steady;
  }
  return rows;
}

}  // namespace

bool is_kafka_producer_perf(const Sniff& sniff) {
  return contains(sniff.head, " records sent, ") && contains(sniff.head, " records/sec (") &&
         contains(sniff.head, " ms avg latency");
}

Measurements read_kafka_producer_perf(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "kafka-producer-perf-test");
  Measurements result;
  result.throughput_name = "records";
  result.rows = read_totals(text.whole().lines());
  // Windows after the last total belong to a run that did not end.
  if (result.rows.empty()) static_cast<void>(text.whole().require_line_with(" ms 99.9th."));
  return result;
}

}  // namespace uslkit
