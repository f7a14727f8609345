// `uslkit ingest`: what was read, from where, with provenance.
#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/read_options.h"
#include "documents/ingest_document.h"
#include "documents/json_text.h"
#include "fit/fit_json.h"
#include "report/table.h"

namespace uslkit {
namespace {

struct Settings {
  ReadOptions read;
  OutputOptions output;
  std::string to = "table";
};

// Shortest text that reads back as the same number; empty without one.
std::string exact(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

Table rows_table(const Measurements& measurements) {
  Table table;
  for (const char* heading : {"concurrency", "throughput", "latency_s", "throughput_sd",
                              "target_throughput", "error_ratio", "duration_s"}) {
    table.columns.push_back({.heading = heading, .align = Align::right});
  }
  for (const char* heading : {"label", "source", "line"}) table.columns.push_back({heading});
  for (const Measurement& row : measurements.rows) {
    const std::size_t source = static_cast<std::size_t>(row.source);
    table.add({exact(row.concurrency), exact(row.throughput), exact(row.latency_s),
               exact(row.throughput_sd), exact(row.target_throughput), exact(row.error_ratio),
               exact(row.duration_s), row.label,
               source < measurements.sources.size() ? measurements.sources[source].name : "",
               row.line > 0 ? fmt::format("{}", row.line) : ""});
  }
  return table;
}

// Columns without a single value only push the others off the screen.
Table without_empty_columns(const Table& table) {
  Table result;
  std::vector<std::size_t> kept;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    bool used = false;
    for (const std::vector<std::string>& row : table.rows) used = used || !row[column].empty();
    if (!used) continue;
    kept.push_back(column);
    result.columns.push_back(table.columns[column]);
  }
  for (const std::vector<std::string>& row : table.rows) {
    std::vector<std::string> cells;
    for (const std::size_t column : kept) cells.push_back(row[column]);
    result.add(std::move(cells));
  }
  return result;
}

std::string people_text(const Measurements& measurements) {
  Table sources;
  sources.columns = {
      {"file"}, {"format"}, {"rows", Align::right}, {"bytes", Align::right}, {"SHA-256"}};
  for (const MeasurementSource& source : measurements.sources) {
    sources.add({source.name, source.format, fmt::format("{}", source.rows),
                 fmt::format("{}", source.bytes), source.sha256});
  }
  const TableLayout layout{.indent = 0, .width = 200, .unicode = terminal_speaks_utf8()};
  const std::string units = fmt::format("N in {}, X in {}{}\n", measurements.concurrency_name,
                                        measurements.throughput_name, measurements.throughput_unit);
  return table_text(without_empty_columns(rows_table(measurements)), layout) + units + "\n" +
         table_text(sources, layout);
}

std::string document_text(const Settings& settings, const Measurements& measurements) {
  return json_text(
      ingest_document(measurements, to_json(settings.read.files, settings.read.ingest)));
}

std::string result_text(const Settings& settings, const Measurements& measurements) {
  if (settings.output.json || settings.to == "json") return document_text(settings, measurements);
  // The header names the throughput's unit, so that reading the CSV again loses nothing.
  if (settings.to == "csv") {
    Table table = rows_table(measurements);
    if (measurements.throughput_unit != "/s") {
      table.columns[1].heading += measurements.throughput_unit;
    }
    return table_csv(table);
  }
  return people_text(measurements);
}

ExitCode run_ingest(const Settings& settings) {
  if (settings.read.list_formats) {
    write_result(format_list());
    return ExitCode::ok;
  }
  check(settings.read, "uslkit ingest");
  const Talk talk(settings.output);
  const Measurements measurements = read_measurements(settings.read, talk);
  write_result(result_text(settings, measurements), settings.output.output);
  return ExitCode::ok;
}

}  // namespace

Command make_ingest_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "ingest";
  command.summary = "Show what is read from load-test files";
  command.description =
      "Detects the format of each file by its content, reads it, and prints the rows with their "
      "source line and the SHA-256 of each input. What was derived, dropped or doubted is said on "
      "stderr and kept in the JSON document.";
  command.examples = {
      {"uslkit ingest wrk_sweep.txt", "the rows as a table"},
      {"uslkit ingest k6.json jmeter.jtl --to csv > rows.csv", "several tools, one CSV"},
      {"uslkit ingest run_c*.txt --n-from-name 'c([0-9]+)'", "N from the file names"}};
  command.options = read_option_list(settings->read);
  command.options.push_back(choice_option("--to", {"table", "csv", "json"}, settings->to,
                                          "Form of the result; default table"));
  command.options.push_back(flag_option("--json", settings->output.json, "The same as --to json"));
  command.options.push_back(text_option("-o,--output", "FILE", settings->output.output,
                                        "Write the result to FILE instead; - is stdout"));
  for (Option& option : talk_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_ingest(*settings); };
  return command;
}

}  // namespace uslkit
