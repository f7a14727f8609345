#include "ingest/row_checks.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <regex>
#include <vector>

#include <fmt/format.h>

#include "base/number_text.h"
#include "ingest/reader.h"

namespace uslkit {
namespace {

constexpr double kLittleGap = 0.2;          // N and X R may differ by that before it is said
constexpr double kErrorRatioToName = 0.01;  // more failed requests than that are said
constexpr double kReachedTarget = 0.97;     // throughput / target above this: the target was met
constexpr std::size_t kLinesToList = 10;
constexpr std::string_view kNameExpression =
    "a regular expression whose one group is N, such as c([0-9]+)";

// "lines 2, 5 and 9"; the first ten, for people.
std::string lines_text(const std::vector<std::int64_t>& lines) {
  std::string text = lines.size() == 1 ? "line " : "lines ";
  const std::size_t shown = std::min(lines.size(), kLinesToList);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == lines.size() ? " and " : ", ";
    text += fmt::format("{}", lines[i]);
  }
  if (shown < lines.size()) text += fmt::format(" and {} more", lines.size() - shown);
  return text;
}

std::string rows_text(std::size_t count, std::size_t all) {
  return fmt::format("{} of {} row{}", count, all, all == 1 ? "" : "s");
}

// " (lines 2 and 5)", or nothing where rows have no lines.
std::string at_lines(const std::vector<std::int64_t>& lines) {
  const bool known =
      std::all_of(lines.begin(), lines.end(), [](std::int64_t line) { return line > 0; });
  return known && !lines.empty() ? " (" + lines_text(lines) + ")" : "";
}

// All finished requests per second, failed ones too: they were in flight as well.
double attempts_per_s(const Measurement& row, double time_unit_s) {
  const double succeeded = 1 - row.error_ratio.value_or(0);
  return (succeeded > 0 ? row.throughput / succeeded : row.throughput) / time_unit_s;
}

void refuse_unusable_numbers(const Measurement& row, const std::string& file) {
  const bool good = std::isfinite(row.throughput) && row.throughput >= 0 &&
                    std::isfinite(row.concurrency) && row.concurrency >= 0 &&
                    std::isfinite(row.latency_s.value_or(0)) && row.latency_s.value_or(0) >= 0;
  if (good) return;
  throw InputError({{.source = file, .line = row.line},
                    fmt::format("N = {}, X = {}", format_number(row.concurrency, 6),
                                format_number(row.throughput, 6)),
                    "numbers of 0 or more that a double can hold",
                    ""});
}

// Where the N of a row came from; counted for the notes.
struct Filled {
  std::size_t by_option = 0;
  std::size_t by_name = 0;
  std::size_t by_law = 0;
};

double missing_concurrency(const Measurement& row, const Measurements& read,
                           const RowOrigin& origin, const IngestOptions& options, Filled& filled) {
  if (options.concurrency) {
    ++filled.by_option;
    return *options.concurrency;
  }
  if (!options.n_from_name.empty()) {
    ++filled.by_name;
    return concurrency_from_name(origin.file, options.n_from_name);
  }
  // Little's law, N = X R: exact for long-run means; R must be the mean of all finished requests.
  const double in_flight = attempts_per_s(row, read.time_unit_s()) * row.latency_s.value_or(0);
  if (in_flight > 0 && std::isfinite(in_flight) && origin.littles_law_holds) {
    ++filled.by_law;
    return in_flight;
  }
  throw InputError(
      {{.source = origin.file, .line = row.line},
       "no concurrency N, and no latency to find it from",
       "N in the file, by --n, in the file's name (--n-from-name), or X and R for N = X R",
       "for example --n 8, or --n-from-name 'c([0-9]+)' for files named c8.txt"});
}

void note_filling(Measurements& rows, const Filled& filled, std::size_t all,
                  const RowOrigin& origin, const IngestOptions& options) {
  if (filled.by_law > 0) {
    add_note(rows, "n-from-littles-law",
             fmt::format("{}: N of {} computed as X R (Little's law)", origin.file,
                         rows_text(filled.by_law, all)));
  }
  if (filled.by_name > 0) {
    add_note(rows, "n-from-name",
             fmt::format("{}: N = {} from the file's name", origin.file,
                         format_number(concurrency_from_name(origin.file, options.n_from_name))));
  }
  if (filled.by_option > 0) {
    add_note(rows, "n-from-option",
             fmt::format("{}: N = {} from --n", origin.file, format_number(*options.concurrency)));
  } else if (options.concurrency) {
    add_note(rows, "n-option-not-used",
             fmt::format("{}: --n not used: the file says N", origin.file));
  }
}

void note_littles_law(Measurements& measurements, const RowOrigin& origin) {
  std::vector<std::int64_t> lines;
  std::vector<double> ratios;
  for (const Measurement& row : measurements.rows) {
    if (!row.latency_s || *row.latency_s <= 0) continue;
    const double in_flight = attempts_per_s(row, measurements.time_unit_s()) * *row.latency_s;
    if (std::abs(row.concurrency - in_flight) <= kLittleGap * row.concurrency) continue;
    lines.push_back(row.line);
    ratios.push_back(in_flight / row.concurrency);
  }
  if (lines.empty()) return;
  std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2),
                   ratios.end());
  const double typical = ratios[ratios.size() / 2];
  const double decades = std::log10(typical);
  const bool wrong_unit =
      std::abs(decades) > 2.5 && std::abs(decades / 3 - std::round(decades / 3)) < 0.11;
  add_note(
      measurements, "littles-law-gap",
      fmt::format("{}: N differs from X R by more than {} % in {}{}; X R / N is typically {}: {}",
                  origin.file, format_number(100 * kLittleGap),
                  rows_text(lines.size(), measurements.rows.size()), at_lines(lines),
                  format_number(typical, 3),
                  wrong_unit
                      ? "is the latency in another unit?"
                      : "users that think, a queue in the client, or a latency that is no mean"));
}

