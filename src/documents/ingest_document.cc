#include "documents/ingest_document.h"

#include <utility>

#include "documents/provenance.h"
#include "fit/fit_json.h"

namespace uslkit {
namespace {

nlohmann::ordered_json row_json(const Measurement& row) {
  return {{"concurrency", number_to_json(row.concurrency)},
          {"throughput", number_to_json(row.throughput)},
          {"latency_s", number_to_json(row.latency_s)},
          {"throughput_sd", number_to_json(row.throughput_sd)},
          {"target_throughput", number_to_json(row.target_throughput)},
          {"error_ratio", number_to_json(row.error_ratio)},
          {"duration_s", number_to_json(row.duration_s)},
          {"label", row.label},
          {"source", row.source},
          {"line", row.line}};
}

}  // namespace

nlohmann::ordered_json to_json(const std::vector<std::string>& files,
                               const IngestOptions& options) {
  nlohmann::ordered_json json;
  json["files"] = files;
  json["format"] = options.format.empty() ? "detect" : options.format;
  json["n"] = number_to_json(options.concurrency);
  json["n_from_name"] = options.n_from_name;
  json["work"] = number_to_json(options.work_per_run);
  json["delimiter"] = options.delimiter == 0 ? "detect" : std::string(1, options.delimiter);
  json["min_n"] = number_to_json(options.min_concurrency);
  json["unit"] = options.throughput_unit;
  json["drop_first_s"] = options.drop_first_s;
  json["max_rows"] = options.max_rows;
  return json;
}

nlohmann::ordered_json ingest_document(const Measurements& measurements,
                                       nlohmann::ordered_json options) {
  nlohmann::ordered_json document = envelope({.document = "ingest",
                                              .seed = 0,
                                              .options = std::move(options),
                                              .inputs = measurements.sources,
                                              .notes = measurements.notes});
  document["names"] = {{"concurrency", measurements.concurrency_name},
                       {"throughput", measurements.throughput_name},
                       {"throughput_unit", measurements.throughput_unit}};
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const Measurement& row : measurements.rows) rows.push_back(row_json(row));
  document["rows"] = std::move(rows);
  return document;
}

}  // namespace uslkit
