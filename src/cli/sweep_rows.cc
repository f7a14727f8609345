#include "cli/sweep_rows.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

constexpr std::size_t kFewColumns = 6;

std::string exact(double value) { return fmt::format("{}", value); }
std::string exact(const std::optional<double>& value) { return value ? exact(*value) : ""; }

double quantile_ms(const Histogram& histogram, double probability) {
  return 1e3 * in_seconds(histogram.quantile(probability));
}

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

bool any_has(const std::vector<SweepRow>& rows, std::optional<double> SweepRow::*field) {
  return std::any_of(rows.begin(), rows.end(),
                     [field](const SweepRow& row) { return (row.*field).has_value(); });
}

nlohmann::ordered_json number_or_null(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return *value;
}

}  // namespace

SweepRow sweep_row(const SweepPoint& point, const RunResult& result) {
  SweepRow row{.seed = result.provenance.seed,
               .concurrency = point.concurrency,
               .throughput_per_s = result.throughput_per_s};
  row.error_ratio = std::clamp(1 - result.availability, 0.0, 1.0);
  row.duration_s = result.duration_s - result.warm_up_s;
  row.ack_p99_ms = quantile_ms(result.ack, 0.99);
  row.end_to_end_p99_ms = quantile_ms(result.end_to_end, 0.99);
  row.max_work_lag_s = result.lag.max_work_lag_s;
  row.rejected_ratio = ratio(result.totals.rejected_total(), result.totals.arrived);
  row.objectives_missed = static_cast<std::size_t>(
      std::count_if(result.slo.begin(), result.slo.end(),
                    [](const ObjectiveVerdict& verdict) { return !verdict.met; }));
  row.trajectory_hash = result.provenance.trajectory_hash;
  row.stopped_early = result.provenance.stopped_early;
  if (result.scalability) {
    row.throughput_per_s = result.scalability->throughput_per_s;
    row.latency_ms = result.scalability->latency_ms;
    if (!row.concurrency) row.concurrency = result.scalability->concurrency;
    // N, X and R of other systems than the one that was varied (cells, say) do not belong together.
    if (std::abs(*row.concurrency - result.scalability->concurrency) > 0.5) row.latency_ms.reset();
  } else if (!row.concurrency) {
    const Histogram& latency = result.end_to_end.empty() ? result.ack : result.end_to_end;
    row.latency_ms = 1e-6 * latency.mean_ns();
  }
  return row;
}

Table sweep_table(const std::vector<VaryAxis>& axes, const std::vector<SweepPoint>& points,
                  const std::vector<SweepRow>& rows) {
  Table table;
  const auto add_column = [&table](const std::string& name) {
    table.columns.push_back({name, Align::right});
  };
  const bool with_n = any_has(rows, &SweepRow::concurrency);
  const bool with_r = any_has(rows, &SweepRow::latency_ms);
  if (with_n) add_column("concurrency");
  add_column("throughput_per_s");
  if (with_r) add_column("latency_ms");
  add_column("error_ratio");
  add_column("duration_s");
  for (const VaryAxis& axis : axes) add_column(axis.pointer);
  for (const char* name : {"replication", "seed", "ack_p99_ms", "end_to_end_p99_ms",
                           "max_work_lag_s", "rejected_ratio", "objectives_missed"}) {
    add_column(name);
  }
  for (const SweepRow& row : rows) {
    std::vector<std::string> cells;
    if (with_n) cells.push_back(exact(row.concurrency));
    cells.push_back(exact(row.throughput_per_s));
    if (with_r) cells.push_back(exact(row.latency_ms));
    cells.push_back(exact(row.error_ratio));
    cells.push_back(exact(row.duration_s));
    for (const std::string& value : points[row.point].values) cells.push_back(value);
    cells.push_back(fmt::format("{}", row.replication));
    cells.push_back(fmt::format("{}", row.seed));
    cells.push_back(exact(row.ack_p99_ms));
    cells.push_back(exact(row.end_to_end_p99_ms));
    cells.push_back(exact(row.max_work_lag_s));
    cells.push_back(exact(row.rejected_ratio));
    cells.push_back(fmt::format("{}", row.objectives_missed));
    table.add(std::move(cells));
  }
  return table;
}

Table sweep_summary(const std::vector<VaryAxis>& axes, const std::vector<SweepPoint>& points,
                    const std::vector<SweepRow>& rows) {
  Table table;
  const std::size_t shown = std::min(axes.size(), kFewColumns);
  for (std::size_t i = 0; i < shown; ++i) {
    table.columns.push_back({axes[i].pointer, Align::right});
  }
  const auto any = [&rows](double SweepRow::*field) {
    return std::any_of(rows.begin(), rows.end(),
                       [field](const SweepRow& row) { return row.*field > 0; });
  };
  const bool with_lag = any(&SweepRow::max_work_lag_s);
  const bool with_errors = any(&SweepRow::error_ratio);
  for (const char* name : {"throughput", "ack p99"}) table.columns.push_back({name, Align::right});
  if (with_lag) table.columns.push_back({"work-lag", Align::right});
  if (with_errors) table.columns.push_back({"availability", Align::right});
  for (const SweepRow& row : rows) {
    std::vector<std::string> cells(
        points[row.point].values.begin(),
        points[row.point].values.begin() + static_cast<std::ptrdiff_t>(shown));
    cells.push_back(si_number(row.throughput_per_s, 4) + "/s");
    cells.push_back(seconds_text(1e-3 * row.ack_p99_ms));
    if (with_lag) cells.push_back(seconds_text(row.max_work_lag_s));
    if (with_errors) cells.push_back(percent_text(1 - row.error_ratio, 5));
    table.add(std::move(cells));
  }
  return table;
}

nlohmann::ordered_json sweep_rows_json(const std::vector<VaryAxis>& axes,
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
                     {"concurrency", number_or_null(row.concurrency)},
                     {"throughput_per_s", number_or_null(row.throughput_per_s)},
                     {"latency_ms", number_or_null(row.latency_ms)},
                     {"error_ratio", number_or_null(row.error_ratio)},
                     {"duration_s", number_or_null(row.duration_s)},
                     {"ack_p99_ms", number_or_null(row.ack_p99_ms)},
                     {"end_to_end_p99_ms", number_or_null(row.end_to_end_p99_ms)},
                     {"max_work_lag_s", number_or_null(row.max_work_lag_s)},
                     {"rejected_ratio", number_or_null(row.rejected_ratio)},
                     {"objectives_missed", row.objectives_missed},
                     {"trajectory_hash", fmt::format("{:016x}", row.trajectory_hash)},
                     {"stopped_early", row.stopped_early}});
  }
  return array;
}

}  // namespace uslkit
