#include "ingest/hyperfine_csv.h"

#include <optional>

#include <fmt/format.h>

#include "base/spelling.h"
#include "ingest/csv_dialect.h"
#include "ingest/hyperfine.h"
#include "ingest/named_table.h"

namespace uslkit {
namespace {

constexpr std::string_view kPrefix = "parameter_";

// The parameter that is N: the only one, or the one whose name says so. Empty without parameters.
std::optional<std::size_t> concurrency_column(const NamedTable& table) {
  std::vector<std::size_t> parameters;
  for (std::size_t i = 0; i < table.names().size(); ++i) {
    if (table.names()[i].starts_with(kPrefix)) parameters.push_back(i);
  }
  if (parameters.empty()) return std::nullopt;
  if (parameters.size() == 1) return parameters.front();
  for (const std::string& name : hyperfine_concurrency_names()) {
    if (const std::optional<std::size_t> column = table.find(std::string(kPrefix) + name)) {
      return column;
    }
  }
  throw InputError(
      {{.source = table.file(), .line = 1},
       fmt::format("{} parameters, none of them named as N usually is", parameters.size()),
       "one parameter, or one of these: " + one_of(hyperfine_concurrency_names()),
       "rename the parameter that is the concurrency"});
}

double positive(const NamedTable& table, std::size_t column, std::string_view rule) {
  const double value = table.number(column);
  if (value > 0) return value;
  throw InputError(
      {table.place(column), uslkit::quoted(table.text(column)), std::string(rule), ""});
}

}  // namespace

bool recognises_hyperfine_csv(const Sniff& sniff) {
  return header_holds(sniff, {"command", "mean", "stddev", "user", "system"});
}

Measurements read_hyperfine_csv(std::span<ByteSource> files, const IngestOptions& options) {
  NamedTable table(files.front(), "a hyperfine CSV file", options);
  const std::size_t mean = table.column("mean");
  const std::size_t deviation = table.column("stddev");
  const std::optional<std::size_t> parameter = concurrency_column(table);
  // Little's law cannot help: it would say N = 1 for every timing.
  if (!parameter && !options.concurrency && options.n_from_name.empty()) {
    throw InputError({{.source = table.file(), .line = 1},
                      "timings without a parameter, so without N",
                      "a parameter scan, or --n",
                      "hyperfine --parameter-list threads 1,2,4,8 'program --threads {threads}' "
                      "--export-csv FILE"});
  }
  Measurements result;
  while (table.next()) {
    Measurement row;
    if (parameter) row.concurrency = positive(table, *parameter, "a parameter N above 0");
    const double mean_s = positive(table, mean, "a mean above 0");
    row.throughput = options.work_per_run.value_or(1) / mean_s;
    row.latency_s = mean_s;
    if (!table.text(deviation).empty()) {
      row.throughput_sd = row.throughput * table.number_at_least_0(deviation) / mean_s;
    }
    row.line = table.line();
    result.rows.push_back(row);
  }
  if (result.rows.empty()) throw table.nothing_in("timings");
  result.throughput_name = options.work_per_run ? "operations" : "runs";
  add_note(
      result, "latency-of-run",
      "hyperfine times whole runs: X is --work (default 1) operations per run divided by the mean "
      "time, and Little's law does not apply to that time");
  return result;
}

}  // namespace uslkit
