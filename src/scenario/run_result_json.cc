#include "scenario/run_result_json.h"

#include <cmath>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/input_error.h"
#include "base/number_text.h"
#include "scenario/run_result_fields.h"

namespace uslkit {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson plain(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}
OrderedJson plain(std::int64_t value) { return value; }
OrderedJson plain(std::uint64_t hash) { return fmt::format("{:016x}", hash); }
OrderedJson plain(bool value) { return value; }
OrderedJson plain(const std::string& value) { return value; }
OrderedJson plain(const std::optional<double>& value) {
  return value ? plain(*value) : OrderedJson(nullptr);
}
OrderedJson plain(const std::optional<bool>& value) {
  return value ? OrderedJson(*value) : OrderedJson(nullptr);
}
OrderedJson plain(const std::vector<double>& values) {
  OrderedJson array = OrderedJson::array();
  for (const double value : values) array.push_back(plain(value));
  return array;
}

template <typename Owner>
OrderedJson object_of(const Owner& owner, std::type_identity_t<run_fields::Fields<Owner>> fields) {
  OrderedJson object = OrderedJson::object();
  for (const run_fields::Field<Owner>& field : fields) {
    object[field.key] =
        std::visit([&owner](auto member) { return plain(owner.*member); }, field.member);
  }
  return object;
}

template <typename Item, typename Convert>
OrderedJson array_of(const std::vector<Item>& items, Convert convert) {
  OrderedJson array = OrderedJson::array();
  for (const Item& item : items) array.push_back(convert(item));
  return array;
}

template <typename Item>
OrderedJson objects_of(const std::vector<Item>& items,
                       std::type_identity_t<run_fields::Fields<Item>> fields) {
  return array_of(items, [fields](const Item& item) { return object_of(item, fields); });
}

OrderedJson counts_to_json(const Counts& counts) {
  OrderedJson object = object_of(counts, run_fields::kCounts);
  object["rejected_total"] = counts.rejected_total();
  OrderedJson& reasons = object["rejected"] = OrderedJson::object();
  for (std::size_t i = 1; i < counts.rejected.size(); ++i) {
    reasons[std::string(name_of(static_cast<RejectReason>(i)))] = counts.rejected[i];
  }
  return object;
}

// The sum may need 128 bits; the mean's whole part and its remainder never do.
OrderedJson histogram_to_json(const Histogram& histogram) {
  const Histogram::Parts parts = histogram.parts();
  const std::uint64_t count = std::max<std::uint64_t>(1, histogram.count());
  OrderedJson lower = OrderedJson::array();
  OrderedJson counts = OrderedJson::array();
  for (const Histogram::Bucket& bucket : parts.buckets) {
    lower.push_back(bucket.lower);
    counts.push_back(bucket.count);
  }
  return {{"bits", parts.bits},
          {"min_ns", parts.min},
          {"max_ns", parts.max},
          {"mean_floor_ns", static_cast<std::uint64_t>(parts.sum / count)},
          {"mean_remainder", static_cast<std::uint64_t>(parts.sum % count)},
          {"lower_ns", std::move(lower)},
          {"counts", std::move(counts)}};
}

// Divided, not multiplied: 12,340,000 ns is 12.34 ms and not 12.340000000000002.
OrderedJson in_ms(const Histogram& histogram, Duration duration) {
  if (histogram.empty()) return nullptr;
  return static_cast<double>(duration.count()) / 1e6;
}

OrderedJson latency_to_json(const Histogram& histogram) {
  const auto quantile = [&histogram](double probability) {
    return in_ms(histogram, histogram.quantile(probability));
  };
  return {{"count", histogram.count()},
          {"mean_ms", histogram.empty() ? OrderedJson(nullptr) : plain(histogram.mean_ns() / 1e6)},
          {"min_ms", in_ms(histogram, histogram.min())},
          {"p50_ms", quantile(0.5)},
          {"p90_ms", quantile(0.9)},
          {"p99_ms", quantile(0.99)},
          {"p999_ms", quantile(0.999)},
          {"max_ms", in_ms(histogram, histogram.max())},
          {"histogram", histogram_to_json(histogram)}};
}

OrderedJson latencies_to_json(const Histogram& ack, const Histogram& end_to_end) {
  return {{"ack", latency_to_json(ack)}, {"end_to_end", latency_to_json(end_to_end)}};
}

// [low, high]; null without either.
OrderedJson interval_to_json(const RunEstimate& estimate) {
  if (!estimate.low && !estimate.high) return nullptr;
  return OrderedJson::array({plain(estimate.low), plain(estimate.high)});
}

OrderedJson class_to_json(const ClassResult& each) {
  OrderedJson object = object_of(each, run_fields::kClass);
  object["counts"] = counts_to_json(each.counts);
  object["latency"] = latencies_to_json(each.ack, each.end_to_end);
  return object;
}

OrderedJson cell_to_json(const CellResult& cell) {
  OrderedJson object = object_of(cell, run_fields::kCell);
  object["counts"] = counts_to_json(cell.counts);
  return object;
}

OrderedJson columns_to_json(const std::vector<std::vector<double>>& columns) {
  return array_of(columns, [](const std::vector<double>& column) { return plain(column); });
}

OrderedJson series_to_json(const RunResult& result) {
  OrderedJson object;
  object["interval_s"] = plain(result.series.interval_s);
  object.update(object_of(result.series, run_fields::kSeries));
  object["shed_per_s_by_class"] = columns_to_json(result.series.shed_per_s_by_class);
  return object;
}

OrderedJson partition_series_to_json(const PartitionSeriesResult& series) {
  OrderedJson object;
  object["interval_s"] = plain(series.interval_s);
  object["time_s"] = plain(series.time_s);
  for (const run_fields::PartitionColumns& columns : run_fields::kPartitionColumns) {
    object[columns.key] = columns_to_json(series.*columns.member);
  }
  return object;
}

OrderedJson theory_to_json(const TheoryRow& row) {
  OrderedJson object = object_of(row, run_fields::kTheory);
  object["simulated"] = plain(row.simulated.value);
  object["interval95"] = interval_to_json(row.simulated);
  return object;
}

OrderedJson estimate_to_json(const NamedEstimate& named) {
  OrderedJson object = object_of(named, run_fields::kEstimate);
  object["estimate"] = plain(named.estimate.value);
  object["interval95"] = interval_to_json(named.estimate);
  return object;
}

OrderedJson conservation_to_json(const Conservation& conservation) {
  return {{"holds", conservation.holds}, {"violations", conservation.violations}};
}

// A class name may hold a comma or a quote, or what would steer a terminal. No field begins with
// a name, so that no spreadsheet takes one for a formula.
std::string csv_field(const std::string& name) {
  const std::string text = without_controls(name);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted_text = "\"";
  for (const char byte : text) {
    if (byte == '"') quoted_text += '"';
    quoted_text += byte;
  }
  return quoted_text + '"';
}

void append_row(const std::vector<std::string>& fields, std::string& text) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += ',';
    text += fields[i];
  }
  text += '\n';
}

