#include "sizing/load_trace.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "base/csv_tokenizer.h"
#include "base/input_error.h"
#include "base/number_text.h"
#include "base/spelling.h"
#include "ingest/csv_columns.h"
#include "ingest/csv_dialect.h"
#include "ingest/rfc3339.h"

namespace uslkit {
namespace {

// A name, and the factor from what stands there to seconds, events per second, events or consumers.
struct KnownColumn {
  std::string_view name;
  double scale;
};

constexpr double kPerMinute = 1.0 / 60;
constexpr std::array<KnownColumn, 8> kTimes = {{{"time_s", 1},
                                                {"time_ms", 1e-3},
                                                {"timestamp", 1},
                                                {"timestamp_ms", 1e-3},
                                                {"time", 1},
                                                {"ts", 1},
                                                {"datetime", 1},
                                                {"date", 1}}};
constexpr std::array<KnownColumn, 12> kRates = {{{"rate_per_s", 1},
                                                 {"arrived_per_s", 1},
                                                 {"arrivals_per_s", 1},
                                                 {"events_per_s", 1},
                                                 {"requests_per_s", 1},
                                                 {"messages_per_s", 1},
                                                 {"load_per_s", 1},
                                                 {"rate_per_min", kPerMinute},
                                                 {"requests_per_min", kPerMinute},
                                                 {"events_per_min", kPerMinute},
                                                 {"rps", 1},
                                                 {"rate", 1}}};
constexpr std::array<KnownColumn, 5> kBacklogs = {
    {{"lag_events", 1}, {"backlog_events", 1}, {"consumer_lag", 1}, {"backlog", 1}, {"lag", 1}}};
constexpr std::array<KnownColumn, 4> kConsumers = {
    {{"consumers", 1}, {"replicas", 1}, {"pods", 1}, {"instances", 1}}};

struct Column {
  std::size_t index = 0;
  double scale = 1;
};

struct Columns {
  Column time;
  Column rate;
  std::optional<Column> backlog;
  std::optional<Column> consumers;
  std::size_t width = 0;
};

[[noreturn]] void refuse(const Place& place, std::string found, std::string allowed,
                         std::string hint = "") {
  throw InputError({.place = place,
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

// The earlier a name stands in the list, the more it says.
std::optional<Column> find_column(const std::vector<std::string>& header,
                                  std::span<const KnownColumn> known) {
  for (const KnownColumn& candidate : known) {
    const std::vector<std::string>::const_iterator found =
        std::find(header.begin(), header.end(), candidate.name);
    if (found == header.end()) continue;
    return Column{static_cast<std::size_t>(found - header.begin()), candidate.scale};
  }
  return std::nullopt;
}

Column needed_column(const CsvTokenizer& csv, const std::vector<std::string>& header,
                     std::span<const KnownColumn> known, std::string_view what) {
  const std::optional<Column> found = find_column(header, known);
  if (found) return *found;
  std::vector<std::string> names;
  for (const KnownColumn& each : known) names.emplace_back(each.name);
  std::string hint;
  for (const std::string& name : header) {
    const std::optional<std::string> near = did_you_mean(name, names);
    if (near && hint.empty())
      hint = fmt::format("did you mean {} by {}?", *near, uslkit::quoted(name));
  }
  refuse({.source = csv.source_name(), .line = csv.line()},
         fmt::format("no column for the {}", what), one_of(names), hint);
}

Columns columns_of(const CsvTokenizer& csv) {
  std::vector<std::string> header;
  for (const std::string_view field : csv.fields()) header.push_back(normalised_name(field));
  return {.time = needed_column(csv, header, kTimes, "time"),
          .rate = needed_column(csv, header, kRates, "arrival rate"),
          .backlog = find_column(header, kBacklogs),
          .consumers = find_column(header, kConsumers),
          .width = header.size()};
}

bool is_absent(std::string_view text) {
  const std::string_view bare = trimmed(text);
  return bare.empty() || bare == "-" || bare == "NA" || bare == "N/A" || bare == "null" ||
         bare == "NaN" || bare == "nan";
}

struct RowCounts {
  std::int64_t absent = 0;
  std::int64_t unordered = 0;
  std::int64_t repeated = 0;
  bool zone_assumed = false;
  bool milliseconds = false;
};

// "2026-11-27 08:00:00" as well as the strict form.
std::optional<double> calendar_seconds(std::string text, RowCounts& counts) {
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  std::optional<std::int64_t> moment = parse_rfc3339(text);
  if (!moment) {
    moment = parse_rfc3339(text + "Z");
    if (moment) counts.zone_assumed = true;
  }
  if (!moment) return std::nullopt;
  return 1e-9 * static_cast<double>(*moment);
}

double time_of(const CsvTokenizer& csv, const Column& column, RowCounts& counts) {
  constexpr double kUnixMilliseconds = 1e11;  // as seconds this would be the year 5138
  constexpr double kMost = 9e9;               // what nanoseconds in 63 bits can hold
  const std::string text(trimmed(csv.fields()[column.index]));
  const Place place = csv.place(column.index);
  const std::optional<double> number = try_parse_number(text);
  if (!number) {
    const std::optional<double> moment = calendar_seconds(text, counts);
    if (moment) return *moment;
    refuse(place, uslkit::quoted(text),
           "seconds, Unix time, or a moment such as 2026-11-27T08:00:00Z");
  }
  double seconds = *number * column.scale;
  if (column.scale == 1 && seconds > kUnixMilliseconds) {
    counts.milliseconds = true;
    seconds *= 1e-3;
  }
  if (!(std::abs(seconds) <= kMost)) refuse(place, uslkit::quoted(text), "seconds within 9e9");
  return seconds;
}

double quantity_of(const CsvTokenizer& csv, const Column& column, std::string_view what) {
  const double value = parse_number(csv.fields()[column.index], csv.place(column.index));
  if (value < 0) {
    refuse(csv.place(column.index), uslkit::quoted(trimmed(csv.fields()[column.index])),
           fmt::format("{} of at least 0", what));
  }
  return value * column.scale;
}

std::optional<double> optional_of(const CsvTokenizer& csv, const std::optional<Column>& column,
                                  std::string_view what) {
  if (!column || is_absent(csv.fields()[column->index])) return std::nullopt;
  return quantity_of(csv, *column, what);
}

void check_width(const CsvTokenizer& csv, const Columns& columns) {
  const std::size_t count = csv.fields().size();
  if (count == columns.width) return;
  refuse(csv.place(std::min(count, columns.width)),
         fmt::format("{} field{}", count, count == 1 ? "" : "s"),
         fmt::format("{} fields, as the header has", columns.width),
         count > columns.width ? "for decimal commas separate the fields by ';'"
                               : "the line may be cut off, or a delimiter may be missing");
}

// Rows as they stand, with their time not yet counted from the first.
std::vector<LoadSample> read_rows(CsvTokenizer& csv, const Columns& columns, RowCounts& counts,
                                  LoadTrace& trace) {
  std::vector<LoadSample> samples;
  double earliest = 0;
  while (csv.next()) {
    check_width(csv, columns);
    if (is_absent(csv.fields()[columns.time.index]) ||
        is_absent(csv.fields()[columns.rate.index])) {
      ++counts.absent;
      continue;
    }
    const LoadSample sample{.time_s = time_of(csv, columns.time, counts),
                            .rate_per_s = quantity_of(csv, columns.rate, "a rate"),
                            .backlog_events = optional_of(csv, columns.backlog, "a backlog"),
                            .consumers = optional_of(csv, columns.consumers, "a count"),
                            .line = csv.line()};
    if (samples.empty() || sample.time_s < earliest) {
      earliest = sample.time_s;
      trace.begins = trimmed(csv.fields()[columns.time.index]);
    }
    if (!samples.empty() && sample.time_s < samples.back().time_s) ++counts.unordered;
    samples.push_back(sample);
    if (samples.size() > kMostLoadRows) {
      refuse(csv.place(), "one row more", fmt::format("at most {} rows", kMostLoadRows));
    }
  }
  return samples;
}

std::vector<LoadSample> in_order(std::vector<LoadSample> samples, const std::string& source,
                                 RowCounts& counts) {
  std::stable_sort(samples.begin(), samples.end(),
                   [](const LoadSample& a, const LoadSample& b) { return a.time_s < b.time_s; });
  std::vector<LoadSample> kept;
  for (const LoadSample& sample : samples) {
    const bool repeats = !kept.empty() && !(sample.time_s > kept.back().time_s);
    if (!repeats) {
      kept.push_back(sample);
      continue;
    }
    const LoadSample& before = kept.back();
    const bool same = sample.rate_per_s == before.rate_per_s &&
                      sample.backlog_events == before.backlog_events &&
                      sample.consumers == before.consumers;
    if (!same) {
      throw InputError({.place = {.source = source, .line = sample.line},
                        .found = "another value for a time that line " +
                                 std::to_string(before.line) + " has already",
                        .allowed = "one row per time",
                        .hint = "a jump is two rows a moment apart",
                        .contradicts = {.source = source, .line = before.line}});
    }
    ++counts.repeated;
  }
  return kept;
}

double median_step(const std::vector<LoadSample>& samples) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    steps.push_back(samples[i].time_s - samples[i - 1].time_s);
  }
  std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2),
                   steps.end());
  return steps[steps.size() / 2];
}

void note_gaps(LoadTrace& trace) {
  constexpr double kGap = 5;  // typical steps; samples taken at corners only have no typical step
  constexpr std::size_t kEnough = 10;
  const std::vector<LoadSample>& samples = trace.samples;
  if (samples.size() < kEnough) return;
  std::int64_t gaps = 0;
  std::size_t longest = 1;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double step = samples[i].time_s - samples[i - 1].time_s;
    if (step > kGap * trace.typical_step_s) ++gaps;
    if (step > samples[longest].time_s - samples[longest - 1].time_s) longest = i;
  }
  if (gaps == 0) return;
  trace.notes.push_back(
      {"gaps",
       fmt::format("{} gap{} bridged by a straight line; the longest, {} s, ends at line {}", gaps,
                   gaps == 1 ? "" : "s",
                   format_number(samples[longest].time_s - samples[longest - 1].time_s, 6),
                   samples[longest].line)});
}

