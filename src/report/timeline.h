// Timeline: the series of a run made ready to draw: a time axis in a fitting unit, steps, marks.
//
// Terminal chart and plot draw the same Timeline, so that they cannot disagree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/axis_scale.h"
#include "scenario/run_result.h"

namespace uslkit {

// Something that happened, under the time axis.
struct TimelineMark {
  double time = 0;  // in the unit of the axis
  char letter = '*';
  std::string text{};  // for people
};

// What a letter means: {'F', "fault"}.
struct MarkKind {
  char letter = '*';
  std::string name{};
};

// The largest of h, min, s, ms of which a duration has at least five.
struct TimeUnit {
  std::string_view name;
  double seconds = 1;
};
[[nodiscard]] TimeUnit time_unit_for(double duration_s);

// One curve: row i holds `value[i]` over [i, i + 1) x step from the start on. What is not finite is
// not drawn.
struct TimelineCurve {
  std::string name{};  // "arrived"
  std::vector<double> value{};
};

// One pair of axes: a main curve, further ones beside it, and one that is filled below.
struct TimelinePanel {
  std::string title{};  // "load (requests/s)"
  TimelineCurve line{};
  std::vector<TimelineCurve> more{};             // lines like the first
  std::vector<TimelineCurve> stacked{};          // areas, each above the one before
  TimelineCurve filled{};                        // empty: none
  double highest = 1;                            // of all; positive
  double lowest = 0;                             // positive: the axis is logarithmic, from here on
  bool plain = false;                            // numbers along the axis without prefixes: seconds
  std::string (*label)(double value) = nullptr;  // how a number of the axis is written

  // From 0 to `headroom` times the highest; a logarithmic one over whole decades.
  [[nodiscard]] AxisScale scale(double headroom) const;
};

struct Timeline {
  std::string title{};  // of the time axis, "time (min)"
  double step = 1;      // one row, in the unit of the axis
  double end = 1;
  std::vector<TimelinePanel> panels{};
  std::vector<TimelineMark> marks{};  // in order of time
  std::vector<MarkKind> kinds{};      // of the marks that there are

  // Marks at least so far apart (in the unit of the axis): of several close ones the first.
  [[nodiscard]] std::vector<TimelineMark> marks_apart(double least) const;
  [[nodiscard]] AxisScale time_scale() const { return {.low = 0, .high = end}; }
};

// A run's time axis and marks, without a panel.
[[nodiscard]] Timeline bare_timeline(const RunResult& result);

// `highest` from all curves of the panel.
void add_panel(Timeline& timeline, TimelinePanel panel);

// Panels that have nothing to show (no lag to speak of, nothing shed, consumers that never change)
// are left out. A run without a series gives no panel at all.
[[nodiscard]] Timeline timeline_of(const RunResult& result);

// How a moment is written along the axis: plain, because half a minute is no "500m".
[[nodiscard]] std::string time_label(double value);

// The least and the greatest value of the rows that [from, to) touches, both ends in rows; to >
// from. At least one row is touched where the series is not empty and `from` lies in it.
struct ValueRange {
  double low = 0;
  double high = 0;
};
[[nodiscard]] ValueRange range_of_rows(const std::vector<double>& values, double from, double to);

}  // namespace uslkit
