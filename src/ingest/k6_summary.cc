#include "ingest/k6_summary.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/spelling.h"
#include "ingest/request_outcomes.h"
#include "ingest/tool_json.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

//   handleSummary          metrics: {NAME: {type, contains, values: {...}, thresholds: {RULE:
//   {ok}}}} legacy                 metrics: {NAME: {...values..., thresholds: {RULE: true if it
//   FAILED}}} machine readable v1    results.metrics: [{name, type, contains, values: {...}}], no
//   rates
// Sources: k6, internal/js/summary_test.go and internal/lib/summary/machine_readable.go.
enum class Shape { kHandleSummary, kLegacy, kMachineReadable };

Shape shape_of(const JsonValue& summary) {
  if (summary.find("results")) return Shape::kMachineReadable;
  for (const auto& [name, metric] : summary.object_at("metrics").members()) {
    if (metric.find("values")) return Shape::kHandleSummary;
  }
  return Shape::kLegacy;
}

// One summary, whatever its shape: metrics by name, each with its values.
struct Summary {
  JsonValue root;
  Shape shape;

  [[nodiscard]] JsonValue metrics() const {
    return shape == Shape::kMachineReadable ? root.object_at("results").at("metrics")
                                            : root.object_at("metrics");
  }

  [[nodiscard]] std::optional<JsonValue> values(std::string_view name) const {
    if (shape != Shape::kMachineReadable) {
      const std::optional<JsonValue> metric = metrics().find(name);
      if (!metric || shape == Shape::kLegacy) return metric;
      return metric->object_at("values");
    }
    for (const JsonValue& metric : metrics().elements()) {
      if (metric.string_at("name") == name) return metric.object_at("values");
    }
    return std::nullopt;
  }

  // Events per second of a counter; the machine readable shape gives count and duration only.
  [[nodiscard]] double rate(const JsonValue& counter) const {
    if (shape != Shape::kMachineReadable) return non_negative_at(counter, "rate");
    return non_negative_at(counter, "count") / positive_at(root.object_at("config"), "duration");
  }

  [[nodiscard]] std::optional<double> duration_s() const {
    if (shape == Shape::kMachineReadable) return positive_at(root.object_at("config"), "duration");
    if (shape == Shape::kLegacy) return std::nullopt;
    return positive_at(root.object_at("state"), "testRunDurationMs") * 1e-3;
  }
};

// The name of the rule and whether it held. Legacy files say true for a threshold that FAILED.
std::vector<std::string> broken_thresholds(const Summary& summary) {
  std::vector<std::string> broken;
  if (summary.shape == Shape::kMachineReadable) return broken;
  for (const auto& [name, metric] : summary.metrics().members()) {
    const std::optional<JsonValue> thresholds = metric.find("thresholds");
    if (!thresholds) continue;
    for (const auto& [rule, verdict] : thresholds->members()) {
      const bool held =
          summary.shape == Shape::kLegacy ? !verdict.boolean() : verdict.boolean_at("ok");
      if (!held) broken.push_back(fmt::format("{} {}", name, rule));
    }
  }
  return broken;
}

// http_req_failed is a rate of "true" events: `passes` (or `matches`) counts the failed requests.
RequestOutcomes outcomes_of(const Summary& summary, double requests) {
  const std::optional<JsonValue> failed = summary.values("http_req_failed");
  if (!failed) return {.succeeded = requests};
  const double count =
      non_negative_at(*failed, summary.shape == Shape::kMachineReadable ? "matches" : "passes");
  if (count > requests) failed->fail("more failed requests than requests", "at most as many");
  return {.succeeded = requests - count, .failed = count};
}

// N as k6 knows it: virtual users. Only a closed model (constant-vus) has one; there the iterations
// obey Little's law, users = iterations/s x mean iteration time, thinking time included.
// Arrival-rate executors keep a pool of users, and ramping ones average over many N: neither is N.
std::optional<double> closed_model_users(const Summary& summary) {
  std::optional<JsonValue> gauge = summary.values("vus_max");
  if (!gauge) gauge = summary.values("vus");
  if (!gauge || summary.values("dropped_iterations")) return std::nullopt;
  const double users = non_negative_at(*gauge, gauge->find("max") ? "max" : "value");
  const std::optional<JsonValue> count = summary.values("iterations");
  const std::optional<JsonValue> time = summary.values("iteration_duration");
  if (users > 0 && count && time && time->find("avg")) {
    constexpr double kTolerance = 0.2;
    const double busy = summary.rate(*count) * non_negative_at(*time, "avg") * 1e-3;
    if (std::abs(busy - users) > kTolerance * users) return std::nullopt;
  } else if (const std::optional<JsonValue> active = summary.values("vus")) {
    // Without iterations a closed model still shows the same number of active users throughout.
    const std::optional<double> least = optional_number_at(*active, "min");
    if (least && *least < 0.5 * users) return std::nullopt;
  }
  return users > 0 ? std::optional(users) : std::nullopt;
}

Measurement read_summary(const Summary& summary, FailureTally& failures, Measurements& result) {
  const std::optional<JsonValue> requests = summary.values("http_reqs");
  const std::optional<JsonValue> latency = summary.values("http_req_duration");
  if (!requests || !latency) {
    summary.metrics().fail("no http_reqs and http_req_duration", "the summary of a test over HTTP");
  }
  const double count = non_negative_at(*requests, "count");
  const RequestOutcomes outcomes = outcomes_of(summary, count);
  failures.add(outcomes);
  Measurement row;
  row.throughput = summary.rate(*requests) * (count > 0 ? outcomes.success_ratio() : 0);
  if (latency->find("avg")) row.latency_s = non_negative_at(*latency, "avg") * 1e-3;
  row.concurrency = closed_model_users(summary).value_or(0);
  row.duration_s = summary.duration_s();
  outcomes.describe(row);
  row.line = requests->place().line;
  if (row.concurrency <= 0) {
    add_note(
        result, "open-model",
        "k6's users are not N here (arrival-rate or ramping executor): N is X R by Little's law");
  }
  const std::vector<std::string> broken = broken_thresholds(summary);
  if (!broken.empty()) {
    add_note(result, "thresholds-failed",
             fmt::format("k6 thresholds that did not hold: {}", fmt::join(broken, "; ")));
  }
  return row;
}

}  // namespace

bool is_k6_summary(const Sniff& sniff) {
  return begins_with_object(sniff.head) &&
         (contains(sniff.head, "\"root_group\"") || contains(sniff.head, "\"k6Version\"") ||
          contains(sniff.head, "\"http_req_duration\"")) &&
         !contains(sniff.head, "\"type\":\"Point\"") &&
         !contains(sniff.head, "\"type\":\"Metric\"");
}

Measurements read_k6_summary(std::span<ByteSource> files, const IngestOptions&) {
  Measurements result;
  result.concurrency_name = "vus";
  result.throughput_name = "requests";
  FailureTally failures;
  for (const JsonDocument& document : read_json_documents(files.front(), "k6")) {
    const Summary summary{.root = document.root(), .shape = shape_of(document.root())};
    result.rows.push_back(read_summary(summary, failures, result));
  }
  failures.note_into(result, "requests");
  return result;
}

}  // namespace uslkit
