#include "ingest/generic_csv.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/csv_tokenizer.h"
#include "base/number_text.h"
#include "ingest/csv_columns.h"
#include "ingest/csv_dialect.h"
#include "ingest/row_collector.h"

namespace uslkit {
namespace {

// The numbers of one file: with ',' as delimiter a decimal comma cannot be, otherwise it may, but
// never beside decimal points, because "1,234" would then be a guess.
class CellReader {
 public:
  CellReader(const CsvTokenizer& csv, char delimiter) : csv_(&csv), commas_(delimiter != ',') {}

  [[nodiscard]] double number(std::size_t field) {
    const std::string_view text = csv_->fields()[field];
    if (commas_ && text.find(',') != std::string_view::npos) return with_decimal_comma(field);
    const double value = number_or_nan(text);
    if (std::isnan(value)) refuse(field);
    if (commas_ && !has_point_ && text.find('.') != std::string_view::npos) {
      has_point_ = true;
      refuse_both(field);
    }
    return value;
  }

 private:
  double with_decimal_comma(std::size_t field) {
    const std::string_view text = trimmed(csv_->fields()[field]);
    std::array<char, 64> copy{};
    const bool plain = text.size() <= copy.size() && text.find('.') == std::string_view::npos &&
                       std::count(text.begin(), text.end(), ',') == 1;
    if (!plain) refuse(field);
    std::replace_copy(text.begin(), text.end(), copy.begin(), ',', '.');
    const std::optional<double> value = try_parse_number({copy.data(), text.size()});
    if (!value) refuse(field);
    has_comma_ = true;
    refuse_both(field);
    return *value;
  }

  [[noreturn]] void refuse(std::size_t field) const {
    throw bad_number(csv_->fields()[field], csv_->place(field));
  }

  void refuse_both(std::size_t field) const {
    if (!has_point_ || !has_comma_) return;
    throw InputError({csv_->place(field),
                      fmt::format("{} in a file with decimal points and decimal commas",
                                  uslkit::quoted(trimmed(csv_->fields()[field]))),
                      "one kind of decimal sign in a file",
                      "write digits without group separators"});
  }

  const CsvTokenizer* csv_;
  bool commas_;
  bool has_comma_ = false;
  bool has_point_ = false;
};

bool all_blank(const CsvTokenizer& csv) {
  return std::all_of(csv.fields().begin(), csv.fields().end(),
                     [](std::string_view field) { return trimmed(field).empty(); });
}

// A first row that begins with a number is data: it must not be eaten as a header.
bool is_header(const CsvTokenizer& csv) {
  std::string first(trimmed(csv.fields()[0]));
  std::replace(first.begin(), first.end(), ',', '.');
  return !try_parse_number(first).has_value() &&
         std::isdigit(static_cast<unsigned char>(first.empty() ? 'x' : first.front())) == 0;
}

InputError wrong_width(const CsvTokenizer& csv, const ColumnPlan& plan, bool header) {
  const std::size_t count = csv.fields().size();
  const bool more = count > plan.width;
  return InputError(
      {csv.place(more ? plan.width : count),
       fmt::format("{} field{}", count, count == 1 ? "" : "s"),
       fmt::format("{} fields, as {}", plan.width, header ? "the header has" : "the first row has"),
       more ? "for decimal commas separate the fields by ';'"
            : "the line may be cut off, or a delimiter may be missing"});
}

bool is_absent(std::string_view text) {
  const std::string_view bare = trimmed(text);
  return bare.empty() || bare == "-" || bare == "NA" || bare == "N/A" || bare == "n/a" ||
         bare == "null";
}

// Turns records into rows by the plan. The parent of all row rules of a generic CSV.
class GenericRows {
 public:
  GenericRows(const CsvTokenizer& csv, const ColumnPlan& plan, char delimiter)
      : csv_(&csv), plan_(&plan), cells_(csv, delimiter) {
    for (const ColumnRole role :
         {ColumnRole::kThroughputSd, ColumnRole::kTarget, ColumnRole::kErrorRatio,
          ColumnRole::kErrorCount, ColumnRole::kErrorRate, ColumnRole::kDuration,
          ColumnRole::kLabel}) {
      has_extras_ = has_extras_ || plan[role].has_value();
    }
  }

  // The record the tokenizer stands on; one object serves all rows, for speed.
  [[nodiscard]] const Measurement& row() {
    row_.line = csv_->line();
    row_.concurrency = required(ColumnRole::kConcurrency);  // 0: by Little's law at the front door
    row_.throughput = required(ColumnRole::kThroughput);
    if ((*plan_)[ColumnRole::kLatency]) {
      row_.latency_s = optional(ColumnRole::kLatency);
      require_positive(row_.latency_s, ColumnRole::kLatency, "latency R above 0");
    }
    if (row_.throughput <= 0 || row_.concurrency <= 0) complete_with_latency(row_);
    if (has_extras_) read_extras(row_);
    return row_;
  }

