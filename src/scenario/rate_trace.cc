#include "scenario/rate_trace.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/csv_tokenizer.h"
#include "base/input_error.h"
#include "base/number_text.h"
#include "scenario/csv_header.h"
#include "scenario/relative_file.h"

namespace uslkit {
namespace {

constexpr const char* kColumns = "time_s and rate_per_s";

struct Columns {
  std::size_t time = 0;
  std::size_t rate = 0;
};

[[noreturn]] void wrong_row(const Place& place, std::string found, std::string allowed) {
  throw InputError(
      {.place = place, .found = std::move(found), .allowed = std::move(allowed), .hint = ""});
}

TracePoint point_of(const CsvTokenizer& csv, const Columns& columns) {
  const std::size_t needed = std::max(columns.time, columns.rate) + 1;
  if (csv.fields().size() < needed) {
    wrong_row(csv.place(), fmt::format("{} fields", csv.fields().size()),
              fmt::format("at least {}", needed));
  }
  constexpr double kLongest_s = 9e9;  // what nanoseconds in 63 bits can hold
  const double time_s = parse_number(csv.fields()[columns.time], csv.place(columns.time));
  const double rate = parse_number(csv.fields()[columns.rate], csv.place(columns.rate));
  if (time_s < 0 || time_s > kLongest_s) {
    wrong_row(csv.place(columns.time), format_number(time_s, 0), "seconds from 0 to 9e9");
  }
  if (rate < 0) wrong_row(csv.place(columns.rate), format_number(rate, 0), "a rate of at least 0");
  return {.at = Duration(std::llround(time_s * 1e9)), .rate = {rate}};
}

// Calls `visit` with every trace below a profile and the pointer of it.
template <class Profile, class Visit>
void visit_traces(Profile& profile, const std::string& pointer, const Visit& visit) {
  if (auto* trace = std::get_if<TraceRate>(&profile.shape)) visit(*trace, pointer);
  const auto visit_all = [&](auto& parts, const char* key) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      visit_traces(parts[i], fmt::format("{}/{}/{}", pointer, key, i), visit);
    }
  };
  if (auto* sum = std::get_if<SumRate>(&profile.shape)) visit_all(sum->parts, "parts");
  if (auto* product = std::get_if<ProductRate>(&profile.shape)) visit_all(product->of, "of");
}

template <class Traffic, class Visit>
void visit_all_traces(Traffic& traffic, const Visit& visit) {
  auto& classes = traffic.classes;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    visit_traces(classes[i].rate, fmt::format("/traffic/classes/{}/rate", i), visit);
  }
}

}  // namespace

std::vector<TracePoint> read_rate_trace(const std::string& file_name) {
  ByteSource source = ByteSource::open(file_name);
  CsvTokenizer csv(source, {});
  if (!csv.next()) wrong_row({.source = file_name}, "an empty file", kColumns);
  const Columns columns{.time = column_named(csv, "time_s", kColumns),
                        .rate = column_named(csv, "rate_per_s", kColumns)};
  std::vector<TracePoint> points;
  while (csv.next()) {
    points.push_back(point_of(csv, columns));
    if (points.size() > kMaxTracePoints) {
      wrong_row(csv.place(), "one row more", fmt::format("at most {} rows", kMaxTracePoints));
    }
    const std::size_t last = points.size() - 1;
    if (last > 0 && points[last].at <= points[last - 1].at) {
      wrong_row(csv.place(columns.time), "a time that is not after the one before it",
                "times that grow");
    }
  }
  if (points.empty()) wrong_row({.source = file_name}, "no row", "at least one row");
  return points;
}

void load_rate_traces(TrafficSpec& traffic, const SourcedJson& input, Findings& findings) {
  visit_all_traces(traffic, [&](TraceRate& trace, const std::string& pointer) {
    const Place place = input.place_of(pointer + "/file");
    if (trace.file.empty()) return;  // the reader has said so
    try {
      trace.points = read_rate_trace(resolve_file(trace.file, place.source));
    } catch (const InputError& error) {
      findings.add(fault_of_file(error, place));
    }
  });
}

std::string rate_traces_text(const TrafficSpec& traffic) {
  std::string text;
  visit_all_traces(traffic, [&](const TraceRate& trace, const std::string& pointer) {
    text += pointer + "\n";
    for (const TracePoint& point : trace.points) {
      text += fmt::format("{} {}\n", point.at.count(), point.rate.per_second);
    }
  });
  return text;
}

}  // namespace uslkit
