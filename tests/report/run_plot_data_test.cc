// What the plots of a run are made of: drain times, percentile curve, partition bars, heat map.
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "report/bar_chart.h"
#include "report/heat_map.h"
#include "report/partition_bars.h"
#include "report/percentile_curve.h"
#include "report/run_timelines.h"
#include "tests/report/sample_run.h"

namespace uslkit {
namespace {

RunResult with_partitions(std::size_t partitions, std::size_t rows) {
  RunResult run;
  for (std::size_t i = 0; i < partitions; ++i) {
    run.partitions.push_back({.partition = static_cast<std::int64_t>(i), .appended = 10});
    run.partition_series.max_backlog_events.emplace_back(rows, 0.0);
  }
  run.partition_series.interval_s = 1;
  for (std::size_t row = 0; row < rows; ++row) {
    run.partition_series.time_s.push_back(static_cast<double>(row));
  }
  return run;
}

}  // namespace

TEST_CASE("the drain time is the backlog over the rate at which it falls, or no number") {
  SeriesResult series;
  series.interval_s = 10;
  series.backlog_events = {0, 100, 300, 200, 100, 0, 5};
  series.work_lag_s = {0, 5, 9, 6, 3, 0, 0.05};
  const std::vector<double> drain = drain_times(series);
  REQUIRE(drain.size() == 7);
  CHECK(drain[0] == 0);
  CHECK(std::isnan(drain[1]));  // it grows
  CHECK(std::isnan(drain[2]));
  CHECK(drain[3] == doctest::Approx(20));  // 200 left, 10/s less and less
  CHECK(drain[4] == doctest::Approx(10));
  CHECK(drain[5] == 0);
  CHECK(drain[6] == 0);            // no lag worth the name
  series.backlog_events[3] = 299;  // at 0.1/s it takes far longer than the run is long
  CHECK(std::isnan(drain_times(series)[3]));
}

TEST_CASE("the percentile curve ends at the greatest value and never turns back") {
  Histogram histogram;
  for (std::int64_t i = 1; i <= 100'000; ++i) histogram.record(i * 1000);
  histogram.record(5'000'000'000);
  const std::vector<DataPoint> curve = percentile_curve(histogram);
  REQUIRE(curve.size() > 50);
  CHECK(curve.size() < 1200);
  CHECK(curve.back().y == doctest::Approx(5).epsilon(0.003));
  CHECK(curve.back().x == doctest::Approx(100'001));
  for (std::size_t i = 1; i < curve.size(); ++i) {
    CHECK(curve[i].x >= curve[i - 1].x);
    CHECK(curve[i].y >= curve[i - 1].y);
  }
  // At p90 the curve has the 90th percentile.
  const auto at = std::find_if(curve.begin(), curve.end(),
                               [](const DataPoint& point) { return point.x >= 10; });
  CHECK(at->y == doctest::Approx(0.09).epsilon(0.02));
  CHECK(percentile_curve(Histogram()).empty());
  CHECK(percentile_label(1000) == "99.9 %");
  CHECK(percentile_label(1) == "0 %");
}

TEST_CASE("only percentiles with a value beyond them are named") {
  Histogram histogram;
  histogram.record(1000, 100);
  const std::vector<NamedPercentile> named = percentiles_of(histogram);
  REQUIRE(named.size() == 3);
  CHECK(named.back().name == "p99");
  CHECK(percentiles_of(Histogram()).empty());
}

TEST_CASE("of very many partitions the hottest comes first and is never averaged away") {
  RunResult run = with_partitions(5000, 1);
  run.partitions[3333].appended = 700;
  const PartitionBars bars = partition_bars(run);
  CHECK(bars.ranked);
  CHECK(std::ssize(bars.bars) <= kMostBars);
  CHECK(bars.bars.front().events == 700);
  CHECK(bars.hottest_partition == 3333);
  CHECK(bars.fair_events == doctest::Approx((4999 * 10 + 700) / 5000.0));
  const PartitionBars few = partition_bars(with_partitions(4, 1));
  CHECK_FALSE(few.ranked);
  CHECK(few.bars.size() == 4);
}

TEST_CASE("a peak of one partition in one row survives any merging of the heat map") {
  RunResult run = with_partitions(999, 240);
  run.partition_series.max_backlog_events[700][111] = 12345;
  for (const HeatMapSize& size : {HeatMapSize{}, HeatMapSize{.most_rows = 7, .most_columns = 13}}) {
    const HeatMap map = heat_map(run, size);
    CHECK(map.rows.size() <= size.most_rows);
    CHECK(map.rows.front().size() <= size.most_columns);
    double greatest = 0;
    for (const std::vector<double>& row : map.rows) {
      greatest = std::max(greatest, *std::max_element(row.begin(), row.end()));
    }
    CHECK(greatest == 12345);
    CHECK(map.greatest_partition == 700);
    CHECK(map.greatest_at_s == 111);
  }
}

TEST_CASE("shades are round numbers, the greatest has one, and only nothing is white") {
  RunResult run = with_partitions(1, 3);
  for (const double greatest : {1.0, 7.0, 9.0, 999.0, 1.4e6, 72e6}) {
    run.partition_series.max_backlog_events[0] = {0, 1e-3 * greatest, greatest};
    const HeatMap map = heat_map(run);
    CAPTURE(greatest);
    CHECK(shade_of(map, 0) == 0);
    CHECK(shade_of(map, 1e-3 * greatest) >= 1);
    CHECK(shade_of(map, greatest) <= kShades);
    CHECK(kShades * map.unit >= greatest);
  }
  run.partition_series.max_backlog_events[0] = {0, 0, 1.4e6};
  CHECK(heat_map(run).unit == 200'000);
}

TEST_CASE("bars keep their proportions, and what is not nothing is seen") {
  const std::string chart = bar_chart(
      {{"a", 100, "100"}, {"b", 50, "50"}, {"c", 0.01, "0.01"}, {"d", 0, "0"}}, {.width = 40}, 50);
  CHECK(chart ==
        "  a ███████████████┃███████████████ 100\n"
        "  b ███████████████┃                50\n"
        "  c ▌              │                0.01\n"
        "  d                │                0\n");
}

}  // namespace uslkit