  [[nodiscard]] bool errors_without_duration() const { return errors_without_duration_; }

 private:
  void read_extras(Measurement& row) {
    row.throughput_sd = optional(ColumnRole::kThroughputSd);
    if (row.throughput_sd && *row.throughput_sd < 0) refuse(ColumnRole::kThroughputSd, "0 or more");
    row.target_throughput = optional(ColumnRole::kTarget);
    require_positive(row.target_throughput, ColumnRole::kTarget, "a target rate above 0");
    row.duration_s = optional(ColumnRole::kDuration);
    require_positive(row.duration_s, ColumnRole::kDuration, "a duration above 0");
    row.error_ratio = error_ratio(row);
    if (const std::optional<ColumnPlan::Column>& label = (*plan_)[ColumnRole::kLabel]) {
      row.label = trimmed(csv_->fields()[label->index]);
    }
  }

  // N or X: 0 when the file has no such column, otherwise a number above 0.
  double required(ColumnRole role) {
    const std::optional<ColumnPlan::Column>& column = (*plan_)[role];
    if (!column) return 0;
    const double value = cells_.number(column->index) * column->scale;
    if (!(value > 0)) {
      refuse(role,
             role == ColumnRole::kConcurrency ? "concurrency N above 0" : "throughput X above 0");
    }
    return value;
  }

  // Of N and X one is missing, so R is needed. Little's law: X = N / R; holds when N counts
  // requests in flight only (no think time).
  void complete_with_latency(Measurement& row) {
    if (!row.latency_s) {
      const std::size_t field = (*plan_)[ColumnRole::kLatency]->index;
      throw bad_number(csv_->fields()[field], csv_->place(field));
    }
    if (row.throughput > 0) return;
    row.throughput = row.concurrency / *row.latency_s;
    if (std::isfinite(row.throughput) && row.throughput > 0) return;
    throw InputError(
        {csv_->place(), "N / R that is no positive number", "N and R of usable size", ""});
  }

  std::optional<double> optional(ColumnRole role) {
    const std::optional<ColumnPlan::Column>& column = (*plan_)[role];
    if (!column) return std::nullopt;
    const std::string_view text = csv_->fields()[column->index];
    const bool bare = !text.empty() && text.front() >= '0' && text.front() <= '9';
    if (!bare && is_absent(text)) return std::nullopt;
    return cells_.number(column->index) * column->scale;
  }

  void require_positive(const std::optional<double>& value, ColumnRole role,
                        std::string_view rule) const {
    if (value && !(*value > 0)) refuse(role, rule);
  }

  [[noreturn]] void refuse(ColumnRole role, std::string_view rule) const {
    const std::size_t field = (*plan_)[role]->index;
    throw InputError({csv_->place(field), uslkit::quoted(trimmed(csv_->fields()[field])),
                      std::string(rule), "remove rows without a measurement"});
  }

  // Failed / all. Throughput counts successes, so all = X + failures per time.
  std::optional<double> error_ratio(const Measurement& row) {
    if (const std::optional<double> ratio = optional(ColumnRole::kErrorRatio)) {
      if (*ratio < 0 || *ratio > 1) {
        const bool percent = (*plan_)[ColumnRole::kErrorRatio]->scale < 1;
        refuse(ColumnRole::kErrorRatio, percent ? "0 to 100 percent" : "a ratio of 0 to 1");
      }
      return ratio;
    }
    if (const std::optional<double> rate = optional(ColumnRole::kErrorRate)) {
      if (*rate < 0) refuse(ColumnRole::kErrorRate, "0 or more failed requests");
      return *rate / (*rate + row.throughput);
    }
    const std::optional<double> count = optional(ColumnRole::kErrorCount);
    if (!count) return std::nullopt;
    if (*count < 0) refuse(ColumnRole::kErrorCount, "0 or more failed requests");
    if (!row.duration_s) {
      errors_without_duration_ = errors_without_duration_ || *count > 0;
      return *count > 0 ? std::nullopt : std::optional<double>(0.0);
    }
    return *count / (*count + row.throughput * *row.duration_s / time_unit_s());
  }

  double time_unit_s() const {
    Measurements unit;
    if (!plan_->throughput_unit.empty()) unit.throughput_unit = plan_->throughput_unit;
    return unit.time_unit_s();
  }

