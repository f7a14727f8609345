#include "ingest/pgbench_log.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/csv_tokenizer.h"
#include "base/number_text.h"
#include "ingest/csv_dialect.h"

namespace uslkit {
namespace {

constexpr std::size_t kMaxClients = 1'000'000;
constexpr std::size_t kMaxIntervals = 10'000'000;
constexpr double kEpochAtLeast = 1e9;  // September 2001: tells times since 1970 from counts

// The fields of the first line as numbers; empty fields where they are none.
std::vector<std::optional<double>> first_numbers(const Sniff& sniff) {
  std::vector<std::optional<double>> numbers;
  for (const std::string& field : first_record(sniff.head, CsvTokenizer::kBlanks)) {
    numbers.push_back(try_parse_number(field));
  }
  return numbers;
}

bool is_word_of_failure(std::string_view text) {
  return text == "failed" || text == "skipped" || text == "serialization" || text == "deadlock";
}

// One line-oriented log file with its own small rules.
class LogFile {
 public:
  LogFile(ByteSource& source, const IngestOptions& options)
      : csv_(source, {.delimiter = CsvTokenizer::kBlanks}), max_rows_(options.max_rows) {}

  [[nodiscard]] bool next(std::size_t at_least_fields) {
    if (!csv_.next()) return false;
    if (max_rows_ > 0 && ++rows_ > max_rows_) {
      throw InputError({csv_.place(), fmt::format("more than {} rows", max_rows_),
                        fmt::format("at most {} rows, as --max-rows says", max_rows_),
                        "raise --max-rows"});
    }
    const std::size_t count = csv_.fields().size();
    if (count >= at_least_fields) return true;
    throw InputError({csv_.place(), fmt::format("{} field{}", count, count == 1 ? "" : "s"),
                      fmt::format("at least {} fields", at_least_fields),
                      "the file may be cut off"});
  }

  [[nodiscard]] std::string_view text(std::size_t field) const { return csv_.fields()[field]; }
  [[nodiscard]] std::size_t fields() const { return csv_.fields().size(); }
  [[nodiscard]] const CsvTokenizer& csv() const { return csv_; }

  [[nodiscard]] double number(std::size_t field) const {
    const std::optional<double> value = try_parse_number(text(field));
    if (!value) throw bad_number(text(field), csv_.place(field));
    if (*value >= 0) return *value;
    throw InputError({csv_.place(field), uslkit::quoted(text(field)), "0 or more", ""});
  }

