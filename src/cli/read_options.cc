#include "cli/read_options.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "cli/progress.h"
#include "fit/fit_json.h"
#include "report/safe_text.h"
#include "report/table.h"

namespace uslkit {
namespace {

constexpr double kMost = 1e18;

Option optional_number_option(std::string names, std::optional<double>& target, std::string help) {
  Option option{.names = std::move(names), .value_name = "NUMBER", .help = std::move(help)};
  option.set = [&target, place = option.long_name()](const std::string& text) {
    target = parse_number_argument(text, place);
  };
  return option;
}

Option format_option(std::string& target) {
  std::vector<std::string> names;
  for (const FormatInfo& format : known_formats()) names.emplace_back(format.name);
  return choice_option("--format", std::move(names), target,
                       "Read the files as this format instead of detecting it");
}

char delimiter_of(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "space") return ' ';
  if (text.size() == 1) return text.front();
  throw UsageError({.place = {.source = "--delimiter"},
                    .found = uslkit::quoted(text),
                    .allowed = "one character, or the word tab or space",
                    .hint = ""});
}

Option delimiter_option(char& target) {
  Option option{.names = "--delimiter",
                .value_name = "CHARACTER",
                .help = "Field separator of a CSV (one character, tab or space); default: detect"};
  option.set = [&target](const std::string& text) { target = delimiter_of(text); };
  return option;
}

// A file name must not steer the terminal.
std::string source_line(const MeasurementSource& source) {
  return fmt::format("{}: detected {}, {} row{}",
                     source.name == "-" ? "stdin" : safe_text(source.name), source.format,
                     source.rows, source.rows == 1 ? "" : "s");
}

// What may take longer than a blink is said before it starts: a pipe that has to be waited for, a
// file of many megabytes.
void announce(const std::string& file, const Talk& talk) {
  constexpr double kBigFileBytes = 32e6;
  if (file == "-") {
    talk.say("reading standard input");
    return;
  }
  std::error_code unknown;
  const double bytes = static_cast<double>(std::filesystem::file_size(file, unknown));
  if (!unknown && bytes > kBigFileBytes) {
    talk.say(fmt::format("reading {} ({})", safe_text(file), bytes_text(bytes)));
  }
}

}  // namespace

std::vector<Option> read_option_list(ReadOptions& target) {
  IngestOptions& ingest = target.ingest;
  return {list_option("file", "FILE", target.files,
                      "Measurements: CSV or the output of a load generator; - is standard input"),
          format_option(ingest.format),
          flag_option("--list-formats", target.list_formats, "List the formats and what they give"),
          optional_number_option("--n", ingest.concurrency,
                                 "Concurrency N of files that do not print it"),
          text_option("--n-from-name", "REGEX", ingest.n_from_name,
                      "Take N from the file name: the first group of REGEX, as in 'c([0-9]+)'"),
          optional_number_option("--work", ingest.work_per_run,
                                 "Operations in one timed run, for timings such as hyperfine's; "
                                 "default 1"),
          delimiter_option(ingest.delimiter),
          optional_number_option("--min-n", ingest.min_concurrency, "Drop rows with N below this"),
          choice_option("--unit", {"/s", "/min", "/h"}, ingest.throughput_unit,
                        "Time unit of the throughput of a CSV that does not say; default /s"),
          number_option("--drop-first", ingest.drop_first_s, {0, 1e9},
                        "Seconds to drop after every change of N (ramp-up), in time series"),
          integer_option("--max-rows", ingest.max_rows, {0, kMost},
                         "Stop with an error above this many rows; 0 (default): no limit")};
}

std::string format_list() {
  Table table{.columns = {{"--format"}, {"format"}, {"reads"}}, .rows = {}};
  for (const FormatInfo& format : known_formats()) {
    const std::string caveat = format.caveat.empty() ? "" : fmt::format(" Note: {}", format.caveat);
    table.add(
        {std::string(format.name), std::string(format.title), std::string(format.reads) + caveat});
  }
  return table_text(table, {.indent = 0, .width = 100, .unicode = terminal_speaks_utf8()});
}

namespace {

Measurements ingest_with_progress(const std::vector<std::string>& files, IngestOptions options,
                                  const Talk& talk) {
  ReadProgress progress(talk);
  options.on_bytes = [&progress](std::string_view source, std::int64_t bytes) {
    progress.on_bytes(source, bytes);
  };
  return ingest(files, options);
}

}  // namespace

void check(const ReadOptions& options, const std::string& command) {
  check_as_usage(options.ingest);
  if (options.files.empty() && stdin_is_terminal()) {
    throw UsageError({.place = {.source = command},
                      .found = "no file, and standard input is a terminal",
                      .allowed = "a file of measurements, or data on standard input",
                      .hint = command + " --help shows examples"});
  }
}

Measurements read_measurements(const ReadOptions& options, const Talk& talk) {
  const std::vector<std::string> files =
      options.files.empty() ? std::vector<std::string>{"-"} : options.files;
  for (const std::string& file : files) announce(file, talk);
  const Measurements measurements = ingest_with_progress(files, options.ingest, talk);
  for (const MeasurementSource& source : measurements.sources) talk.say(source_line(source));
  for (const Note& note : measurements.notes) talk.say("note: " + safe_text(note.text));
  return measurements;
}

}  // namespace uslkit