  const CsvTokenizer* csv_;
  const ColumnPlan* plan_;
  CellReader cells_;
  Measurement row_;
  bool has_extras_ = false;
  bool errors_without_duration_ = false;
};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 8); ++i) {
    text += (i == 0 ? "" : ", ") + uslkit::quoted(names[i]);
  }
  if (names.size() > 8) text += fmt::format(" and {} more", names.size() - 8);
  return text;
}

// What was assumed or left out, said once per file.
void add_plan_notes(Measurements& result, const ColumnPlan& plan, bool header,
                    const std::string& file) {
  if (!header) {
    add_note(result, "no-header",
             fmt::format("{}: no header; columns taken as {}", file,
                         plan.width == 2 ? "N, X" : "N, X, R in seconds"));
  }
  if (header && plan[ColumnRole::kLatency] && !plan.latency_unit_known) {
    add_note(
        result, "latency-unit-assumed",
        fmt::format("{}: column {} names no unit; taken as seconds (write {}_ms for milliseconds)",
                    file, uslkit::quoted(plan[ColumnRole::kLatency]->name),
                    plan[ColumnRole::kLatency]->name));
  }
  if (!plan[ColumnRole::kThroughput]) {
    add_note(result, "throughput-from-littles-law",
             fmt::format("{}: throughput computed as X = N/R (Little's law; no think time)", file));
  }
  if (!plan.percentiles.empty()) {
    add_note(result, "percentile-not-used",
             fmt::format("{}: {} not used: a percentile is not the mean latency", file,
                         joined(plan.percentiles)));
  }
  if (!plan.ignored.empty()) {
    add_note(result, "columns-ignored",
             fmt::format("{}: columns not used: {}", file, joined(plan.ignored)));
  }
}

std::string unit_of(const ColumnPlan& plan, const IngestOptions& options, const std::string& file) {
  const bool contradict = !options.throughput_unit.empty() && !plan.throughput_unit.empty() &&
                          options.throughput_unit != plan.throughput_unit;
  if (contradict) {
    throw InputError({{.source = "--unit"},
                      uslkit::quoted(options.throughput_unit),
                      fmt::format("{}, which the header of {} says", plan.throughput_unit, file),
                      "leave the option out"});
  }
  if (!plan.throughput_unit.empty()) return plan.throughput_unit;
  if (!plan[ColumnRole::kThroughput]) return "/s";  // X = N / R with R in seconds
  return options.throughput_unit.empty() ? "/s" : options.throughput_unit;
}

}  // namespace

bool recognises_generic_csv(const Sniff& sniff) {
  const std::string_view text = trimmed(sniff.head);
  return text.empty() || std::string_view("{[<").find(text.front()) == std::string_view::npos;
}

Measurements read_generic_csv(std::span<ByteSource> files, const IngestOptions& options) {
  ByteSource& file = files.front();
  const char delimiter = options.delimiter != 0 ? options.delimiter : detect_delimiter(file.head());
  CsvTokenizer csv(file, {.delimiter = delimiter});
  if (!csv.next()) {
    throw InputError({{.source = file.name()},
                      file.head().empty() ? "an empty file" : "no rows",
                      "a table of concurrency and throughput",
                      ""});
  }
  const bool header = is_header(csv);
  ColumnPlan plan = header ? plan_columns(csv) : plan_without_header(csv);
  plan.throughput_unit = unit_of(plan, options, file.name());
  GenericRows rows(csv, plan, delimiter);
  RowCollector collector(file.name(),
                         {.rows_kept = options.rows_kept_one_by_one, .max_rows = options.max_rows});
  bool more = header ? csv.next() : true;
  if (!more) {
    throw InputError(
        {{.source = file.name()}, "a header without rows", "at least one row of numbers", ""});
  }
  for (; more; more = csv.next()) {
    const bool trailing_delimiter =
        csv.fields().size() == plan.width + 1 && trimmed(csv.fields().back()).empty();
    if (csv.fields().size() != plan.width && !trailing_delimiter) {
      if (all_blank(csv)) continue;
      throw wrong_width(csv, plan, header);
    }
    if (csv.fields()[0].empty() && all_blank(csv)) continue;  // ";;;" as spreadsheets leave behind
    collector.add(rows.row());
  }
  Measurements result = collector.take();
  result.concurrency_name = plan.concurrency_name;
  result.throughput_name = plan.throughput_name;
  result.throughput_unit = plan.throughput_unit;
  add_plan_notes(result, plan, header, file.name());
  if (rows.errors_without_duration()) {
    add_note(
        result, "errors-not-used",
        fmt::format("{}: failed requests are counted, but without a duration column their share is "
                    "not known",
                    file.name()));
  }
  return result;
}

}  // namespace uslkit
