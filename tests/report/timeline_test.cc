#include "report/timeline.h"

#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "report/run_plots.h"
#include "report/safe_text.h"
#include "report/timeline_chart.h"
#include "scenario/run_event_kinds.h"
#include "tests/report/sample_run.h"

namespace uslkit {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("the range of rows covers every row that a piece touches, and at least one") {
  const std::vector<double> values{5, 1, 9, 3};
  const ValueRange all = range_of_rows(values, 0, 4);
  CHECK(all.low == 1);
  CHECK(all.high == 9);
  const ValueRange half = range_of_rows(values, 1.2, 1.4);
  CHECK(half.low == 1);
  CHECK(half.high == 1);
  CHECK(range_of_rows(values, 0.9, 1.1).high == 5);
  CHECK(range_of_rows(values, 3.5, 99).high == 3);
  CHECK(range_of_rows({}, 0, 1).high == 0);
}

TEST_CASE("the timeline shows what there is: no panel for a lag that never was") {
  const Timeline surge = timeline_of(surge_run());
  REQUIRE(surge.panels.size() == 4);
  CHECK(surge.panels[1].line.name == "work-lag");
  CHECK(surge.panels[2].line.name == "shed");
  CHECK(surge.panels[3].line.name == "consumers");
  CHECK(surge.title == "time (min)");
  CHECK(surge.end == doctest::Approx(20));
  const Timeline queue = timeline_of(queue_run());
  REQUIRE(queue.panels.size() == 1);
  CHECK(queue.panels[0].filled.name == "admitted");
  CHECK(queue.title == "time (s)");
  CHECK(timeline_of(RunResult()).panels.empty());
}

TEST_CASE("every kind of event that engines record has a letter of its own") {
  std::string letters;
  for (const RunEventKind& kind : kRunEventKinds) {
    RunResult run = surge_run();
    run.events = {{.time_s = 100, .cell = -1, .kind = std::string(kind.kind), .text = "x"}};
    const Timeline timeline = timeline_of(run);
    REQUIRE(timeline.marks.size() == 1);
    CHECK(letters.find(timeline.marks[0].letter) == std::string::npos);
    letters += timeline.marks[0].letter;
  }
  CHECK(letters.find('*') == std::string::npos);
}

TEST_CASE("moments along the axis are plain: half a minute is 0.5") {
  CHECK(time_label(0.5) == "0.5");
  CHECK(time_label(15) == "15");
  CHECK(time_label(1200) == "1,200");
}

TEST_CASE("of marks that crowd only the first is kept, and none beyond the end") {
  Timeline timeline;
  timeline.end = 10;
  for (int i = 0; i < 30; ++i) timeline.marks.push_back({0.5 * i, 'A', ""});
  CHECK(timeline.marks_apart(0).size() == 21);
  const std::vector<TimelineMark> kept = timeline.marks_apart(2);
  REQUIRE(kept.size() == 6);
  CHECK(kept[1].time == doctest::Approx(2));
}

TEST_CASE("every kind of event has its letter, and an unknown one a star") {
  RunResult run = surge_run();
  run.events.push_back({.time_s = 100, .cell = -1, .kind = "something new", .text = "new"});
  const Timeline timeline = timeline_of(run);
  REQUIRE(timeline.marks.size() == 4);
  CHECK(timeline.marks[0].letter == '*');
  CHECK(timeline.marks[1].letter == 'F');
  CHECK(timeline.marks[2].letter == 'f');
  CHECK(timeline.marks[3].letter == 'A');
  CHECK(timeline.kinds.size() == 4);
}

TEST_CASE("a spike of one row in 4096 is seen in a chart of 60 columns") {
  RunResult run = queue_run();
  SeriesResult& series = run.series;
  series.arrived_per_s.assign(4096, 10);
  series.admitted_per_s.assign(4096, 10);
  series.applied_per_s.assign(4096, 0);
  series.arrived_per_s[2000] = 1000;
  const std::string chart = timeline_chart(run, {.width = 60, .height = 10});
  const std::vector<std::string> lines = lines_of(chart);
  REQUIRE(lines.size() > 2);
  // The first row of the drawing holds the spike and nothing else.
  const std::vector<char32_t> top = safe_code_points(lines[1]);
  CHECK(std::count_if(top.begin(), top.end(),
                      [](char32_t glyph) { return glyph >= 0x2801 && glyph <= 0x28ff; }) == 1);
}

TEST_CASE("the chart keeps to its width and works with one row, at the narrowest") {
  RunResult run = queue_run();
  for (const std::size_t width : {40U, 78U, 200U}) {
    for (const std::string& line : lines_of(timeline_chart(surge_run(), {.width = width}))) {
      CHECK(cells_of(line) <= width);
    }
    run.series.arrived_per_s.resize(1);
    run.series.admitted_per_s.resize(1);
    run.series.applied_per_s.resize(1);
    CHECK_FALSE(timeline_chart(run, {.width = width}).empty());
  }
  CHECK(timeline_chart(RunResult()).empty());
}

TEST_CASE("the marks stand at their time") {
  const std::vector<std::string> lines =
      lines_of(timeline_chart(surge_run(), {.width = 108, .unicode = false}));
  const std::vector<std::string>::const_iterator marks =
      std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find('F') != std::string::npos && line.find("load") == std::string::npos;
      });
  REQUIRE(marks != lines.end());
  // 100 columns after a margin of 8; the fault is at a third of 20 minutes.
  CHECK(marks->find('F') == 8 + 33);
  CHECK(marks->find('A') == 8 + 62);
}

TEST_CASE("all shapes of a timeline plot lie within its canvas") {
  for (const RunResult& run : {surge_run(), queue_run()}) {
    const Plot plot = timeline_plot(run);
    const Box canvas{0, 0, plot.width, plot.height};
    for (const Shape& shape : plot.shapes) {
      CAPTURE(role_of(shape));
      CHECK(canvas.contains(bounds_of(shape)));
    }
  }
}

TEST_CASE("a run without a series cannot be drawn, and says so") {
  CHECK_THROWS_WITH_AS(timeline_plot(RunResult()),
                       "timeline: error: found a run without a series over time\n"
                       "  allowed: a run of at least one series interval",
                       InputError);
}

}  // namespace
}  // namespace uslkit
