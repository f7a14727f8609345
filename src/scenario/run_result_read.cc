#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/spelling.h"
#include "scenario/run_result_fields.h"
#include "scenario/run_result_json.h"

namespace uslkit {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double number_or_null(const JsonValue& value) {
  return value.is_null() ? kUnknown : value.number();
}

// Sixteen hexadecimal digits.
std::uint64_t hash_from(const JsonValue& value) {
  const std::string& text = value.string();
  const bool is_hash =
      text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_hash) value.fail(value.description(), "16 hexadecimal digits");
  std::uint64_t hash = 0;
  for (const char digit : text) {
    hash = hash << 4 | static_cast<std::uint64_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  }
  return hash;
}

void read_into(const JsonValue& value, double& to) { to = number_or_null(value); }
void read_into(const JsonValue& value, std::int64_t& to) { to = value.integer(); }
void read_into(const JsonValue& value, std::uint64_t& to) { to = hash_from(value); }
void read_into(const JsonValue& value, bool& to) { to = value.boolean(); }
void read_into(const JsonValue& value, std::string& to) { to = value.string(); }
void read_into(const JsonValue& value, std::optional<double>& to) {
  if (!value.is_null()) to = value.number();
}
void read_into(const JsonValue& value, std::optional<bool>& to) {
  if (!value.is_null()) to = value.boolean();
}
void read_into(const JsonValue& value, std::vector<double>& to) {
  for (const JsonValue& element : value.elements()) to.push_back(number_or_null(element));
}

template <typename Owner, std::size_t kCount>
Owner read_object(const JsonValue& object,
                  const std::array<run_fields::Field<Owner>, kCount>& fields) {
  Owner owner{};
  for (const run_fields::Field<Owner>& field : fields) {
    if (field.came_later && !object.find(field.key)) continue;
    std::visit([&](auto member) { read_into(object.at(field.key), owner.*member); }, field.member);
  }
  return owner;
}

template <typename Convert>
auto items(const JsonValue& object, std::string_view key, Convert convert)
    -> std::vector<decltype(convert(object))> {
  std::vector<decltype(convert(object))> result;
  for (const JsonValue& element : object.array_at(key)) result.push_back(convert(element));
  return result;
}

template <typename Item, std::size_t kCount>
std::vector<Item> items(const JsonValue& object, std::string_view key,
                        const std::array<run_fields::Field<Item>, kCount>& fields) {
  return items(object, key,
               [&fields](const JsonValue& element) { return read_object(element, fields); });
}

std::vector<std::string> strings_at(const JsonValue& object, std::string_view key) {
  return items(object, key, [](const JsonValue& value) { return value.string(); });
}

Counts counts_from(const JsonValue& object) {
  Counts counts = read_object(object, run_fields::kCounts);
  const JsonValue reasons = object.object_at("rejected");
  for (std::size_t i = 1; i < counts.rejected.size(); ++i) {
    counts.rejected[i] = reasons.integer_at(name_of(static_cast<RejectReason>(i)), 0);
  }
  return counts;
}

Histogram histogram_from(const JsonValue& object) {
  const std::vector<JsonValue> lower = object.array_at("lower_ns");
  const std::vector<JsonValue> counts = object.array_at("counts");
  if (lower.size() != counts.size()) {
    object.at("counts").fail(fmt::format("{} counts", counts.size()),
                             fmt::format("one for each of the {} lower edges", lower.size()));
  }
  Histogram::Parts parts{
      .bits = static_cast<int>(object.integer_at("bits", 1, Histogram::kMaxBits)),
      .min = object.integer_at("min_ns", 0),
      .max = object.integer_at("max_ns", 0)};
  UnsignedInt128 count = 0;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    parts.buckets.push_back({.lower = lower[i].integer(0),
                             .upper = 0,
                             .count = static_cast<std::uint64_t>(counts[i].integer(1))});
    count += parts.buckets.back().count;
  }
  parts.sum = static_cast<std::uint64_t>(object.integer_at("mean_floor_ns", 0)) * count +
              static_cast<std::uint64_t>(object.integer_at("mean_remainder", 0));
  std::optional<Histogram> histogram = Histogram::restored(parts);
  if (!histogram) {
    object.fail("a histogram whose parts contradict each other",
                "lower edges of its buckets in increasing order, extremes and mean within them",
                "write the file again from the run");
  }
  return *std::move(histogram);
}

Histogram latency_from(const JsonValue& object, std::string_view which) {
  return histogram_from(object.object_at("latency").object_at(which).object_at("histogram"));
}

ClassResult class_from(const JsonValue& object) {
  ClassResult result = read_object(object, run_fields::kClass);
  result.counts = counts_from(object.object_at("counts"));
  result.ack = latency_from(object, "ack");
  result.end_to_end = latency_from(object, "end_to_end");
  return result;
}

CellResult cell_from(const JsonValue& object) {
  CellResult result = read_object(object, run_fields::kCell);
  result.counts = counts_from(object.object_at("counts"));
  return result;
}

RunEstimate estimate_from(const JsonValue& object, std::string_view key) {
  RunEstimate estimate{.value = number_or_null(object.at(key))};
  const JsonValue interval = object.at("interval95");
  if (interval.is_null()) return estimate;
  if (interval.size() != 2) interval.fail(interval.description(), "[low, high] or null");
  read_into(interval.element(0), estimate.low);
  read_into(interval.element(1), estimate.high);
  return estimate;
}

