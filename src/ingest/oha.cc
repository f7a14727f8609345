#include "ingest/oha.h"

#include <cstdint>

#include "ingest/request_outcomes.h"
#include "ingest/tool_json.h"

namespace uslkit {
namespace {

RequestOutcomes outcomes_of(const JsonValue& report) {
  RequestOutcomes outcomes;
  for (const auto& [status, count] : report.object_at("statusCodeDistribution").members()) {
    const bool good = status.starts_with('2') || status.starts_with('3');
    (good ? outcomes.succeeded : outcomes.failed) += static_cast<double>(count.integer(0));
  }
  for (const auto& [error, count] : report.object_at("errorDistribution").members()) {
    outcomes.failed += static_cast<double>(count.integer(0));
  }
  return outcomes;
}

Measurement read_report(const JsonValue& report, FailureTally& failures) {
  const JsonValue summary = report.object_at("summary");
  const RequestOutcomes outcomes = outcomes_of(report);
  failures.add(outcomes);
  Measurement row;  // oha does not write its concurrency
  if (outcomes.succeeded > 0) {
    row.throughput = non_negative_at(summary, "requestsPerSec") * outcomes.success_ratio();
    // In seconds, like all of "summary"; "metrics" has the same mean in milliseconds.
    row.latency_s = non_negative_at(summary, "average");
  }
  row.duration_s = positive_at(summary, "total");
  outcomes.describe(row);
  row.line = summary.place().line;
  return row;
}

}  // namespace

bool is_oha(const Sniff& sniff) {
  return begins_with_object(sniff.head) &&
         sniff.head.find("\"requestsPerSec\"") != std::string_view::npos &&
         sniff.head.find("\"summary\"") != std::string_view::npos;
}

Measurements read_oha(std::span<ByteSource> files, const IngestOptions&) {
  Measurements result;
  result.throughput_name = "requests";
  FailureTally failures;
  for (const JsonDocument& document : read_json_documents(files.front(), "oha")) {
    result.rows.push_back(read_report(document.root(), failures));
  }
  failures.note_into(result, "requests");
  return result;
}

}  // namespace uslkit
