#include "ingest/k6_ndjson.h"

#include <cstdint>

#include "base/json_document.h"
#include "ingest/k6_seconds.h"
#include "ingest/line_reader.h"
#include "ingest/rfc3339.h"
#include "ingest/tool_json.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

double time_of(const JsonValue& data) {
  const JsonValue time = data.at("time");
  const std::optional<std::int64_t> nanoseconds = parse_rfc3339(time.string());
  if (!nanoseconds) time.fail(time.description(), "a time such as \"2026-08-21T09:43:41.123Z\"");
  return static_cast<double>(*nanoseconds) * 1e-9;
}

// k6 marks answers as expected or not (by default 200 to 399); without the mark the status decides.
bool has_failed(const JsonValue& data) {
  const std::optional<JsonValue> tags = data.find("tags");
  if (!tags || !tags->is_object()) return false;
  if (const std::optional<JsonValue> expected = tags->find("expected_response")) {
    return expected->string() == "false";
  }
  const std::optional<JsonValue> status = tags->find("status");
  return status && (status->string() == "0" || status->string() >= "4");
}

void add_sample(const JsonValue& sample, const Place& place, K6Seconds& seconds) {
  if (sample.string_at("type") != "Point") return;
  const std::string& metric = sample.string_at("metric");
  const bool wanted = metric == "http_reqs" || metric == "http_req_duration" || metric == "vus";
  if (!wanted) return;
  const JsonValue data = sample.object_at("data");
  const double time_s = time_of(data);
  const double value = non_negative_at(data, "value");
  if (metric == "vus") {
    seconds.add_users(time_s, value, place);
  } else if (metric == "http_reqs") {
    seconds.add_requests(time_s, value, has_failed(data), place);
  } else {
    seconds.add_latency(time_s, value, place);
  }
}

// Of the many samples k6 writes only these are parsed: the streams are huge.
bool may_matter(std::string_view line) {
  return contains(line, "\"http_reqs\"") || contains(line, "\"http_req_duration\"") ||
         contains(line, "\"vus\"");
}

}  // namespace

bool is_k6_ndjson(const Sniff& sniff) {
  return begins_with_object(sniff.head) && contains(sniff.head, "\"metric\"") &&
         (contains(sniff.head, "\"type\":\"Metric\"") ||
          contains(sniff.head, "\"type\":\"Point\""));
}

Measurements read_k6_ndjson(std::span<ByteSource> files, const IngestOptions& options) {
  LineReader reader(files.front());
  K6Seconds seconds;
  while (const std::optional<std::string_view> line = reader.next()) {
    if (!may_matter(*line)) continue;
    const JsonDocument document = JsonDocument::parse(
        std::string(*line), {.source = reader.name(), .first_line = reader.line()});
    add_sample(document.root(), {.source = reader.name(), .line = reader.line()}, seconds);
  }
  if (!seconds.has_requests()) {
    throw InputError({.place = {.source = reader.name(), .line = reader.line()},
                      .found = "no http_reqs samples up to the end",
                      .allowed = "a stream with samples of http_reqs, http_req_duration and vus",
                      .hint = "k6 run --out json=FILE script.js writes it"});
  }
  return seconds.rows(options.drop_first_s);
}

}  // namespace uslkit
