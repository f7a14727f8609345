#include "report/timeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "report/human_number.h"
#include "scenario/run_event_kinds.h"

namespace uslkit {
namespace {

constexpr double kLeastLag_s = 0.1;  // below it a consumer has just taken a batch

MarkKind mark_kind(const std::string& kind) {
  const RunEventKind* known = find_run_event_kind(kind);
  return known == nullptr ? MarkKind{'*', "other event"}
                          : MarkKind{known->letter, std::string(known->name)};
}

void add_marks(Timeline& timeline, const std::vector<RunEvent>& events, double unit_s) {
  for (const RunEvent& event : events) {
    const MarkKind kind = mark_kind(event.kind);
    timeline.marks.push_back({event.time_s / unit_s, kind.letter, event.text});
    const bool known =
        std::any_of(timeline.kinds.begin(), timeline.kinds.end(),
                    [&kind](const MarkKind& other) { return other.letter == kind.letter; });
    if (!known) timeline.kinds.push_back(kind);
  }
  std::stable_sort(timeline.marks.begin(), timeline.marks.end(),
                   [](const TimelineMark& a, const TimelineMark& b) { return a.time < b.time; });
}

double highest_of(const std::vector<double>& values) {
  double highest = 0;
  for (const double value : values) {
    if (std::isfinite(value)) highest = std::max(highest, value);
  }
  return highest;
}

bool changes(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [&values](double value) {
    return value < values.front() || value > values.front();
  });
}

// What came out of the load: applied where there is a log, else answered, else let in.
TimelineCurve useful_work(const SeriesResult& series) {
  if (highest_of(series.applied_per_s) > 0) return {"applied", series.applied_per_s};
  if (highest_of(series.acked_per_s) > 0) return {"answered", series.acked_per_s};
  return {"admitted", series.admitted_per_s};
}

}  // namespace

AxisScale TimelinePanel::scale(double headroom) const {
  if (!(lowest > 0)) return {.low = 0, .high = headroom * highest};
  const double low = std::pow(10.0, std::floor(std::log10(lowest)));
  const double high = std::pow(10.0, std::ceil(std::log10(highest)));
  return {.kind = ScaleKind::log10, .low = low, .high = high > low ? high : 10 * low};
}

void add_panel(Timeline& timeline, TimelinePanel panel) {
  panel.highest = std::max(highest_of(panel.line.value), highest_of(panel.filled.value));
  for (const TimelineCurve& curve : panel.more) {
    panel.highest = std::max(panel.highest, highest_of(curve.value));
  }
  if (panel.highest <= 0) panel.highest = 1;
  timeline.panels.push_back(std::move(panel));
}

TimeUnit time_unit_for(double duration_s) {
  constexpr std::array<TimeUnit, 3> kUnits = {{{"h", 3600}, {"min", 60}, {"s", 1}}};
  for (const TimeUnit& unit : kUnits) {
    if (duration_s >= 5 * unit.seconds) return unit;
  }
  return duration_s > 0 && duration_s < 1 ? TimeUnit{"ms", 1e-3} : TimeUnit{"s", 1};
}

std::vector<TimelineMark> Timeline::marks_apart(double least) const {
  std::vector<TimelineMark> kept;
  for (const TimelineMark& mark : marks) {
    if (mark.time > end) break;
    if (kept.empty() || mark.time - kept.back().time >= least) kept.push_back(mark);
  }
  return kept;
}

std::string time_label(double value) { return human_number(value); }

ValueRange range_of_rows(const std::vector<double>& values, double from, double to) {
  if (values.empty() || !(to > from)) return {};
  const double last = static_cast<double>(values.size() - 1);
  const std::size_t first = static_cast<std::size_t>(std::clamp(std::floor(from), 0.0, last));
  const std::size_t end =
      static_cast<std::size_t>(std::clamp(std::ceil(to), std::floor(from) + 1, last + 1));
  ValueRange range{.low = values[first], .high = values[first]};
  for (std::size_t i = first; i < end; ++i) {
    range.low = std::min(range.low, values[i]);
    range.high = std::max(range.high, values[i]);
  }
  return range;
}

Timeline bare_timeline(const RunResult& result) {
  const SeriesResult& series = result.series;
  Timeline timeline;
  if (series.arrived_per_s.empty()) return timeline;
  const double duration_s = series.interval_s * static_cast<double>(series.arrived_per_s.size());
  const TimeUnit unit = time_unit_for(duration_s);
  timeline.title = fmt::format("time ({})", unit.name);
  timeline.step = series.interval_s / unit.seconds;
  timeline.end = duration_s / unit.seconds;
  add_marks(timeline, result.events, unit.seconds);
  return timeline;
}

Timeline timeline_of(const RunResult& result) {
  const SeriesResult& series = result.series;
  Timeline timeline = bare_timeline(result);
  if (series.arrived_per_s.empty()) return timeline;
  add_panel(timeline, {.title = "load (requests/s)",
                       .line = {"arrived", series.arrived_per_s},
                       .filled = useful_work(series)});
  if (highest_of(series.work_lag_s) >= kLeastLag_s) {
    add_panel(timeline,
              {.title = "work-lag (s)", .line = {"work-lag", series.work_lag_s}, .plain = true});
  }
  if (highest_of(series.shed_per_s) > 0) {
    add_panel(timeline, {.title = "shed (/s)", .line = {"shed", series.shed_per_s}});
  }
  if (!series.consumers.empty() && changes(series.consumers)) {
    add_panel(timeline, {.title = "consumers", .line = {"consumers", series.consumers}});
  }
  return timeline;
}

}  // namespace uslkit
