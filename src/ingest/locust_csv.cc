#include "ingest/locust_csv.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "ingest/concurrency_buckets.h"
#include "ingest/csv_dialect.h"
#include "ingest/named_table.h"

namespace uslkit {
namespace {

// Locust named the line of all requests "Total" before version 1.0.
bool is_aggregate(std::string_view name) { return name == "Aggregated" || name == "Total"; }

struct Step {
  double requests = 0;  // sum of Requests/s, failed ones included
  double failures = 0;  // sum of Failures/s
  double lines = 0;
  std::int64_t line = 0;
};

struct HistoryColumns {
  explicit HistoryColumns(const NamedTable& table)
      : timestamp(table.column("Timestamp")),
        users(table.column("User Count")),
        name(table.column("Name")),
        requests(table.column("Requests/s")),
        failures(table.column("Failures/s")) {}
  std::size_t timestamp;
  std::size_t users;
  std::size_t name;
  std::size_t requests;
  std::size_t failures;
};

// Both rates of the line the table stands on: failures are part of the requests.
Step rates_of(const NamedTable& table, std::size_t requests, std::size_t failures) {
  const Step rates{.requests = table.number_at_least_0(requests),
                   .failures = table.number_at_least_0(failures),
                   .lines = 1,
                   .line = table.line()};
  if (rates.failures > rates.requests) {
    throw InputError(
        {table.place(failures), uslkit::quoted(table.text(failures)),
         fmt::format("Failures/s of at most Requests/s, which is {}", table.text(requests)), ""});
  }
  return rates;
}

std::map<double, Step> steps_of(NamedTable& table, double drop_first_s) {
  const HistoryColumns columns(table);
  std::map<double, Step> steps;
  double current = -1;
  double began_s = 0;
  while (table.next()) {
    if (!is_aggregate(table.text(columns.name))) continue;
    const double users = table.number_at_least_0(columns.users);
    const double now_s = table.number(columns.timestamp);
    if (users != current) {
      current = users;
      began_s = now_s;
    }
    if (users <= 0 || now_s - began_s < drop_first_s) continue;  // nobody, or ramping up
    const Step line = rates_of(table, columns.requests, columns.failures);
    Step& step = steps[users];
    if (steps.size() > ConcurrencyBuckets::kMaxBuckets) {
      throw InputError({table.place(columns.users), "too many different user counts",
                        fmt::format("at most {}", ConcurrencyBuckets::kMaxBuckets), ""});
    }
    if (step.line == 0) step.line = line.line;
    step.requests += line.requests;
    step.failures += line.failures;
    step.lines += 1;
  }
  return steps;
}

Measurement row_of(const Step& step) {
  Measurement row;
  row.throughput = (step.requests - step.failures) / step.lines;
  row.error_ratio = step.requests > 0 ? step.failures / step.requests : 0.0;
  row.line = step.line;
  return row;
}

Measurements named(Measurements result) {
  result.concurrency_name = "users";
  result.throughput_name = "requests";
  return result;
}

}  // namespace

bool recognises_locust_history(const Sniff& sniff) {
  return header_holds(sniff, {"Timestamp", "User Count", "Requests/s"});
}

Measurements read_locust_history(std::span<ByteSource> files, const IngestOptions& options) {
  NamedTable table(files.front(), "a locust history", options);
  const std::map<double, Step> steps = steps_of(table, options.drop_first_s);
  if (steps.empty()) throw table.nothing_in("lines of users at work");
  Measurements result;
  for (const auto& [users, step] : steps) {
    Measurement row = row_of(step);
    row.concurrency = users;
    row.duration_s = step.lines;  // one line is printed per second
    result.rows.push_back(row);
  }
  add_note(result, "cumulative-latency",
           fmt::format("{}: the printed latency is cumulative over all steps and is not used",
                       table.file()));
  if (options.drop_first_s < 10) {
    add_note(result, "sliding-window",
             fmt::format(
                 "{}: locust averages over 10 s, so the first seconds of each step still show the "
                 "step before; --drop-first 10 leaves them out",
                 table.file()));
  }
  return named(std::move(result));
}

bool recognises_locust_stats(const Sniff& sniff) {
  return header_holds(sniff,
                      {"Request Count", "Failure Count", "Average Response Time", "Requests/s"});
}

Measurements read_locust_stats(std::span<ByteSource> files, const IngestOptions& options) {
  NamedTable table(files.front(), "locust statistics", options);
  const std::size_t name = table.column("Name");
  const std::size_t latency = table.column("Average Response Time");
  const std::size_t requests = table.column("Requests/s");
  const std::size_t failures = table.column("Failures/s");
  Measurements result;
  while (table.next()) {
    if (!is_aggregate(table.text(name))) continue;
    Measurement row = row_of(rates_of(table, requests, failures));
    row.latency_s = table.number_at_least_0(latency) / 1000;
    result.rows.push_back(row);
  }
  if (result.rows.empty()) throw table.nothing_in("an Aggregated line");
  return named(std::move(result));
}

}  // namespace uslkit
