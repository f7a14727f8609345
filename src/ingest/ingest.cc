#include "ingest/ingest.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/check.h"
#include "base/number_text.h"
#include "base/spelling.h"
#include "ingest/csv_dialect.h"
#include "ingest/reader.h"
#include "ingest/row_checks.h"

namespace uslkit {
namespace {

std::vector<const FormatReader*> all_readers() {
  std::vector<const FormatReader*> readers;
  for (const FormatReader& reader : tool_output_formats()) readers.push_back(&reader);
  for (const FormatReader& reader : table_formats()) readers.push_back(&reader);
  return readers;
}

// "x=rate.json" tells a format read together which part the file plays; the file is "rate.json",
// unless a file of the whole name exists.
ByteSource open_source(const std::string& name) {
  const bool has_part = name.starts_with("x=") || name.starts_with("n=") || name.starts_with("r=");
  if (!has_part || ::access(name.c_str(), F_OK) == 0) return ByteSource::open(name);
  ByteSource source = ByteSource::open(name.substr(2));
  source.set_name(name);
  return source;
}

const FormatReader& reader_for(ByteSource& source, const IngestOptions& options) {
  const std::string_view head = source.head();
  const Sniff sniff{.file_name = source.name(),
                    .head = without_bom(head),
                    .whole = head.size() < ByteSource::kHeadBytes};
  refuse_foreign_encodings(sniff);
  for (const FormatReader* reader : all_readers()) {
    if (options.format.empty() ? reader->recognises(sniff) : reader->name == options.format)
      return *reader;
  }
  throw InputError({{.source = source.name(), .line = 1},
                    fmt::format("a format that is not known, beginning {}",
                                uslkit::quoted(trimmed(sniff.head).substr(0, 40))),
                    "CSV, or the output of a load generator that --list-formats names",
                    "name the format with --format"});
}

// Files that one call of a reader turns into rows.
struct Read {
  const FormatReader* reader = nullptr;
  std::vector<ByteSource> waiting;  // only of formats that are read together
  Measurements result;
};

Measurements read_and_check(const FormatReader& reader, std::span<ByteSource> files,
                            const IngestOptions& options) {
  Measurements result = reader.read(files, options);
  std::string name = files.front().name();
  if (files.size() > 1) name += fmt::format(" and {} more", files.size() - 1);
  result = checked_rows(std::move(result), {name, reader.littles_law_holds}, options);
  result.sources.clear();
  for (ByteSource& file : files) {
    file.drain();
    result.sources.push_back(
        {file.name(), std::string(reader.title), file.sha256(), file.bytes(), 0});
  }
  for (const Measurement& row : result.rows) {
    const std::size_t source = static_cast<std::size_t>(row.source);
    USLKIT_CHECK(source < result.sources.size());
    ++result.sources[source].rows;
  }
  return result;
}

// Joins `next` behind `merged`. The throughputs must count per the same time unit.
Measurements joined(Measurements merged, Measurements next) {
  if (merged.sources.empty()) return next;
  if (merged.throughput_unit != next.throughput_unit) {
    throw InputError({{.source = next.sources.front().name},
                      fmt::format("throughput {} beside throughput {} of {}", next.throughput_unit,
                                  merged.throughput_unit, merged.sources.front().name),
                      "one time unit in all files",
                      "convert one of the files"});
  }
  if (merged.concurrency_name != next.concurrency_name) merged.concurrency_name = "concurrency";
  if (merged.throughput_name != next.throughput_name) merged.throughput_name = "throughput";
  const std::int32_t offset = static_cast<std::int32_t>(merged.sources.size());
  for (Measurement& row : next.rows) {
    row.source += offset;
    merged.rows.push_back(std::move(row));
  }
  for (MeasurementSource& source : next.sources) merged.sources.push_back(std::move(source));
  for (Note& note : next.notes) add_note(merged, std::move(note.code), std::move(note.text));
  return merged;
}

Measurements finished(std::vector<Read> reads, const IngestOptions& options) {
  Measurements merged;
  for (Read& read : reads) {
    if (!read.waiting.empty()) read.result = read_and_check(*read.reader, read.waiting, options);
    merged = joined(std::move(merged), std::move(read.result));
  }
  note_generator_limit(merged);
  return merged;
}

// Files read one at a time are done, and closed, before the next is opened; the others wait.
void add_source(std::vector<Read>& reads, ByteSource source, const IngestOptions& options) {
  if (options.on_bytes) {
    source.set_watcher(
        [&options, name = source.name()](std::int64_t bytes) { options.on_bytes(name, bytes); });
  }
  const FormatReader& reader = reader_for(source, options);
  if (!reader.together) {
    reads.push_back({&reader, {}, read_and_check(reader, std::span(&source, 1), options)});
    return;
  }
  const std::vector<Read>::iterator same = std::find_if(
      reads.begin(), reads.end(), [&](const Read& read) { return read.reader == &reader; });
  Read& read = same == reads.end() ? reads.emplace_back(Read{&reader, {}, {}}) : *same;
  read.waiting.push_back(std::move(source));
}

void require(bool good, const char* option, const std::string& found, const std::string& allowed) {
  if (!good) throw InputError({{.source = option}, found, allowed, ""});
}

void check_format(const std::string& format) {
  if (format.empty()) return;
  std::vector<std::string> names;
  for (const FormatReader* reader : all_readers()) names.emplace_back(reader->name);
  if (std::find(names.begin(), names.end(), format) != names.end()) return;
  const std::optional<std::string> meant = did_you_mean(format, names);
  throw InputError({{.source = "--format"},
                    uslkit::quoted(format),
                    "a name that --list-formats prints",
                    meant ? fmt::format("did you mean {}?", *meant) : ""});
}

void require_positive(const std::optional<double>& value, const char* option) {
  require(!value || (std::isfinite(*value) && *value > 0), option,
          value ? format_number(*value, 6) : "", "a number above 0");
}

}  // namespace

void add_note(Measurements& measurements, std::string code, std::string text) {
  Note note{std::move(code), std::move(text)};
  std::vector<Note>& notes = measurements.notes;
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
}

void IngestOptions::check() const {
  check_format(format);
  require_positive(concurrency, "--n");
  check_name_expression(n_from_name);
  require_positive(work_per_run, "--work");
  require_positive(min_concurrency, "--min-n");
  require(std::isfinite(drop_first_s) && drop_first_s >= 0, "--drop-first",
          format_number(drop_first_s, 6), "0 or more seconds");
  require(max_rows >= 0, "--max-rows", fmt::format("{}", max_rows), "0 (no limit) or more");
  require(rows_kept_one_by_one >= 1, "rows_kept_one_by_one",
          fmt::format("{}", rows_kept_one_by_one), "1 or more");
  const bool unit = throughput_unit.empty() || throughput_unit == "/s" ||
                    throughput_unit == "/min" || throughput_unit == "/h";
  require(unit, "--unit", uslkit::quoted(throughput_unit), "/s, /min or /h");
  const bool separates =
      std::string_view("\"\r\n#+-.0123456789").find(delimiter) == std::string_view::npos;
  require(delimiter == 0 || separates, "--delimiter", uslkit::quoted({&delimiter, 1}),
          "a byte that cannot be part of a number or a quote");
}

std::vector<FormatInfo> known_formats() {
  std::vector<FormatInfo> formats;
  for (const FormatReader* reader : all_readers()) {
    formats.push_back({reader->name, reader->title, reader->reads, reader->caveat});
  }
  return formats;
}

Measurements ingest(const std::vector<std::string>& files, const IngestOptions& options) {
  options.check();
  if (files.empty()) throw InputError({{}, "no file", "at least one file, or - for stdin", ""});
  const std::ptrdiff_t from_stdin = std::count(files.begin(), files.end(), "-");
  if (from_stdin > 1) {
    throw InputError({{.source = "-"},
                      fmt::format("standard input named {} times", from_stdin),
                      "- once: it can be read only once",
                      ""});
  }
  std::vector<Read> reads;
  for (const std::string& file : files) add_source(reads, open_source(file), options);
  return finished(std::move(reads), options);
}

Measurements ingest_bytes(ByteSource source, const IngestOptions& options) {
  options.check();
  std::vector<Read> reads;
  add_source(reads, std::move(source), options);
  return finished(std::move(reads), options);
}

}  // namespace uslkit
