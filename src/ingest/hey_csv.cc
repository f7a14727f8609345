#include "ingest/hey_csv.h"

#include <algorithm>

#include "ingest/csv_dialect.h"
#include "ingest/named_table.h"

namespace uslkit {

bool recognises_hey_csv(const Sniff& sniff) {
  return header_holds(sniff, {"response-time", "status-code", "offset"});
}

Measurements read_hey_csv(std::span<ByteSource> files, const IngestOptions& options) {
  NamedTable table(files.front(), "a hey CSV file", options);
  const std::size_t response_time = table.column("response-time");
  const std::size_t status = table.column("status-code");
  const std::size_t offset = table.column("offset");
  double end_s = 0;
  double latency_sum_s = 0;
  double failed = 0;
  std::int64_t first_line = 0;
  while (table.next()) {
    if (first_line == 0) first_line = table.line();
    const double latency_s = table.number_at_least_0(response_time);
    latency_sum_s += latency_s;
    end_s = std::max(end_s, table.number_at_least_0(offset) + latency_s);
    failed += table.number(status) >= 400 ? 1 : 0;
  }
  const double responses = static_cast<double>(table.rows());
  if (responses == 0 || end_s <= 0) throw table.nothing_in("responses that took time");
  Measurement row;
  row.throughput = (responses - failed) / end_s;
  row.latency_s = latency_sum_s / responses;
  row.error_ratio = failed / responses;
  row.duration_s = end_s;
  row.line = first_line;
  Measurements result;
  result.rows.push_back(row);
  result.throughput_name = "requests";
  return result;
}

}  // namespace uslkit
