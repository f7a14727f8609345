#include "page/run_charts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "page/partition_charts.h"
#include "page/thinned_series.h"
#include "report/human_number.h"
#include "report/timeline.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTraceCurves = 8;

// Six digits are more than a screen shows; shorter numbers make a page that can be mailed.
Json rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::stod(fmt::format("{:.6g}", value));
}

Json column_json(const std::vector<double>& values) {
  Json column = Json::array();
  for (const double value : values) column.push_back(rounded(value));
  return column;
}

bool says_something(const std::vector<double>& column) {
  return std::any_of(column.begin(), column.end(),
                     [](double value) { return std::isfinite(value) && std::abs(value) > 0; });
}

// A panel under construction; columns of another length, or without a number but zero, are left
// out.
class Panel {
 public:
  Panel(std::string title, std::string unit, const SeriesThinner& thinner, std::size_t rows)
      : thinner_(thinner), rows_(rows), json_{{"title", title}, {"unit", unit}} {
    json_["curves"] = Json::array();
  }
  Panel& curve(const std::string& name, const std::vector<double>& column) {
    if (column.size() != rows_ || !says_something(column)) return *this;
    json_["curves"].push_back({{"name", name}, {"values", column_json(thinner_.values(column))}});
    return *this;
  }
  void add_to(Json& panels) {
    if (!json_["curves"].empty()) panels.push_back(std::move(json_));
  }

 private:
  const SeriesThinner& thinner_;
  std::size_t rows_;
  Json json_;
};

void add_series_panels(const RunResult& result, const SeriesThinner& thinner, Json& panels) {
  const SeriesResult& series = result.series;
  const std::size_t rows = series.arrived_per_s.size();
  Panel("Load", "/s", thinner, rows)
      .curve("arrived", series.arrived_per_s)
      .curve("admitted", series.admitted_per_s)
      .curve("answered", series.acked_per_s)
      .curve("applied", series.applied_per_s)
      .add_to(panels);
  Panel shed("Shed, by class", "/s", thinner, rows);
  for (std::size_t i = 0; i < series.shed_per_s_by_class.size(); ++i) {
    const std::string name = i < result.classes.size() ? result.classes[i].name : "";
    shed.curve(name.empty() ? fmt::format("class {}", i + 1) : name, series.shed_per_s_by_class[i]);
  }
  if (series.shed_per_s_by_class.empty()) shed.curve("shed", series.shed_per_s);
  shed.add_to(panels);
  Panel("Lag", "s", thinner, rows)
      .curve("work-lag", series.work_lag_s)
      .curve("age-lag", series.age_lag_s)
      .add_to(panels);
  Panel("Backlog", "events", thinner, rows)
      .curve("unread events", series.backlog_events)
      .add_to(panels);
  Panel("Consumers at work", "", thinner, rows).curve("consumers", series.consumers).add_to(panels);
  Panel("Utilisation", "share", thinner, rows)
      .curve("consumers", series.consumer_utilization)
      .curve("database", series.database_utilization)
      .add_to(panels);
  Panel("Latency, p99 of each interval", "ms", thinner, rows)
      .curve("ack", series.ack_p99_ms)
      .curve("end to end", series.end_to_end_p99_ms)
      .add_to(panels);
}

// "cell 3/admission/0 token_bucket rate" without its cell: the same policy of each cell is one
// panel.
std::string policy_of(const std::string& trace) {
  const std::size_t slash = trace.find('/');
  if (!trace.starts_with("cell ") || slash == std::string::npos) return trace;
  return trace.substr(slash + 1);
}

std::string cell_of(const std::string& trace) {
  const std::size_t slash = trace.find('/');
  return trace.starts_with("cell ") && slash != std::string::npos ? trace.substr(0, slash) : trace;
}

// Change points, thinned like a series: of neighbours the least and the greatest.
Json trace_curve(const TraceResult& trace, double unit_s) {
  const std::size_t rows = std::min(trace.time_s.size(), trace.value.size());
  const SeriesThinner thinner(rows);
  std::vector<double> time;
  for (const double position : thinner.positions()) {
    time.push_back(trace.time_s[static_cast<std::size_t>(position)] / unit_s);
  }
  std::vector<double> values(trace.value.begin(),
                             trace.value.begin() + static_cast<std::ptrdiff_t>(rows));
  return {{"name", cell_of(trace.name)},
          {"positions", column_json(time)},
          {"values", column_json(thinner.values(values))}};
}

