// run_charts: every plot kind of a run as text for a terminal.
#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "report/bar_chart.h"
#include "report/heat_chart.h"
#include "report/heat_map.h"
#include "report/human_number.h"
#include "report/partition_bars.h"
#include "report/percentile_curve.h"
#include "report/run_plots.h"
#include "report/run_tables.h"
#include "report/run_timelines.h"
#include "report/safe_text.h"
#include "report/timeline_chart.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostTextBars = 32;

std::string sentence(const std::string& text, const ChartOptions& options) {
  std::string lines;
  for (const std::string& line : wrap_to_cells(text, options.width)) lines += line + '\n';
  return lines + '\n';
}

// Indented below a chart.
std::string note(const std::string& text, const ChartOptions& options) {
  std::string lines;
  for (const std::string& line : wrap_to_cells(text, options.width - 2))
    lines += "  " + line + '\n';
  return lines;
}

std::string percentile_bars(const std::string& name, const Histogram& histogram,
                            const ChartOptions& options) {
  if (histogram.empty()) return "";
  std::vector<NamedPercentile> percentiles = percentiles_of(histogram);
  percentiles.push_back({"max", 1});
  std::vector<TextBar> bars;
  for (const NamedPercentile& named : percentiles) {
    const double seconds =
        1e-9 * static_cast<double>(histogram.quantile(named.probability).count());
    bars.push_back({named.name, seconds, seconds_text(seconds)});
  }
  return "\n" + name + ", after the warm-up\n" + bar_chart(bars, options);
}

std::string latency_bars(const RunResult& result, const ChartOptions& options) {
  if (result.ack == result.end_to_end) return percentile_bars("latency", result.ack, options);
  return percentile_bars("ack", result.ack, options) +
         percentile_bars("end to end", result.end_to_end, options);
}

std::string shed_bars(const RunResult& result, const ChartOptions& options) {
  std::vector<TextBar> reasons;
  for (std::size_t i = 1; i < result.totals.rejected.size(); ++i) {
    const std::int64_t count = result.totals.rejected[i];
    if (count == 0) continue;
    reasons.push_back(
        {reason_text(static_cast<RejectReason>(i)), static_cast<double>(count), count_text(count)});
  }
  if (reasons.empty()) return "";
  std::vector<TextBar> classes;
  for (const std::size_t index : classes_shed_most(result)) {
    const std::int64_t count = result.classes[index].counts.rejected_total();
    classes.push_back({result.classes[index].name, static_cast<double>(count), count_text(count)});
  }
  return "\nattempts shed, by reason\n" + bar_chart(reasons, options) +
         "\nattempts shed, by class\n" + bar_chart(classes, options);
}

// Of more partitions those with the most events.
std::string partition_chart(const RunResult& result, const ChartOptions& options) {
  const PartitionBars all = partition_bars(result);
  std::vector<const PartitionResult*> order;
  for (const PartitionResult& each : result.partitions) order.push_back(&each);
  const bool ranked = order.size() > kMostTextBars;
  if (ranked) {
    std::stable_sort(order.begin(), order.end(),
                     [](const PartitionResult* a, const PartitionResult* b) {
                       return a->appended > b->appended;
                     });
    order.resize(kMostTextBars);
  }
  std::vector<TextBar> bars;
  for (const PartitionResult* each : order) {
    const std::string cell = result.cells.size() > 1 ? fmt::format("cell {} ", each->cell) : "";
    bars.push_back({fmt::format("{}partition {}", cell, each->partition),
                    static_cast<double>(each->appended),
                    fmt::format("{}, lag {}", count_text(each->appended),
                                seconds_text(each->max_work_lag_s))});
  }
  std::string text = sentence(partitions_finding(result, all), options);
  text += bar_chart(bars, options, all.fair_events);
  if (ranked) {
    text += note(fmt::format("the {} of {} partitions with the most events", kMostTextBars,
                             result.partitions.size()),
                 options);
  }
  return text + note(fmt::format("events appended, greatest work-lag; the line: fair share, {}",
                                 human_number(all.fair_events)),
                     options);
}

}  // namespace

std::string run_chart_of_kind(const RunResult& result, const std::string& kind,
                              const ChartOptions& options) {
  if (kind == "partitions") return partition_chart(result, options);
  if (kind == "heatmap") {
    return sentence(heat_finding(result, heat_map(result)), options) + heat_chart(result, options);
  }
  // The plots refuse a run that has nothing of their kind.
  const std::string title = sentence(run_plot_of_kind(result, kind).title, options);
  if (kind == "lag") return title + timeline_chart(lag_timeline(result), options);
  if (kind == "latency") {
    return title + timeline_chart(latency_timeline(result), options) +
           latency_bars(result, options);
  }
  if (kind == "shed") {
    return title + timeline_chart(shed_timeline(result), options) + shed_bars(result, options);
  }
  USLKIT_CHECK(kind == "timeline");
  return title + timeline_chart(timeline_of(result), options);
}

}  // namespace uslkit