struct CsvColumn {
  std::string name;
  const std::vector<double>* values;
};

std::vector<CsvColumn> csv_columns(const RunResult& result) {
  std::vector<CsvColumn> columns;
  for (const run_fields::Field<SeriesResult>& field : run_fields::kSeries) {
    using Column = std::vector<double> SeriesResult::*;
    columns.push_back({field.key, &(result.series.*std::get<Column>(field.member))});
  }
  for (std::size_t i = 0; i < result.series.shed_per_s_by_class.size(); ++i) {
    const std::string name =
        i < result.classes.size() ? result.classes[i].name : fmt::format("{}", i);
    columns.push_back({csv_field("shed_per_s:" + name), &result.series.shed_per_s_by_class[i]});
  }
  return columns;
}

}  // namespace

OrderedJson run_result_to_json(const RunResult& result) {
  OrderedJson json;
  json["schema_version"] = kRunSchemaVersion;
  json["document"] = "run";
  json["seed"] = result.provenance.seed;
  json["name"] = result.name;
  json["note"] = result.note;
  json["architecture"] = result.architecture;
  json["duration_s"] = plain(result.duration_s);
  json["warm_up_s"] = plain(result.warm_up_s);
  json["totals"] = counts_to_json(result.totals);
  json["throughput_per_s"] = plain(result.throughput_per_s);
  json["availability"] = plain(result.availability);
  json["latency"] = latencies_to_json(result.ack, result.end_to_end);
  json["lag"] = object_of(result.lag, run_fields::kLag);
  json["classes"] = array_of(result.classes, class_to_json);
  json["stations"] = objects_of(result.stations, run_fields::kStation);
  json["cells"] = array_of(result.cells, cell_to_json);
  json["partitions"] = objects_of(result.partitions, run_fields::kPartition);
  json["slo"] = objects_of(result.slo, run_fields::kObjective);
  json["golden_signals"] = objects_of(result.golden_signals, run_fields::kGoldenSignal);
  json["theory"] = array_of(result.theory, theory_to_json);
  json["estimates"] = array_of(result.estimates, estimate_to_json);
  json["scalability"] = result.scalability
                            ? object_of(*result.scalability, run_fields::kScalability)
                            : OrderedJson(nullptr);
  json["conservation"] = conservation_to_json(result.conservation);
  json["provenance"] = object_of(result.provenance, run_fields::kProvenance);
  json["remarks"] = result.notes;
  json["events"] = objects_of(result.events, run_fields::kEvent);
  json["traces"] = objects_of(result.traces, run_fields::kTrace);
  json["series"] = series_to_json(result);
  json["partition_series"] = partition_series_to_json(result.partition_series);
  return json;
}

std::string series_csv(const RunResult& result) {
  const std::vector<CsvColumn> columns = csv_columns(result);
  std::vector<std::string> fields;
  for (const CsvColumn& column : columns) fields.push_back(column.name);
  std::string text;
  append_row(fields, text);
  for (std::size_t row = 0; row < result.series.time_s.size(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      USLKIT_CHECK(row < columns[i].values->size());
      const double value = (*columns[i].values)[row];
      fields[i] = std::isfinite(value) ? format_number(value) : "";
    }
    append_row(fields, text);
  }
  return text;
}

}  // namespace uslkit