 private:
  CsvTokenizer csv_;
  std::int64_t max_rows_;
  std::int64_t rows_ = 0;
};

struct Run {
  std::set<double> clients;
  double transactions = 0;
  double failed = 0;
  double latency_sum_s = 0;
  double start_s = std::numeric_limits<double>::infinity();
  double end_s = 0;
  std::int32_t source = 0;
  std::int64_t line = 0;
};

// client transaction time_us script epoch_s epoch_us [schedule_lag_us] [retries]
void add_transaction(Run& run, const LogFile& log) {
  const double end_s = log.number(4) + log.number(5) * 1e-6;
  run.end_s = std::max(run.end_s, end_s);
  run.clients.insert(log.number(0));
  if (run.clients.size() > kMaxClients) {
    throw InputError({log.csv().place(0), fmt::format("more than {} clients", kMaxClients),
                      fmt::format("at most {} clients", kMaxClients), ""});
  }
  run.transactions += 1;
  if (is_word_of_failure(log.text(2))) {
    run.failed += 1;
    run.start_s = std::min(run.start_s, end_s);
    return;
  }
  const double latency_s = log.number(2) * 1e-6;
  run.latency_sum_s += latency_s;
  run.start_s = std::min(run.start_s, end_s - latency_s);
}

Measurement row_of(const Run& run, const std::string& name) {
  const double succeeded = run.transactions - run.failed;
  const double span_s = run.end_s - run.start_s;
  if (run.transactions == 0 || !(span_s > 0)) {
    throw InputError(
        {{.source = name}, "no transactions that took time", "a pgbench transaction log", ""});
  }
  Measurement row;
  row.concurrency = static_cast<double>(run.clients.size());
  row.throughput = succeeded / span_s;
  if (succeeded > 0) row.latency_s = run.latency_sum_s / succeeded;
  row.error_ratio = run.failed / run.transactions;
  row.duration_s = span_s;
  row.line = run.line;
  row.source = run.source;
  return row;
}

struct Interval {
  double transactions = 0;
  double latency_sum_s = 0;
  double failed = 0;
};
struct AggregateRun {
  std::map<double, Interval> intervals;  // by start, summed over the threads' files
  std::int32_t source = 0;
};

// start count sum sum2 min max [lag sum sum2 min max] [skipped] [retried retries] [serialization
// deadlock]
void add_interval(AggregateRun& run, const LogFile& log) {
  Interval& interval = run.intervals[log.number(0)];
  if (run.intervals.size() > kMaxIntervals) {
    throw InputError(
        {log.csv().place(0), "too many intervals", fmt::format("at most {}", kMaxIntervals), ""});
  }
  interval.transactions += log.number(1);
  interval.latency_sum_s += log.number(2) * 1e-6;
  // PostgreSQL 15 and later print all 15 columns and count failures apart from transactions.
  if (log.fields() >= 15) interval.failed += log.number(13) + log.number(14);
}

Measurement row_of(const AggregateRun& run, const std::string& name) {
  if (run.intervals.size() < 3) {
    throw InputError({{.source = name},
                      fmt::format("{} intervals", run.intervals.size()),
                      "at least 3 intervals: the first and the last are partial and are left out",
                      "run longer, or aggregate over shorter intervals"});
  }
  const std::map<double, Interval>::const_iterator last = std::prev(run.intervals.end());
  const std::map<double, Interval>::const_iterator first = std::next(run.intervals.begin());
  Interval sum;
  for (std::map<double, Interval>::const_iterator at = first; at != last; ++at) {
    sum.transactions += at->second.transactions;
    sum.latency_sum_s += at->second.latency_sum_s;
    sum.failed += at->second.failed;
  }
  Measurement row;
  row.duration_s = last->first - first->first;
  row.throughput = sum.transactions / *row.duration_s;
  if (sum.transactions > 0) row.latency_s = sum.latency_sum_s / sum.transactions;
  const double all = sum.transactions + sum.failed;
  row.error_ratio = all > 0 ? sum.failed / all : 0.0;
  row.line = 2;
  row.source = run.source;
  return row;
}

Measurements named(Measurements result) {
  result.concurrency_name = "clients";
  result.throughput_name = "transactions";
  return result;
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string pgbench_run_name(std::string_view file_name) {
  const std::size_t last = file_name.rfind('.');
  if (last == std::string_view::npos || !all_digits(file_name.substr(last + 1))) {
    return std::string(file_name);
  }
  const std::string_view stem = file_name.substr(0, last);
  const std::size_t before = stem.rfind('.');
  const bool thread = before != std::string_view::npos && all_digits(stem.substr(before + 1));
  return std::string(thread ? stem : file_name);
}

bool recognises_pgbench_log(const Sniff& sniff) {
  const std::vector<std::optional<double>> fields = first_numbers(sniff);
  if (fields.size() < 6 || fields.size() > 8) return false;
  return fields[4].value_or(0) >= kEpochAtLeast && fields[5].value_or(1e6) < 1e6 &&
         fields[0].value_or(-1) >= 0 && fields[0].value_or(0) < kEpochAtLeast;
}

Measurements read_pgbench_log(std::span<ByteSource> files, const IngestOptions& options) {
  std::map<std::string, Run> runs;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::pair<std::map<std::string, Run>::iterator, bool> placed =
        runs.try_emplace(pgbench_run_name(files[i].name()));
    Run& run = placed.first->second;
    if (placed.second) run.source = static_cast<std::int32_t>(i);
    LogFile log(files[i], options);
    while (log.next(6)) {
      if (run.line == 0) run.line = log.csv().line();
      add_transaction(run, log);
    }
  }
  Measurements result;
  for (const auto& [name, run] : runs) result.rows.push_back(row_of(run, name));
  return named(std::move(result));
}

bool recognises_pgbench_aggregate_log(const Sniff& sniff) {
  const std::vector<std::optional<double>> fields = first_numbers(sniff);
  if (fields.size() < 6 || fields.size() > 17) return false;
  const bool all =
      std::all_of(fields.begin(), fields.end(),
                  [](const std::optional<double>& field) { return field.value_or(-1) >= 0; });
  return all && *fields[0] >= kEpochAtLeast && *fields[1] < kEpochAtLeast &&
         *fields[4] <= *fields[5];
}

Measurements read_pgbench_aggregate_log(std::span<ByteSource> files, const IngestOptions& options) {
  std::map<std::string, AggregateRun> runs;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::pair<std::map<std::string, AggregateRun>::iterator, bool> placed =
        runs.try_emplace(pgbench_run_name(files[i].name()));
    if (placed.second) placed.first->second.source = static_cast<std::int32_t>(i);
    LogFile log(files[i], options);
    while (log.next(6)) add_interval(placed.first->second, log);
  }
  Measurements result;
  for (const auto& [name, run] : runs) result.rows.push_back(row_of(run, name));
  return named(std::move(result));
}

}  // namespace uslkit