void note_counts(LoadTrace& trace, const RowCounts& counts) {
  const auto say = [&trace](std::int64_t count, const char* code, const char* what) {
    if (count == 0) return;
    trace.notes.push_back({code, fmt::format("{} row{} {}", count, count == 1 ? "" : "s", what)});
  };
  say(counts.absent, "rows-without-value", "without a time or a rate left out");
  say(counts.unordered, "rows-sorted", "out of order; sorted by time");
  say(counts.repeated, "rows-repeated", "said the same twice; merged");
  if (counts.zone_assumed) trace.notes.push_back({"zone-assumed", "times without a zone: UTC"});
  if (counts.milliseconds) {
    trace.notes.push_back({"unix-milliseconds", "times taken as Unix milliseconds"});
  }
}

}  // namespace

std::vector<LoadPoint> LoadTrace::points() const {
  std::vector<LoadPoint> points;
  points.reserve(samples.size());
  for (const LoadSample& sample : samples) points.push_back({sample.time_s, sample.rate_per_s});
  return points;
}

LoadTrace read_load_trace(ByteSource source) {
  const std::string name = source.name();
  refuse_foreign_encodings({.file_name = name, .head = source.head()});
  const char delimiter = detect_delimiter(source.head());
  CsvTokenizer csv(source, {.delimiter = delimiter});
  if (!csv.next()) {
    refuse({.source = name}, "an empty file", "a header with a time and a rate column, and rows");
  }
  const Columns columns = columns_of(csv);
  LoadTrace trace;
  RowCounts counts;
  trace.samples = in_order(read_rows(csv, columns, counts, trace), name, counts);
  if (trace.samples.size() < 2) {
    refuse({.source = name},
           trace.samples.empty() ? "a header without rows" : "one row with a time and a rate",
           "at least two moments: a load over time");
  }
  const double first = trace.samples.front().time_s;
  for (LoadSample& sample : trace.samples) sample.time_s -= first;
  trace.typical_step_s = median_step(trace.samples);
  note_counts(trace, counts);
  note_gaps(trace);
  source.drain();
  trace.source = {.name = name,
                  .format = "load csv",
                  .sha256 = source.sha256(),
                  .bytes = source.bytes(),
                  .rows = std::ssize(trace.samples)};
  return trace;
}

}  // namespace uslkit
