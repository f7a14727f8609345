#include "ingest/vegeta_report.h"

#include "ingest/request_outcomes.h"
#include "ingest/tool_json.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

bool is_success(std::string_view status) {
  return status.starts_with('2') || status.starts_with('3');
}

// `rate` is what was sent, `throughput` what succeeded per second (vegeta, lib/metrics.go): the
// first is the target, the second is X.
Measurement row_of_json(const JsonValue& report, FailureTally& failures) {
  RequestOutcomes outcomes;
  for (const auto& [status, count] : report.object_at("status_codes").members()) {
    (is_success(status) ? outcomes.succeeded : outcomes.failed) +=
        static_cast<double>(count.integer(0));
  }
  failures.add(outcomes);
  Measurement row;
  row.throughput = non_negative_at(report, "throughput");
  row.target_throughput = positive_at(report, "rate");
  if (row.throughput > 0)
    row.latency_s = non_negative_at(report.object_at("latencies"), "mean") * 1e-9;
  row.duration_s = (non_negative_at(report, "duration") + non_negative_at(report, "wait")) * 1e-9;
  outcomes.describe(row);
  row.line = report.at("throughput").place().line;
  return row;
}

// "Status Codes  [code:count]   0:5  200:17995"
RequestOutcomes outcomes_of_text(const TextBlock& run) {
  RequestOutcomes outcomes;
  const TextField codes = run.require("Status Codes").after("[code:count]");
  for (std::size_t i = 0; !codes.word(i).text.empty(); ++i) {
    const TextField code = codes.word(i);
    (is_success(code.text) ? outcomes.succeeded : outcomes.failed) += code.after(":").count();
  }
  return outcomes;
}

Measurement row_of_text(const TextBlock& run, FailureTally& failures) {
  const TextField requests = run.require("Requests").after("[total, rate, throughput]");
  static_cast<void>(run.require("Error Set:"));  // the last paragraph of a report
  const RequestOutcomes outcomes = outcomes_of_text(run);
  failures.add(outcomes);
  Measurement row;
  row.target_throughput = requests.word(1).positive_number();
  row.throughput = requests.word(2).number();
  // Newer versions print [min, mean, ...], those before 12.7 [mean, 50, ...].
  const TextField latencies = run.require("Latencies");
  const bool mean_is_second = latencies.text.starts_with("[min, mean,");
  row.latency_s = latencies.after("]").word(mean_is_second ? 1 : 0).seconds();
  row.duration_s = run.require("Duration").after("]").word(0).seconds();
  outcomes.describe(row);
  row.line = requests.place.line;
  return row;
}

}  // namespace

void note_vegeta_open_model(Measurements& measurements) {
  measurements.throughput_name = "requests";
  add_note(measurements, "open-model", "vegeta sends at a given rate: N is X R by Little's law");
}

bool is_vegeta_json(const Sniff& sniff) {
  return begins_with_object(sniff.head) && contains(sniff.head, "\"latencies\"") &&
         contains(sniff.head, "\"status_codes\"");
}

Measurements read_vegeta_json(std::span<ByteSource> files, const IngestOptions&) {
  Measurements result;
  FailureTally failures;
  for (const JsonDocument& document :
       read_json_documents(files.front(), "vegeta report -type=json")) {
    result.rows.push_back(row_of_json(document.root(), failures));
  }
  failures.note_into(result, "requests");
  note_vegeta_open_model(result);
  return result;
}

bool is_vegeta_text(const Sniff& sniff) {
  return has_line_starting(sniff.head, "Requests") &&
         contains(sniff.head, "[total, rate, throughput]");
}

Measurements read_vegeta_text(std::span<ByteSource> files, const IngestOptions&) {
  const ToolText text(files.front(), "vegeta");
  Measurements result;
  FailureTally failures;
  for (const TextBlock& run : text.runs("Requests ")) {
    result.rows.push_back(row_of_text(run, failures));
  }
  failures.note_into(result, "requests");
  note_vegeta_open_model(result);
  return result;
}

bool is_vegeta_hdrplot(const Sniff& sniff) { return has_line_starting(sniff.head, "Value(ms)"); }

Measurements read_vegeta_hdrplot(std::span<ByteSource> files, const IngestOptions&) {
  throw InputError(
      {.place = {.source = files.front().name(), .line = 1},
       .found = "a latency spectrum (vegeta report -type=hdrplot), which has no throughput",
       .allowed = "a report with rate and latency",
       .hint = "vegeta report -type=json results.bin"});
}

}  // namespace uslkit
