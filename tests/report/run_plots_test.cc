#include "report/run_plots.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "report/render.h"
#include "report/safe_text.h"
#include "tests/report/golden.h"
#include "tests/report/plot_shapes.h"
#include "tests/report/sample_run.h"

namespace uslkit {
namespace {

RunResult many_of_everything() {
  RunResult run = surge_in_full();
  const ClassResult last = run.classes[1];
  for (int i = 0; i < 20; ++i) {
    run.classes.push_back(last);
    run.classes.back().name = "class number " + std::to_string(i) + std::string(40, 'w');
    run.series.shed_per_s_by_class.push_back(run.series.shed_per_s_by_class[1]);
  }
  for (int i = 0; i < 40; ++i) {
    run.events.push_back({.time_s = 30.0 * i, .cell = 0, .kind = "rebalance", .text = "r"});
  }
  const PartitionResult partition = run.partitions[2];
  for (std::int64_t i = 8; i < 300; ++i) {
    run.partitions.push_back(partition);
    run.partitions.back().cell = i / 100;
    run.partitions.back().partition = i % 100;
    run.partition_series.max_backlog_events.push_back(run.partition_series.max_backlog_events[1]);
  }
  run.cells.resize(3);
  run.name = std::string(10'000, 'n');
  return run;
}

std::size_t count_of_titles(const Plot& plot, const std::string& part) {
  std::size_t count = 0;
  for (const Shape& shape : plot.shapes) {
    const Text* text = std::get_if<Text>(&shape);
    if (text != nullptr && text->role == "axis-title" && text->text.find(part) != std::string::npos)
      ++count;
  }
  return count;
}

TEST_CASE("every kind of plot of a run is the golden one") {
  const RunResult run = surge_in_full();
  for (const std::string& kind : run_plot_kinds()) {
    CAPTURE(kind);
    check_golden("run_" + kind + ".svg", render(run_plot_of_kind(run, kind), "svg"));
  }
}

TEST_CASE("every kind of chart of a run is the golden one, in Unicode and in ASCII") {
  const RunResult run = surge_in_full();
  for (const std::string& kind : run_plot_kinds()) {
    CAPTURE(kind);
    check_golden("run_" + kind + ".txt", run_chart_of_kind(run, kind, {.width = 90}));
    check_golden("run_" + kind + "_ascii.txt",
                 run_chart_of_kind(run, kind, {.width = 72, .unicode = false}));
  }
}

TEST_CASE("no words of a run's plots lie above each other, and all shapes lie on the page") {
  for (const RunResult& run : {surge_in_full(), many_of_everything()}) {
    for (const std::string& kind : run_plot_kinds()) {
      CAPTURE(kind);
      const Plot plot = run_plot_of_kind(run, kind);
      const Box canvas{0, 0, plot.width, plot.height};
      for (const Shape& shape : plot.shapes) {
        CAPTURE(role_of(shape));
        CHECK(canvas.contains(bounds_of(shape)));
      }
      const std::vector<Box> texts = texts_of(plot);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(texts[i].overlaps(texts[j]));
      }
    }
  }
}

TEST_CASE("charts keep to their width, and without colour write no escape byte") {
  for (const RunResult& run : {surge_in_full(), many_of_everything()}) {
    for (const std::string& kind : run_plot_kinds()) {
      for (const std::size_t width : {40U, 78U, 120U}) {
        CAPTURE(kind);
        const std::string chart = run_chart_of_kind(run, kind, {.width = width});
        CHECK(chart.find('\x1b') == std::string::npos);
        for (const std::string& line : lines_of(chart)) CHECK(cells_of(line) <= width);
      }
      CHECK(run_chart_of_kind(run, kind, {.color = true}).find('\x1b') != std::string::npos);
    }
  }
}

TEST_CASE("the three lags have an axis each, with its unit") {
  const Plot plot = lag_plot(surge_in_full());
  for (const char* title : {"work-lag (s)", "age-lag (s)", "drain time (s)", "time (min)"}) {
    CHECK(count_of_titles(plot, title) == 1);
  }
  CHECK(plot.title == "surge: work-lag up to 120 s, age-lag up to 132 s, recovered at 16 min 40 s");
}

TEST_CASE("latencies are drawn to the last one, with their percentiles named") {
  const Plot plot = latency_run_plot(surge_in_full());
  CHECK(count_of(plot, "distribution") == 2);
  // p50 to p99.9 of 2000 answers, and the greatest, of both.
  CHECK(count_of(plot, "percentile") == 10);
  CHECK(plot.title.starts_with("surge: ack p99 9."));
}

TEST_CASE("what was shed is told by class and by reason, or that nothing was") {
  const Plot plot = shed_run_plot(surge_in_full());
  CHECK(count_of(plot, "stacked") == 1);  // payments shed nothing
  CHECK(count_of(plot, "reason") == 2);
  CHECK(plot.title == "surge: 3.33 % of 150M attempts shed, 100 % of them analytics");
  const Plot calm = shed_run_plot(queue_run());
  CHECK(count_of(calm, "reason") == 0);
  CHECK(calm.title == "mm1: nothing was shed");
}

TEST_CASE("the hot partition stands out from the fair share") {
  const Plot plot = partitions_plot(surge_in_full());
  CHECK(count_of(plot, "fair-share") == 1);
  CHECK(count_of(plot, "bar") == 24);
  std::set<int> reds;
  for (const Shape& shape : plot.shapes) {
    const Area* area = std::get_if<Area>(&shape);
    if (area != nullptr && area->role == "bar") reds.insert(area->fill.red);
  }
  CHECK(reds.size() == 2);
  CHECK(plot.title == "surge: partition 2 took 2.4 times its fair share");
}

TEST_CASE("runs without what a kind shows are refused with the reason") {
  CHECK_THROWS_WITH_AS(static_cast<void>(run_plot_of_kind(queue_run(), "heatmap")),
                       "heatmap: error: found a run without partitions\n"
                       "  allowed: a run with a log",
                       InputError);
  CHECK_THROWS_WITH_AS(static_cast<void>(run_plot_of_kind(queue_run(), "partitions")),
                       "partitions: error: found a run without partitions\n"
                       "  allowed: a run with a log",
                       InputError);
  CHECK_THROWS_WITH_AS(static_cast<void>(run_plot_of_kind(RunResult(), "lag")),
                       "lag: error: found a run without a series over time\n"
                       "  allowed: a run of at least one series interval",
                       InputError);
  CHECK_THROWS_WITH_AS(static_cast<void>(run_plot_of_kind(queue_run(), "heatmop")),
                       "--kind: error: found \"heatmop\"\n"
                       "  allowed: timeline, lag, latency, shed, partitions or heatmap\n"
                       "  hint: did you mean heatmap?",
                       InputError);
  for (const std::string& kind : run_plot_kinds()) {
    CAPTURE(kind);
    CHECK_THROWS_AS(static_cast<void>(run_chart_of_kind(RunResult(), kind, {})), InputError);
  }
}

TEST_CASE("a hostile name steers no terminal and breaks no picture") {
  RunResult run = surge_in_full();
  const std::string hostile = "</text><script>alert(1)</script>\"'&\x1b[31m\n\xE2\x80\xAE=1+1";
  run.name = hostile;
  run.classes[1].name = hostile;
  run.events[0].text = hostile;
  for (const std::string& kind : run_plot_kinds()) {
    CAPTURE(kind);
    const std::string svg = render(run_plot_of_kind(run, kind), "svg");
    CHECK(svg.find("<script") == std::string::npos);
    const std::string chart = run_chart_of_kind(run, kind, {});
    for (const std::string& text : {svg, chart}) {
      CHECK(text.find('\x1b') == std::string::npos);
      CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
    }
    CHECK(render(run_plot_of_kind(run, kind), "png").size() > 1000);
  }
}

}  // namespace
}  // namespace uslkit
