#include "report/run_timelines.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/human_number.h"

namespace uslkit {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastLag_s = 0.1;  // below it a consumer has just taken a batch
constexpr double kLowestLatency_s = 1e-9;

std::string duration_label(double seconds) { return seconds_text(seconds); }

// In seconds, and without those of intervals in which nobody was answered.
std::vector<double> in_seconds_where_any(const std::vector<double>& milliseconds) {
  std::vector<double> seconds;
  for (const double value : milliseconds) seconds.push_back(value > 0 ? 1e-3 * value : kNothing);
  return seconds;
}

bool has_number(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(),
                     [](double value) { return std::isfinite(value); });
}

double lowest_of(const TimelinePanel& panel) {
  double lowest = HUGE_VAL;
  const auto look = [&lowest](const TimelineCurve& curve) {
    for (const double value : curve.value) {
      if (value > 0) lowest = std::min(lowest, value);
    }
  };
  look(panel.line);
  for (const TimelineCurve& curve : panel.more) look(curve);
  return std::max(lowest, kLowestLatency_s);
}

struct Percentiles {
  const char* title;
  const std::vector<double>& p50;
  const std::vector<double>& p99;
  const std::vector<double>& p999;
};

// Those that the document has: one of an earlier version has p99 alone.
void add_latencies(Timeline& timeline, const Percentiles& from) {
  std::vector<TimelineCurve> curves = {{"p50", in_seconds_where_any(from.p50)},
                                       {"p99", in_seconds_where_any(from.p99)},
                                       {"p99.9", in_seconds_where_any(from.p999)}};
  std::erase_if(curves, [](const TimelineCurve& curve) { return !has_number(curve.value); });
  if (curves.empty()) return;
  TimelinePanel panel{.title = from.title, .line = curves.front(), .label = duration_label};
  if (curves.size() == 1) panel.title += ", " + panel.line.name;  // one curve has no legend
  panel.more.assign(curves.begin() + 1, curves.end());
  panel.lowest = lowest_of(panel);
  add_panel(timeline, std::move(panel));
}

std::string class_name(const RunResult& result, std::size_t index) {
  return index < result.classes.size() ? result.classes[index].name
                                       : fmt::format("class {}", index + 1);
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += std::isfinite(value) ? value : 0;
  return sum;
}

}  // namespace

std::vector<double> drain_times(const SeriesResult& series) {
  const std::vector<double>& backlog = series.backlog_events;
  const std::size_t window = std::max<std::size_t>(1, backlog.size() / 100);
  const double length_s = series.interval_s * static_cast<double>(backlog.size());
  std::vector<double> drain(backlog.size(), 0);
  for (std::size_t i = 0; i < backlog.size(); ++i) {
    if (i < series.work_lag_s.size() && series.work_lag_s[i] < kLeastLag_s) continue;
    const std::size_t before = i - std::min(i, window);
    const double passed_s = series.interval_s * static_cast<double>(i - before);
    const double fallen = backlog[before] - backlog[i];
    const double seconds = fallen > 0 ? backlog[i] / fallen * passed_s : kNothing;
    drain[i] = seconds <= length_s ? seconds : kNothing;
  }
  return drain;
}

Timeline lag_timeline(const RunResult& result) {
  const SeriesResult& series = result.series;
  Timeline timeline = bare_timeline(result);
  if (series.work_lag_s.empty() || series.arrived_per_s.empty()) return timeline;
  add_panel(timeline,
            {.title = "work-lag (s)", .line = {"work-lag", series.work_lag_s}, .plain = true});
  add_panel(timeline,
            {.title = "age-lag (s)", .line = {"age-lag", series.age_lag_s}, .plain = true});
  add_panel(timeline,
            {.title = "drain time (s)", .line = {"drain", drain_times(series)}, .plain = true});
  return timeline;
}

Timeline latency_timeline(const RunResult& result) {
  const SeriesResult& series = result.series;
  Timeline timeline = bare_timeline(result);
  if (series.arrived_per_s.empty()) return timeline;
  // Without a log an answer is the end: one latency, not two.
  const bool one = result.ack == result.end_to_end;
  add_latencies(timeline, {.title = one ? "latency" : "ack latency",
                           .p50 = series.ack_p50_ms,
                           .p99 = series.ack_p99_ms,
                           .p999 = series.ack_p999_ms});
  if (one) return timeline;
  add_latencies(timeline, {.title = "end to end",
                           .p50 = series.end_to_end_p50_ms,
                           .p99 = series.end_to_end_p99_ms,
                           .p999 = series.end_to_end_p999_ms});
  return timeline;
}

std::vector<std::size_t> classes_shed_most(const RunResult& result) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    if (result.classes[i].counts.rejected_total() > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&result](std::size_t a, std::size_t b) {
    return result.classes[a].counts.rejected_total() > result.classes[b].counts.rejected_total();
  });
  if (order.size() > kMostShedClasses) order.resize(kMostShedClasses);
  return order;
}

Timeline shed_timeline(const RunResult& result) {
  const SeriesResult& series = result.series;
  Timeline timeline = bare_timeline(result);
  if (series.shed_per_s.empty() || series.arrived_per_s.empty()) return timeline;
  TimelinePanel panel{.title = "shed (attempts/s)",
                      .line = {"all classes", series.shed_per_s},
                      .plain = !(sum_of(series.shed_per_s) > 0)};
  std::vector<double> others = series.shed_per_s;
  for (const std::size_t index : classes_shed_most(result)) {
    if (index >= series.shed_per_s_by_class.size()) continue;
    const std::vector<double>& column = series.shed_per_s_by_class[index];
    panel.stacked.push_back({class_name(result, index), column});
    for (std::size_t row = 0; row < std::min(others.size(), column.size()); ++row) {
      others[row] = std::max(0.0, others[row] - column[row]);
    }
  }
  // What is left by rounding is nobody's.
  if (sum_of(others) > 1e-9 * sum_of(series.shed_per_s)) {
    panel.stacked.push_back({"other classes", std::move(others)});
  }
  add_panel(timeline, std::move(panel));
  return timeline;
}

}  // namespace uslkit
