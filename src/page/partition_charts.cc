#include "page/partition_charts.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// Four digits decide a shade; the read-out shows no more.
Json shade(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::stod(fmt::format("{:.4g}", value));
}

Json columns_json(const std::vector<std::vector<double>>& columns) {
  Json json = Json::array();
  for (const std::vector<double>& column : columns) {
    Json values = Json::array();
    for (const double value : column) values.push_back(shade(value));
    json.push_back(std::move(values));
  }
  return json;
}

Json heat_json(const PartitionSeriesResult& series) {
  if (series.time_s.empty()) return nullptr;
  Json measures = Json::array();
  measures.push_back({{"title", "Work-lag by partition"},
                      {"unit", "s"},
                      {"columns", columns_json(series.max_work_lag_s)}});
  measures.push_back({{"title", "Backlog by partition"},
                      {"unit", "events"},
                      {"columns", columns_json(series.max_backlog_events)}});
  return {{"interval_s", series.interval_s},
          {"rows", series.time_s.size()},
          {"measures", std::move(measures)}};
}

}  // namespace

Json partition_chart_data(const RunResult& result) {
  const bool cells = result.cells.size() > 1;
  Json names = Json::array();
  Json work_lag = Json::array();
  Json backlog = Json::array();
  Json applied = Json::array();
  for (const PartitionResult& each : result.partitions) {
    names.push_back(cells ? fmt::format("cell {}, partition {}", each.cell, each.partition)
                          : fmt::format("partition {}", each.partition));
    work_lag.push_back(number(each.max_work_lag_s));
    backlog.push_back(each.max_backlog);
    applied.push_back(each.applied);
  }
  Json measures = Json::array();
  measures.push_back(
      {{"title", "Greatest work-lag"}, {"unit", "s"}, {"values", std::move(work_lag)}});
  measures.push_back(
      {{"title", "Greatest backlog"}, {"unit", "events"}, {"values", std::move(backlog)}});
  measures.push_back({{"title", "Applied"}, {"unit", "events"}, {"values", std::move(applied)}});
  return {{"names", std::move(names)},
          {"measures", std::move(measures)},
          {"heat", heat_json(result.partition_series)}};
}

}  // namespace uslkit