TheoryRow theory_from(const JsonValue& object) {
  TheoryRow row = read_object(object, run_fields::kTheory);
  row.simulated = estimate_from(object, "simulated");
  return row;
}

NamedEstimate named_estimate_from(const JsonValue& object) {
  NamedEstimate named = read_object(object, run_fields::kEstimate);
  named.estimate = estimate_from(object, "estimate");
  return named;
}

void check_length(const JsonValue& column, std::size_t rows) {
  if (column.size() != rows) {
    column.fail(column.description(), fmt::format("an array of {}, as time_s has", rows));
  }
}

SeriesResult series_from(const JsonValue& object) {
  SeriesResult series = read_object(object, run_fields::kSeries);
  series.interval_s = object.number_at("interval_s");
  for (const run_fields::Field<SeriesResult>& field : run_fields::kSeries) {
    if (const std::optional<JsonValue> column = object.find(field.key)) {
      check_length(*column, series.time_s.size());
    } else {  // one that came later: every column of a series has its rows
      series.*std::get<std::vector<double> SeriesResult::*>(field.member) =
          std::vector<double>(series.time_s.size(), kUnknown);
    }
  }
  for (const JsonValue& column : object.array_at("shed_per_s_by_class")) {
    check_length(column, series.time_s.size());
    read_into(column, series.shed_per_s_by_class.emplace_back());
  }
  return series;
}

// One column for each of `partitions`; all empty where there is none of them, and in a document
// that was kept before there were such series.
PartitionSeriesResult partition_series_from(const JsonValue& root, std::size_t partitions) {
  if (!root.find("partition_series")) return {};
  const JsonValue object = root.object_at("partition_series");
  PartitionSeriesResult series{.interval_s = object.number_at("interval_s")};
  read_into(object.at("time_s"), series.time_s);
  for (const run_fields::PartitionColumns& columns : run_fields::kPartitionColumns) {
    const JsonValue array = object.at(columns.key);
    if (array.size() != partitions) {
      array.fail(array.description(), fmt::format("an array of {}, as partitions has", partitions));
    }
    for (const JsonValue& column : array.elements()) {
      check_length(column, series.time_s.size());
      read_into(column, (series.*columns.member).emplace_back());
    }
  }
  return series;
}

Conservation conservation_from(const JsonValue& object) {
  return {.holds = object.boolean_at("holds"), .violations = strings_at(object, "violations")};
}

// Not by its table: g++ 12 warns of strings that a point of three doubles cannot hold.
ScalabilityPoint scalability_from(const JsonValue& object) {
  return {.concurrency = object.number_at("concurrency"),
          .throughput_per_s = object.number_at("throughput_per_s"),
          .latency_ms = object.number_at("latency_ms")};
}

// Told before anything else, so that another document is not blamed for a missing key.
void check_head(const JsonValue& root) {
  const JsonValue document = root.at("document");
  if (document.string() != "run") {
    document.fail(fmt::format("the document {}", uslkit::quoted(document.string())), "\"run\"",
                  "make one with uslkit simulate --json");
  }
  const JsonValue version = root.at("schema_version");
  if (version.integer() != kRunSchemaVersion) {
    version.fail(fmt::format("schema version {}", version.integer()),
                 fmt::format("{}", kRunSchemaVersion), "run the scenario again with this version");
  }
}

void read_parts(const JsonValue& root, RunResult& result) {
  result.totals = counts_from(root.object_at("totals"));
  result.classes = items(root, "classes", class_from);
  result.partitions = items(root, "partitions", run_fields::kPartition);
  result.cells = items(root, "cells", cell_from);
  result.stations = items(root, "stations", run_fields::kStation);
  result.ack = latency_from(root, "ack");
  result.end_to_end = latency_from(root, "end_to_end");
  result.lag = read_object(root.object_at("lag"), run_fields::kLag);
  result.series = series_from(root.object_at("series"));
  result.partition_series = partition_series_from(root, result.partitions.size());
  result.traces = items(root, "traces", run_fields::kTrace);
  result.events = items(root, "events", run_fields::kEvent);
  result.golden_signals = items(root, "golden_signals", run_fields::kGoldenSignal);
  result.slo = items(root, "slo", run_fields::kObjective);
  result.theory = items(root, "theory", theory_from);
  result.estimates = items(root, "estimates", named_estimate_from);
  result.conservation = conservation_from(root.object_at("conservation"));
  result.provenance = read_object(root.object_at("provenance"), run_fields::kProvenance);
}

}  // namespace

RunResult run_result_from_json(const JsonDocument& document) {
  const JsonValue root = document.root();
  check_head(root);
  RunResult result;
  result.name = root.string_at("name");
  result.note = root.string_at("note");
  result.architecture = root.string_at("architecture");
  result.duration_s = root.number_at("duration_s");
  result.warm_up_s = root.number_at("warm_up_s");
  result.throughput_per_s = root.number_at("throughput_per_s");
  result.availability = root.number_at("availability");
  read_parts(root, result);
  result.provenance.seed = static_cast<std::uint64_t>(root.integer_at("seed", 0));
  if (!root.at("scalability").is_null()) {
    result.scalability = scalability_from(root.object_at("scalability"));
  }
  result.notes = strings_at(root, "remarks");
  return result;
}

}  // namespace uslkit
