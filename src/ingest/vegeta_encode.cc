#include "ingest/vegeta_encode.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "ingest/line_reader.h"
#include "ingest/request_outcomes.h"
#include "ingest/rfc3339.h"
#include "ingest/tool_json.h"
#include "ingest/tool_text.h"
#include "ingest/vegeta_report.h"

namespace uslkit {
namespace {

constexpr std::size_t kMaxAttacks = 10'000;

struct Attack {
  double requests = 0;
  double successes = 0;
  double latency_sum_ns = 0;
  std::int64_t earliest_ns = INT64_MAX;  // first request sent
  std::int64_t latest_ns = INT64_MIN;    // last request sent
  std::int64_t end_ns = INT64_MIN;       // last answer
  std::int64_t line = 0;
};

void add_result(const JsonValue& answer, std::int64_t line, Attack& attack) {
  const JsonValue timestamp = answer.at("timestamp");
  const std::optional<std::int64_t> sent = parse_rfc3339(timestamp.string());
  if (!sent) timestamp.fail(timestamp.description(), "a time such as \"2026-08-21T09:43:41.123Z\"");
  constexpr std::int64_t kOneDay_ns = 86'400'000'000'000;
  const std::int64_t latency = answer.integer_at("latency", 0, kOneDay_ns);
  const std::int64_t code = answer.integer_at("code");
  attack.requests += 1;
  if (code >= 200 && code < 400) attack.successes += 1;
  attack.latency_sum_ns += static_cast<double>(latency);
  attack.earliest_ns = std::min(attack.earliest_ns, *sent);
  attack.latest_ns = std::max(attack.latest_ns, *sent);
  attack.end_ns = std::max(attack.end_ns, *sent + latency);
  if (attack.line == 0) attack.line = line;
}

// As vegeta itself reckons (lib/metrics.go): rate = requests / time of sending, throughput =
// successes / (time of sending + waiting for the last answer).
Measurement row_of(const std::string& name, const Attack& attack) {
  const double sending_s = static_cast<double>(attack.latest_ns - attack.earliest_ns) * 1e-9;
  const double whole_s = static_cast<double>(attack.end_ns - attack.earliest_ns) * 1e-9;
  Measurement row;
  row.throughput = attack.successes / whole_s;
  if (sending_s > 0) row.target_throughput = attack.requests / sending_s;
  row.latency_s = attack.latency_sum_ns / attack.requests * 1e-9;
  row.duration_s = whole_s;
  row.line = attack.line;
  row.label = name;
  return row;
}

[[noreturn]] void throw_no_time(Place place) {
  throw InputError({.place = std::move(place),
                    .found = "results that span no time",
                    .allowed = "at least one result with a latency above 0"});
}

}  // namespace

bool is_vegeta_encode(const Sniff& sniff) {
  return begins_with_object(sniff.head) && contains(sniff.head, "\"attack\":") &&
         contains(sniff.head, "\"seq\":") && contains(sniff.head, "\"latency\":");
}

Measurements read_vegeta_encode(std::span<ByteSource> files, const IngestOptions&) {
  LineReader reader(files.front());
  std::map<std::string, Attack> attacks;
  while (const std::optional<std::string_view> line = reader.next()) {
    if (line->empty()) continue;
    const JsonDocument document = JsonDocument::parse(
        std::string(*line), {.source = reader.name(), .first_line = reader.line()});
    const JsonValue answer = document.root();
    add_result(answer, reader.line(), attacks[answer.string_at("attack")]);
    if (attacks.size() > kMaxAttacks) answer.at("attack").fail("too many attacks", "at most 10000");
  }
  Measurements result;
  FailureTally failures;
  for (const auto& [name, attack] : attacks) {
    if (attack.end_ns <= attack.earliest_ns) {
      const Place place{.source = reader.name(), .line = attack.line};
      throw_no_time({.source = reader.name(), .line = attack.line});
    }
    const RequestOutcomes outcomes{.succeeded = attack.successes,
                                   .failed = attack.requests - attack.successes};
    failures.add(outcomes);
    result.rows.push_back(row_of(name, attack));
    outcomes.describe(result.rows.back());
  }
  failures.note_into(result, "requests");
  note_vegeta_open_model(result);
  return result;
}

}  // namespace uslkit
