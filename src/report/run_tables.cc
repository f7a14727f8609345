#include "report/run_tables.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include <fmt/format.h>

#include "policy/verdict.h"
#include "report/human_number.h"

namespace uslkit {
namespace {

constexpr int kDigits = 4;
constexpr std::ptrdiff_t kLoadColumn = 3;  // of the stations

// A row of the requests table: a class, or all of them together.
struct CountsRow {
  std::string name;
  const Counts* counts;
  double availability;
};

std::vector<CountsRow> counts_rows(const RunResult& result) {
  std::vector<CountsRow> rows;
  for (const ClassResult& each : result.classes) {
    rows.push_back({each.name, &each.counts, each.availability});
  }
  if (rows.size() != 1) rows.push_back({"all", &result.totals, result.availability});
  return rows;
}

struct CountColumn {
  std::string heading;
  std::function<std::int64_t(const Counts&)> of;
  bool always = false;
};

const std::vector<CountColumn>& count_columns() {
  static const std::vector<CountColumn> kColumns = {
      {"arrived", [](const Counts& counts) { return counts.arrived; }, true},
      {"retried", [](const Counts& counts) { return counts.retried; }},
      {"duplicated", [](const Counts& counts) { return counts.duplicates; }},
      {"admitted", [](const Counts& counts) { return counts.admitted; }, true},
      {"shed", [](const Counts& counts) { return counts.rejected_total(); }, true},
      {"invalid", [](const Counts& counts) { return counts.invalid; }},
      {"late", [](const Counts& counts) { return counts.late_acks; }},
      {"failed", [](const Counts& counts) { return counts.failed; }, true},
      {"applied", [](const Counts& counts) { return counts.applied; }},
      {"twice", [](const Counts& counts) { return counts.applied_twice; }},
      {"dead", [](const Counts& counts) { return counts.dead_lettered; }},
      {"lost", [](const Counts& counts) { return counts.lost; }}};
  return kColumns;
}

std::string quantile_text(const Histogram& histogram, double probability) {
  return histogram.empty() ? "" : latency_text(histogram.quantile(probability));
}

std::vector<std::string> latency_row(const std::string& name, const Histogram& ack,
                                     const Histogram& end_to_end) {
  return {name,
          quantile_text(ack, 0.5),
          quantile_text(ack, 0.99),
          quantile_text(ack, 1),
          quantile_text(end_to_end, 0.5),
          quantile_text(end_to_end, 0.99),
          quantile_text(end_to_end, 1)};
}

std::string with_unit(double value, const std::string& unit) {
  const std::string number = human_number(value, kDigits);
  return unit.empty() ? number : number + " " + unit;
}

}  // namespace

std::string count_text(std::int64_t count) {
  const double value = static_cast<double>(count);
  return std::abs(value) < 1e6 ? human_number(value, 1) : si_number(value, kDigits);
}

std::string latency_text(Duration latency) { return seconds_text(in_seconds(latency)); }

std::string availability_text(double availability) {
  if (!std::isfinite(availability)) return "n/a";
  if (availability >= 1) return "100 %";
  std::string text = fmt::format("{:.4f}", 100 * std::min(availability, 0.999999));
  text.resize(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string found_text(const ObjectiveVerdict& verdict) {
  if (verdict.unit == "s") return seconds_text(verdict.found, kDigits);
  if (verdict.unit == "ms") return seconds_text(1e-3 * verdict.found, kDigits);
  // A share is given as percent where its bound is.
  if (verdict.unit.empty() && verdict.text.ends_with('%')) return percent_text(verdict.found, 6);
  return with_unit(verdict.found, verdict.unit);
}

std::string reason_text(RejectReason reason) {
  std::string text(name_of(reason));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string estimate_interval_text(const RunEstimate& estimate) {
  if (!estimate.low && !estimate.high) return "";
  const double infinity = HUGE_VAL;
  return interval_text(Interval{estimate.low.value_or(-infinity), estimate.high.value_or(infinity)},
                       kDigits);
}

std::string moment_text(double seconds) {
  if (!(std::abs(seconds) >= 600)) return human_number(seconds, 3) + " s";
  const std::int64_t whole = std::llround(seconds);
  const std::int64_t minutes = whole / 60;
  const std::string rest = whole % 60 == 0 ? "" : fmt::format(" {} s", whole % 60);
  if (minutes < 60) return fmt::format("{} min{}", minutes, rest);
  const std::string left = minutes % 60 == 0 ? "" : fmt::format(" {} min", minutes % 60);
  return fmt::format("{} h{}{}", minutes / 60, left, rest);
}

Table objectives_table(const RunResult& result) {
  Table table{.columns = {{""}, {"objective"}, {"found", Align::right}, {"where"}}};
  for (const ObjectiveVerdict& verdict : result.slo) {
    table.add({verdict.met ? "pass" : "FAIL", verdict.text, found_text(verdict), verdict.pointer});
  }
  return table;
}

Table requests_table(const RunResult& result) {
  const std::vector<CountsRow> rows = counts_rows(result);
  std::vector<const CountColumn*> shown;
  Table table{.columns = {{"class"}}};
  for (const CountColumn& column : count_columns()) {
    if (!column.always && column.of(result.totals) == 0) continue;
    shown.push_back(&column);
    table.columns.push_back({column.heading, Align::right});
  }
  table.columns.push_back({"availability", Align::right});
  for (const CountsRow& row : rows) {
    std::vector<std::string> cells{row.name};
    for (const CountColumn* column : shown) cells.push_back(count_text(column->of(*row.counts)));
    cells.push_back(availability_text(row.availability));
    table.add(std::move(cells));
  }
  return table;
}

Table shed_table(const RunResult& result) {
  Table table{.columns = {{"shed because of"}}};
  const std::vector<CountsRow> rows = counts_rows(result);
  for (const CountsRow& row : rows) table.columns.push_back({row.name, Align::right});
  for (std::size_t i = 0; i < result.totals.rejected.size(); ++i) {
    if (result.totals.rejected[i] == 0) continue;
    std::vector<std::string> cells{reason_text(static_cast<RejectReason>(i))};
    for (const CountsRow& row : rows) cells.push_back(count_text(row.counts->rejected[i]));
    table.add(std::move(cells));
  }
  return table;
}

Table latency_table(const RunResult& result) {
  Table table{.columns = {{"class"},
                          {"ack p50", Align::right},
                          {"p99", Align::right},
                          {"max", Align::right},
                          {"end to end p50", Align::right},
                          {"p99", Align::right},
                          {"max", Align::right}}};
  for (const ClassResult& each : result.classes) {
    table.add(latency_row(each.name, each.ack, each.end_to_end));
  }
  if (result.classes.size() != 1) table.add(latency_row("all", result.ack, result.end_to_end));
  if (!result.end_to_end.empty()) return table;
  table.columns.resize(4);
  for (std::vector<std::string>& row : table.rows) row.resize(4);
  return table;
}

Table stations_table(const RunResult& result) {
  const bool loaded = std::any_of(result.stations.begin(), result.stations.end(),
                                  [](const StationResult& station) { return station.load; });
  Table table{.columns = {{"station"},
                          {"servers", Align::right},
                          {loaded ? "busy" : "utilisation", Align::right},
                          {"load", Align::right},
                          {"throughput", Align::right},
                          {"in system", Align::right},
                          {"mean time", Align::right}}};
  for (const StationResult& station : result.stations) {
    const bool queue = station.servers > 0;
    table.add({station.name, queue ? human_number(station.servers, kDigits) : "",
               queue ? percent_text(station.utilization) : "",
               station.load ? percent_text(*station.load) : "",
               si_number(station.throughput_per_s, kDigits) + (station.load ? " batches/s" : "/s"),
               human_number(station.mean_in_system, kDigits),
               seconds_text(1e-3 * station.mean_time_ms, kDigits)});
    if (!loaded) table.rows.back().erase(table.rows.back().begin() + kLoadColumn);
  }
  if (!loaded) table.columns.erase(table.columns.begin() + kLoadColumn);
  return table;
}

Table events_table(const RunResult& result, std::size_t most) {
  Table table{.columns = {{"at", Align::right}, {"what"}, {"text"}}};
  const std::size_t shown = std::min(most, result.events.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const RunEvent& event = result.events[i];
    const std::string cell = event.cell < 0 ? "" : fmt::format("cell {}: ", event.cell);
    std::string kind = event.kind;
    std::replace(kind.begin(), kind.end(), '_', ' ');
    table.add({moment_text(event.time_s), kind,
               result.cells.size() > 1 ? cell + event.text : event.text});
  }
  return table;
}

Table cells_table(const RunResult& result) {
  Table table{.columns = {{"cell", Align::right},
                          {"arrived", Align::right},
                          {"shed", Align::right},
                          {"failed", Align::right},
                          {"applied", Align::right},
                          {"ack p99", Align::right},
                          {"end to end p99", Align::right},
                          {"work-lag", Align::right},
                          {"availability", Align::right}}};
  for (const CellResult& cell : result.cells) {
    table.add({fmt::format("{}", cell.cell), count_text(cell.counts.arrived),
               count_text(cell.counts.rejected_total()), count_text(cell.counts.failed),
               count_text(cell.counts.applied), seconds_text(1e-3 * cell.ack_p99_ms),
               seconds_text(1e-3 * cell.end_to_end_p99_ms), seconds_text(cell.max_work_lag_s),
               availability_text(cell.availability)});
  }
  return table;
}

Table partitions_table(const RunResult& result, std::size_t most) {
  std::vector<const PartitionResult*> order;
  for (const PartitionResult& partition : result.partitions) order.push_back(&partition);
  std::stable_sort(order.begin(), order.end(),
                   [](const PartitionResult* a, const PartitionResult* b) {
                     return a->max_work_lag_s > b->max_work_lag_s;
                   });
  if (order.size() > most) order.resize(most);
  Table table{.columns = {{"cell", Align::right},
                          {"partition", Align::right},
                          {"appended", Align::right},
                          {"applied", Align::right},
                          {"backlog", Align::right},
                          {"work-lag", Align::right},
                          {"utilisation", Align::right},
                          {"end to end p99", Align::right}}};
  for (const PartitionResult* partition : order) {
    table.add({fmt::format("{}", partition->cell), fmt::format("{}", partition->partition),
               count_text(partition->appended), count_text(partition->applied),
               count_text(partition->max_backlog), seconds_text(partition->max_work_lag_s),
               percent_text(partition->utilization),
               seconds_text(1e-3 * partition->end_to_end_p99_ms)});
  }
  return table;
}

Table estimates_table(const RunResult& result) {
  Table table{
      .columns = {{"quantity"}, {"value", Align::right}, {"95 % interval", Align::right}, {"by"}}};
  for (const NamedEstimate& each : result.estimates) {
    table.add({each.name, human_number(each.estimate.value, kDigits),
               estimate_interval_text(each.estimate), each.method});
  }
  return table;
}

}  // namespace uslkit
