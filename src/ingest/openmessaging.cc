#include "ingest/openmessaging.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "base/number_text.h"
#include "ingest/request_outcomes.h"
#include "ingest/tool_json.h"

namespace uslkit {
namespace {

std::vector<double> series_at(const JsonValue& result, std::string_view key) {
  std::vector<double> series;
  for (const JsonValue& value : result.array_at(key)) series.push_back(value.number());
  if (series.empty()) result.at(key).fail("an empty array", "one rate per interval");
  return series;
}

double mean(std::span<const double> series) {
  return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
}

// A backlog that grows says that the consumers did not keep up: the publish rate is then no
// throughput of the whole system. Compared are the means of the first and the last third; growth
// below 1 % of one interval's messages is noise.
void note_backlog(const JsonValue& test, double rate, Measurements& result) {
  const std::optional<JsonValue> backlog = test.find("backlog");
  if (!backlog || backlog->size() < 3) return;
  const std::vector<double> series = series_at(test, "backlog");
  const std::span<const double> all(series);
  const std::size_t third = series.size() / 3;
  const double first = mean(all.first(third));
  const double last = mean(all.last(third));
  if (last < 2 * first || last - first < 0.01 * rate) return;
  add_note(
      result, "growing-backlog",
      fmt::format("the backlog grew from {} to {} messages: the consumers did not keep up, so the "
                  "publish rate is more than the system sustains",
                  format_number(first, 6), format_number(last, 6)));
}

Measurement read_test(const JsonValue& test, FailureTally& failures, Measurements& result) {
  Measurement row;
  row.concurrency = static_cast<double>(test.integer_at("topics", 1, 1'000'000'000)) *
                    static_cast<double>(test.integer_at("producersPerTopic", 1, 1'000'000'000));
  row.throughput = mean(series_at(test, "publishRate"));
  if (row.throughput < 0) test.at("publishRate").fail("a negative mean", "rates of at least 0");
  row.latency_s = non_negative_at(test, "aggregatedPublishLatencyAvg") * 1e-3;
  row.line = test.at("publishRate").place().line;
  if (test.find("publishErrorRate")) {
    const double errors = std::max(0.0, mean(series_at(test, "publishErrorRate")));
    const RequestOutcomes per_second{.succeeded = row.throughput, .failed = errors};
    per_second.describe(row);
    if (errors > 0) failures.add(per_second);
  }
  note_backlog(test, row.throughput, result);
  return row;
}

}  // namespace

bool is_openmessaging(const Sniff& sniff) {
  return begins_with_object(sniff.head) &&
         sniff.head.find("\"publishRate\"") != std::string_view::npos &&
         sniff.head.find("\"producersPerTopic\"") != std::string_view::npos;
}

Measurements read_openmessaging(std::span<ByteSource> files, const IngestOptions&) {
  Measurements result;
  result.concurrency_name = "producers";
  result.throughput_name = "messages";
  FailureTally failures;
  for (const JsonDocument& document :
       read_json_documents(files.front(), "OpenMessaging Benchmark")) {
    result.rows.push_back(read_test(document.root(), failures, result));
  }
  failures.note_into(result, "messages per second");
  add_note(result, "target-rate",
           "the benchmark publishes at the rate of its workload file unless that is 0 (as fast as "
           "possible); a met target says nothing about capacity");
  return result;
}

}  // namespace uslkit