void note_failures(Measurements& measurements, const RowOrigin& origin) {
  std::vector<std::int64_t> lines;
  double worst = 0;
  for (const Measurement& row : measurements.rows) {
    if (row.error_ratio.value_or(0) <= kErrorRatioToName) continue;
    lines.push_back(row.line);
    worst = std::max(worst, *row.error_ratio);
  }
  if (lines.empty()) return;
  add_note(
      measurements, "high-error-ratio",
      fmt::format("{}: more than {} % of the requests failed in {}{}, at most {} %; a system that "
                  "fails is not the system that works",
                  origin.file, format_number(100 * kErrorRatioToName),
                  rows_text(lines.size(), measurements.rows.size()), at_lines(lines),
                  format_number(100 * worst, 3)));
}

void note_below_one(Measurements& measurements, const RowOrigin& origin) {
  const std::ptrdiff_t below =
      std::count_if(measurements.rows.begin(), measurements.rows.end(),
                    [](const Measurement& row) { return row.concurrency < 1; });
  if (below == 0) return;
  add_note(measurements, "n-below-one",
           fmt::format(
               "{}: N < 1 in {}, kept: averages of an idle system; there the law lies above "
               "gamma N when alpha > 0; --min-n 1 drops them",
               origin.file, rows_text(static_cast<std::size_t>(below), measurements.rows.size())));
}

std::regex compiled(const std::string& expression) {
  const Place place{.source = "--n-from-name"};
  try {
    std::regex regex(expression, std::regex::ECMAScript);
    if (regex.mark_count() == 1) return regex;
    throw InputError(
        {place, fmt::format("{} with {} groups", uslkit::quoted(expression), regex.mark_count()),
         std::string(kNameExpression), ""});
  } catch (const std::regex_error&) {
    throw InputError({place, uslkit::quoted(expression), std::string(kNameExpression), ""});
  }
}

}  // namespace

Measurements checked_rows(Measurements read, const RowOrigin& origin,
                          const IngestOptions& options) {
  const std::size_t all = read.rows.size();
  std::size_t failed = 0;
  std::size_t below = 0;
  Filled filled;
  std::vector<Measurement> kept;
  for (Measurement& row : read.rows) {
    refuse_unusable_numbers(row, origin.file);
    if (row.throughput <= 0) {
      ++failed;
      continue;
    }
    if (row.concurrency <= 0) {
      row.concurrency = missing_concurrency(row, read, origin, options, filled);
    }
    if (row.concurrency < options.min_concurrency.value_or(0)) {
      ++below;
      continue;
    }
    kept.push_back(std::move(row));
  }
  read.rows = std::move(kept);
  if (read.rows.empty()) {
    std::string found = all == 0 ? "no rows" : "no usable row";
    if (failed > 0)
      found += fmt::format(": {} without a successful request", rows_text(failed, all));
    if (below > 0)
      found += fmt::format("{} {} below --min-n", failed > 0 ? "," : ":", rows_text(below, all));
    throw InputError({{.source = origin.file}, found, "at least one row with N > 0 and X > 0", ""});
  }
  if (failed > 0) {
    add_note(
        read, "no-successful-requests",
        fmt::format("{}: {} left out: no request succeeded", origin.file, rows_text(failed, all)));
  }
  if (below > 0) {
    add_note(read, "below-min-n",
             fmt::format("{}: {} left out: N below --min-n {}", origin.file, rows_text(below, all),
                         format_number(*options.min_concurrency)));
  }
  note_filling(read, filled, all, origin, options);
  if (origin.littles_law_holds) note_littles_law(read, origin);
  note_failures(read, origin);
  note_below_one(read, origin);
  return read;
}

void check_name_expression(const std::string& expression) {
  if (!expression.empty()) static_cast<void>(compiled(expression));
}

double concurrency_from_name(const std::string& file, const std::string& expression) {
  const Place place{.source = "--n-from-name"};
  const std::regex regex = compiled(expression);
  const std::string name = file.substr(file.rfind('/') + 1);  // npos + 1 is 0: the whole name
  std::smatch match;
  if (!std::regex_search(name, match, regex)) {
    throw InputError(
        {place,
         fmt::format("no match of {} in {}", uslkit::quoted(expression), uslkit::quoted(name)),
         std::string(kNameExpression), ""});
  }
  const std::optional<double> number = try_parse_number(match[1].str());
  if (number && *number > 0) return *number;
  throw InputError(
      {place, fmt::format("{} as N in {}", uslkit::quoted(match[1].str()), uslkit::quoted(name)),
       "a number above 0", ""});
}

void note_generator_limit(Measurements& measurements) {
  std::size_t with_target = 0;
  std::size_t reached = 0;
  for (const Measurement& row : measurements.rows) {
    if (!row.target_throughput) continue;
    ++with_target;
    reached += row.throughput >= kReachedTarget * *row.target_throughput ? 1 : 0;
  }
  const bool most = with_target > 0 && 2 * with_target >= measurements.rows.size() &&
                    4 * reached >= 3 * with_target;
  if (!most) return;
  add_note(measurements, "generator-limited",
           fmt::format(
               "{} reach at least {} % of their target rate: they show what was offered, not what "
               "the system can do, so beta and the peak cannot be identified from them; raise the "
               "offered rate until throughput falls behind it",
               rows_text(reached, measurements.rows.size()), format_number(100 * kReachedTarget)));
}

}  // namespace uslkit
