#include "documents/sweep_document.h"

#include <utility>

#include <fmt/format.h>

#include "documents/provenance.h"
#include "fit/fit_json.h"

namespace uslkit {
namespace {

nlohmann::ordered_json rows_json(const std::vector<VaryAxis>& axes,
                                 const std::vector<SweepPoint>& points,
                                 const std::vector<SweepRow>& rows) {
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  for (const SweepRow& row : rows) {
    nlohmann::ordered_json settings = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < axes.size(); ++i) {
      settings[axes[i].pointer] = points[row.point].values[i];
    }
    array.push_back({{"settings", std::move(settings)},
                     {"replication", row.replication},
                     {"seed", row.seed},
                     {"concurrency", number_to_json(row.concurrency)},
                     {"throughput_per_s", number_to_json(row.throughput_per_s)},
                     {"latency_ms", number_to_json(row.latency_ms)},
                     {"error_ratio", number_to_json(row.error_ratio)},
                     {"duration_s", number_to_json(row.duration_s)},
                     {"ack_p99_ms", number_to_json(row.ack_p99_ms)},
                     {"end_to_end_p99_ms", number_to_json(row.end_to_end_p99_ms)},
                     {"max_work_lag_s", number_to_json(row.max_work_lag_s)},
                     {"rejected_ratio", number_to_json(row.rejected_ratio)},
                     {"objectives_missed", row.objectives_missed},
                     {"trajectory_hash", fmt::format("{:016x}", row.trajectory_hash)},
                     {"stopped_early", row.stopped_early}});
  }
  return array;
}

}  // namespace

nlohmann::ordered_json sweep_document(const std::vector<SweepRow>& rows, SweepDocumentParts parts) {
  nlohmann::ordered_json document = envelope({.document = "sweep",
                                              .seed = parts.seed,
                                              .options = std::move(parts.options),
                                              .inputs = std::move(parts.inputs),
                                              .notes = {}});
  document["complete"] = rows.size() == parts.runs;
  document["rows"] = rows_json(parts.axes, parts.points, rows);
  return document;
}

}  // namespace uslkit
