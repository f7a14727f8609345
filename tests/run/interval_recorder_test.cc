#include "run/interval_recorder.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::seconds;

Scenario scenario_of(Duration duration, Duration warm_up) {
  Scenario scenario;
  scenario.duration = duration;
  scenario.warm_up = warm_up;
  scenario.traffic.classes.resize(2);
  return scenario;
}

}  // namespace

TEST_CASE("every recorded latency is in the totals and in one batch window, but for the warm-up") {
  const Scenario scenario = scenario_of(seconds(7), std::chrono::milliseconds(1500));
  RunTally tally;
  IntervalRecorder recorder(scenario, tally);
  std::uint64_t measured = 0;
  std::size_t folds = 0;
  while (true) {
    recorder.on_ack(folds % 2, 100 + static_cast<std::int64_t>(folds));
    if (recorder.measuring()) ++measured;
    const bool last = recorder.next_boundary() == TimePoint(seconds(7));
    recorder.fold({.backlog = 3});
    ++folds;
    if (last) break;
  }
  CHECK(tally.series.size() == 7);
  CHECK(folds == 27);  // 7 rows, 20 windows and the warm-up, less the end that two share
  CHECK(tally.classes[0].ack.count() + tally.classes[1].ack.count() == measured);
  std::uint64_t in_windows = 0;
  for (const BatchWindow& window : tally.windows) {
    CHECK(window.ack.count() > 0);
    in_windows += window.ack.count();
  }
  CHECK(in_windows == measured);
  std::int64_t acked = 0;
  for (const SeriesRow& row : tally.series) acked += row.acked;
  CHECK(acked == static_cast<std::int64_t>(folds));
}

TEST_CASE("a long run has a wider interval, never more rows") {
  const Scenario scenario = scenario_of(std::chrono::hours(24), seconds(0));
  CHECK(series_interval_of(scenario) > seconds(21));
  CHECK(scenario.duration / series_interval_of(scenario) <= kMaxSeriesRows);
}

TEST_CASE("requests that consumers stand still for are not done, however many are acked") {
  Scenario scenario;
  scenario.duration = seconds(20);
  scenario.traffic.classes.resize(1);
  for (const bool consumed : {true, false}) {
    if (consumed) {
      scenario.log = LogSpec{};
      scenario.consumers = ConsumersSpec{};
    } else {
      scenario.consumers.reset();
    }
    RunTally tally;
    IntervalRecorder recorder(scenario, tally);
    recorder.on_ack(0, 1000);
    recorder.fold({});
    CHECK(tally.windows[0].completed == (consumed ? 0 : 1));
  }
}

}  // namespace uslkit
