#include "cli/sweep_tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

constexpr std::size_t kFewColumns = 6;

std::string exact(double value) { return fmt::format("{}", value); }
std::string exact(const std::optional<double>& value) { return value ? exact(*value) : ""; }

bool any_has(const std::vector<SweepRow>& rows, std::optional<double> SweepRow::*field) {
  return std::any_of(rows.begin(), rows.end(),
                     [field](const SweepRow& row) { return (row.*field).has_value(); });
}

}  // namespace

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

}  // namespace uslkit
