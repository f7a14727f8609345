#include "run/partition_series.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "sim/simulate.h"

namespace uslkit {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Scenario with_partitions(std::int64_t partitions, Duration duration) {
  Scenario scenario;
  scenario.duration = duration;
  scenario.log = LogSpec{.partitions = partitions};
  return scenario;
}

std::int64_t rows_of(const Scenario& scenario) {
  const Duration interval = partition_interval_of(scenario);
  return (scenario.duration.count() + interval.count() - 1) / interval.count();
}

double greatest(const std::vector<double>& column) {
  return *std::max_element(column.begin(), column.end());
}

}  // namespace

TEST_CASE("rows are whole intervals of the series, a few hundred at most however long the run") {
  for (const std::int64_t partitions : {1, 48, 400, 5000, 100'000}) {
    for (const Duration duration : {Duration(seconds(7)), Duration(seconds(241)),
                                    Duration(hours(24)), Duration(hours(24 * 30))}) {
      const Scenario scenario = with_partitions(partitions, duration);
      CAPTURE(partitions);
      CAPTURE(in_seconds(duration));
      CHECK(partition_interval_of(scenario) % series_interval_of(scenario) == Duration(0));
      CHECK(rows_of(scenario) <= kMostPartitionRows);
      CHECK(rows_of(scenario) * partitions <=
            std::max(kMostPartitionValues, kLeastPartitionRows * partitions));
    }
  }
  CHECK(partition_interval_of(with_partitions(48, seconds(7))) ==
        series_interval_of(with_partitions(48, seconds(7))));
  CHECK(rows_of(with_partitions(48, hours(24))) > kMostPartitionRows / 2);
}

TEST_CASE("a look belongs to the row that it ends, and only the greatest of a row is kept") {
  PartitionTally tally;
  const TimePoint end(seconds(30));
  const auto see = [&](Duration at, std::int64_t backlog, double age) {
    see_partition(TimePoint(at), end, seconds(10), {.backlog = backlog, .age_lag_s = age}, tally);
  };
  see(Duration(0), 1, 0);
  see(seconds(10), 5, 2);
  see(seconds(5), 3, 7);
  see(seconds(10) + Duration(1), 4, 1);
  see(seconds(31), 9, 3);  // while a real run drains
  REQUIRE(tally.peaks.size() == 3);
  CHECK(tally.peaks[0].backlog == 5);
  CHECK(tally.peaks[0].age_lag_s == 7);
  CHECK(tally.peaks[1].backlog == 4);
  CHECK(tally.peaks[2].backlog == 9);
  CHECK(tally.max_backlog == 9);
}

TEST_CASE("merging rows, cells and replications never hides a partition's peak") {
  Scenario scenario = with_partitions(3, seconds(500));
  scenario.seed = 7;
  scenario.cells.count = 2;
  scenario.consumers = ConsumersSpec{};
  scenario.consumers->count = 3;
  scenario.consumers->batch_size = 10;
  scenario.consumers->batch = {.t0 = std::chrono::milliseconds(40)};
  TrafficClass traffic;
  traffic.name = "all";
  traffic.rate.shape = ConstantRate{Rate{1600}};
  scenario.traffic.classes = {traffic};
  scenario.replications = 2;
  const RunResult result = simulate(scenario);
  const PartitionSeriesResult& series = result.partition_series;
  REQUIRE(result.partitions.size() == 6);
  REQUIRE(series.max_backlog_events.size() == 6);
  CHECK(series.time_s.size() <= static_cast<std::size_t>(kMostPartitionRows));
  for (std::size_t i = 0; i < 6; ++i) {
    CAPTURE(i);
    CHECK(series.max_backlog_events[i].size() == series.time_s.size());
    CHECK(greatest(series.max_backlog_events[i]) ==
          static_cast<double>(result.partitions[i].max_backlog));
    CHECK(greatest(series.max_work_lag_s[i]) == result.partitions[i].max_work_lag_s);
    CHECK(greatest(series.max_age_lag_s[i]) == result.partitions[i].max_age_lag_s);
    CHECK(result.partitions[i].max_backlog > 100);
  }
}

TEST_CASE("a run without a log has no partitions and no rows") {
  Scenario scenario;
  scenario.duration = seconds(10);
  const std::vector<RunTally> tallies(1);
  const PartitionSeriesResult series = partition_series(scenario, tallies, 1);
  CHECK(series.time_s.empty());
  CHECK(series.max_backlog_events.empty());
}

}  // namespace uslkit