void add_trace_panels(const RunResult& result, double unit_s, Json& panels) {
  std::vector<std::string> policies;
  std::map<std::string, std::vector<const TraceResult*>> traces;
  for (const TraceResult& trace : result.traces) {
    if (trace.time_s.empty() || !says_something(trace.value)) continue;
    std::vector<const TraceResult*>& of_policy = traces[policy_of(trace.name)];
    if (of_policy.empty()) policies.push_back(policy_of(trace.name));
    of_policy.push_back(&trace);
  }
  for (const std::string& policy : policies) {
    const std::vector<const TraceResult*>& all = traces[policy];
    Json curves = Json::array();
    for (std::size_t i = 0; i < std::min(all.size(), kMostTraceCurves); ++i) {
      curves.push_back(trace_curve(*all[i], unit_s));
    }
    const std::size_t left_out = all.size() - curves.size();
    const std::string more =
        left_out == 0 ? "" : fmt::format(" ({} further cells left out)", left_out);
    panels.push_back(
        {{"title", "Policy: " + policy + more}, {"unit", ""}, {"curves", std::move(curves)}});
  }
}

Json marks_json(const Timeline& timeline) {
  Json marks = Json::array();
  for (const TimelineMark& mark : timeline.marks) {
    marks.push_back({{"time", rounded(mark.time)},
                     {"letter", std::string(1, mark.letter)},
                     {"text", mark.text}});
  }
  return marks;
}

Json kinds_json(const Timeline& timeline) {
  Json kinds = Json::array();
  for (const MarkKind& kind : timeline.kinds) {
    kinds.push_back({{"letter", std::string(1, kind.letter)}, {"name", kind.name}});
  }
  return kinds;
}

// Latency at percentiles that are evenly apart in nines: 0, 50, 90, 99, 99.9, ... %.
Json percentile_curve(const std::string& name, const Histogram& histogram) {
  Json nines = Json::array();
  Json latency_ms = Json::array();
  const double most = std::log10(static_cast<double>(histogram.count()));
  constexpr int kSteps = 80;
  for (int i = 0; i <= kSteps; ++i) {
    const double at = most * i / kSteps;
    const double share = std::min(1 - std::pow(10.0, -at), 1.0);
    nines.push_back(rounded(at));
    latency_ms.push_back(rounded(in_seconds(histogram.quantile(share)) * 1e3));
  }
  return {{"name", name}, {"positions", std::move(nines)}, {"values", std::move(latency_ms)}};
}

Json percentiles_json(const RunResult& result) {
  Json curves = Json::array();
  if (result.ack.count() > 1) curves.push_back(percentile_curve("ack", result.ack));
  if (result.end_to_end.count() > 1) {
    curves.push_back(percentile_curve("end to end", result.end_to_end));
  }
  return curves;
}

}  // namespace

std::string thinning_sentence(const RunResult& result) {
  const std::size_t rows = result.series.arrived_per_s.size();
  const SeriesThinner thinner(rows);
  if (thinner.rows_per_piece() == 1) return "";
  const double piece_s = result.series.interval_s * static_cast<double>(thinner.rows_per_piece());
  return fmt::format(
      "{} rows of {} are drawn as {} pieces of {}: of each piece its least and its greatest value, "
      "so that no peak is hidden.",
      human_number(static_cast<double>(rows)), seconds_text(result.series.interval_s),
      human_number(static_cast<double>(thinner.kept_rows() / 2)), seconds_text(piece_s));
}

Json run_chart_data(const RunResult& result) {
  const SeriesResult& series = result.series;
  const std::size_t rows = series.arrived_per_s.size();
  const SeriesThinner thinner(rows);
  const Timeline timeline = timeline_of(result);
  const TimeUnit unit = time_unit_for(series.interval_s * static_cast<double>(rows));
  std::vector<double> positions = thinner.positions();
  for (double& position : positions) position *= series.interval_s / unit.seconds;
  Json panels = Json::array();
  add_series_panels(result, thinner, panels);
  add_trace_panels(result, unit.seconds, panels);
  return {{"name", result.name},
          {"time",
           {{"unit", std::string(unit.name)},
            {"seconds_per_unit", unit.seconds},
            {"end", timeline.end},
            {"step", timeline.step},
            {"rows", rows},
            {"rows_per_piece", thinner.rows_per_piece()},
            {"positions", column_json(positions)}}},
          {"panels", std::move(panels)},
          {"marks", marks_json(timeline)},
          {"kinds", kinds_json(timeline)},
          {"percentiles", percentiles_json(result)},
          {"partitions", partition_chart_data(result)}};
}

}  // namespace uslkit
