#include "ingest/jmeter_jtl.h"

#include <chrono>

#include <fmt/format.h>

#include "base/number_text.h"
#include "ingest/concurrency_buckets.h"
#include "ingest/csv_dialect.h"
#include "ingest/named_table.h"

namespace uslkit {
namespace {

void refuse_xml(ByteSource& file) {
  if (!trimmed(without_bom(file.head())).starts_with('<')) return;
  throw InputError({{.source = file.name(), .line = 1},
                    "a JTL file in XML",
                    "a JTL file in CSV",
                    "set jmeter.save.saveservice.output_format=csv, or convert the file"});
}

// `count` digits at the front of the text, taken off; empty when there are other bytes.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char byte : text.substr(0, count)) {
    if (byte < '0' || byte > '9') return std::nullopt;
    value = value * 10 + (byte - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take_one_of(std::string_view& text, std::string_view bytes) {
  if (text.empty() || bytes.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<double> calendar_s(std::string_view text) {
  const std::optional<int> year = take_digits(text, 4);
  if (!year || !take_one_of(text, "/-")) return std::nullopt;
  const std::optional<int> month = take_digits(text, 2);
  if (!month || !take_one_of(text, "/-")) return std::nullopt;
  const std::optional<int> day = take_digits(text, 2);
  if (!day || !take_one_of(text, " T")) return std::nullopt;
  const std::optional<int> hour = take_digits(text, 2);
  if (!hour || !take_one_of(text, ":")) return std::nullopt;
  const std::optional<int> minute = take_digits(text, 2);
  if (!minute || !take_one_of(text, ":")) return std::nullopt;
  const std::optional<int> second = take_digits(text, 2);
  if (!second) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  double fraction = 0;
  if (text.starts_with('.') || text.starts_with(',')) {
    double weight = 0.1;
    for (text.remove_prefix(1); !text.empty(); weight /= 10) {
      const std::optional<int> digit = take_digits(text, 1);
      if (!digit) break;
      fraction += weight * *digit;
    }
  }
  const bool zone = text.empty() || text == "Z" ||
                    ((text.front() == '+' || text.front() == '-') && text.size() <= 6);
  if (!zone) return std::nullopt;
  const double days = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
  return days * 86400 + *hour * 3600 + *minute * 60 + *second + fraction;
}

}  // namespace

std::optional<double> timestamp_s(std::string_view text) {
  if (const std::optional<double> number = try_parse_number(text)) return *number / 1000;
  return calendar_s(trimmed(text));
}

bool recognises_jmeter(const Sniff& sniff) {
  if (sniff.head.starts_with('<')) return sniff.head.find("<testResults") != std::string_view::npos;
  return header_holds(sniff, {"timeStamp", "elapsed"});
}

Measurements read_jmeter(std::span<ByteSource> files, const IngestOptions& options) {
  ByteSource& file = files.front();
  refuse_xml(file);
  NamedTable table(file, "a JMeter JTL file", options);
  const std::size_t time_stamp = table.column("timeStamp");
  const std::size_t elapsed = table.column("elapsed");
  const std::size_t success = table.column("success");
  const std::size_t all_threads = table.column("allThreads");
  ConcurrencyBuckets buckets(table.file(), options.drop_first_s);
  while (table.next()) {
    const std::optional<double> start_s = timestamp_s(table.text(time_stamp));
    if (!start_s) {
      throw InputError({table.place(time_stamp), uslkit::quoted(table.text(time_stamp)),
                        "milliseconds since 1970, or a time such as 2026/08/21 09:43:41.250",
                        "set jmeter.save.saveservice.timestamp_format=ms"});
    }
    const double latency_s = table.number_at_least_0(elapsed) / 1000;
    const double threads = table.number_at_least_0(all_threads);
    if (threads < 1) {
      throw InputError({table.place(all_threads), uslkit::quoted(table.text(all_threads)),
                        "allThreads of 1 or more",
                        "a sample is always logged by a running thread"});
    }
    buckets.add({.end_s = *start_s + latency_s,
                 .latency_s = latency_s,
                 .concurrency = threads,
                 .succeeded = table.text(success) == "true",
                 .line = table.line()});
  }
  if (table.rows() == 0) throw table.nothing_in("samples");
  Measurements result = buckets.take();
  result.concurrency_name = "threads";
  result.throughput_name = "samples";
  return result;
}

}  // namespace uslkit
