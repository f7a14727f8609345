#include "ingest/k6_csv.h"

#include <optional>

#include "base/number_text.h"
#include "ingest/csv_dialect.h"
#include "ingest/k6_seconds.h"
#include "ingest/named_table.h"
#include "ingest/rfc3339.h"

namespace uslkit {
namespace {

struct Columns {
  explicit Columns(const NamedTable& table)
      : metric(table.column("metric_name")),
        timestamp(table.column("timestamp")),
        value(table.column("metric_value")),
        expected(table.find("expected_response")),
        error(table.find("error")) {}
  std::size_t metric;
  std::size_t timestamp;
  std::size_t value;
  std::optional<std::size_t> expected;
  std::optional<std::size_t> error;
};

// K6_CSV_TIME_FORMAT may be unix (s), unix_milli, unix_micro, unix_nano or rfc3339. The size tells
// the unit: seconds of this century have 10 digits, milliseconds 13, microseconds 16.
double time_s(const NamedTable& table, std::size_t column) {
  const std::string_view text = table.text(column);
  std::optional<double> time = try_parse_number(text);
  if (time) {
    *time *= *time > 1e17 ? 1e-9 : *time > 1e14 ? 1e-6 : *time > 1e11 ? 1e-3 : 1.0;
  } else if (const std::optional<std::int64_t> nanoseconds = parse_rfc3339(text)) {
    time = static_cast<double>(*nanoseconds) * 1e-9;
  }
  if (time && *time >= 0 && *time < 1e11) return *time;
  throw InputError(
      {table.place(column), uslkit::quoted(text), "a time since 1970, or one in RFC 3339", ""});
}

void add_point(K6Seconds& seconds, const NamedTable& table, const Columns& columns) {
  const std::string_view metric = table.text(columns.metric);
  const bool wanted = metric == "http_reqs" || metric == "http_req_duration" || metric == "vus";
  if (!wanted) return;
  const double value = table.number_at_least_0(columns.value);
  const double when_s = time_s(table, columns.timestamp);
  const Place place{.source = table.file(), .line = table.line()};
  if (metric == "vus") {
    seconds.add_users(when_s, value, place);
  } else if (metric == "http_req_duration") {
    seconds.add_latency(when_s, value, place);
  } else {
    const bool failed = (columns.expected && table.text(*columns.expected) == "false") ||
                        (columns.error && !table.text(*columns.error).empty());
    seconds.add_requests(when_s, value, failed, place);
  }
}

}  // namespace

bool recognises_k6_csv(const Sniff& sniff) {
  return header_holds(sniff, {"metric_name", "timestamp", "metric_value"});
}

Measurements read_k6_csv(std::span<ByteSource> files, const IngestOptions& options) {
  NamedTable table(files.front(), "a k6 CSV file", options);
  const Columns columns(table);
  K6Seconds seconds;
  while (table.next()) add_point(seconds, table, columns);
  if (!seconds.has_requests()) throw table.nothing_in("points of http_reqs");
  return seconds.rows(options.drop_first_s);
}

}  // namespace uslkit
