#include "run/control_timeline.h"

#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TimePoint at(Duration time) { return TimePoint(time); }

Scenario scenario_of(std::vector<Fault> faults, std::vector<RunbookAction> runbook = {}) {
  Scenario scenario;
  scenario.traffic.classes = {TrafficClass{.name = "orders"}, TrafficClass{.name = "batch"}};
  scenario.log = LogSpec{.partitions = 6, .brokers = 3, .replication = 2};
  scenario.cells.count = 2;
  scenario.faults = std::move(faults);
  scenario.runbook = std::move(runbook);
  return scenario;
}

Fault fault(Duration from, std::optional<Duration> length, FaultKind kind) {
  return {.at = from, .length = length, .fault = std::move(kind)};
}

RunbookAction timed(Duration from, std::optional<Duration> length, ActionKind kind) {
  return {.at = from, .length = length, .action = std::move(kind)};
}

RunbookAction when(Condition condition, ActionKind kind) {
  return {.when = condition, .action = std::move(kind)};
}

std::vector<std::string> texts(const std::vector<ControlStep>& steps) {
  std::vector<std::string> result;
  for (const ControlStep& step : steps) result.push_back(step.event + ": " + step.text);
  return result;
}

Signals work_lag(double value) {
  Signals signals;
  signals[Signal::work_lag] = value;
  return signals;
}

// The seconds at which the action of the only condition lasts, for a work-lag per second.
std::string lasting(const Condition& condition, const std::vector<double>& lags) {
  const Scenario scenario = scenario_of({}, {when(condition, ReadOnlyAction{})});
  ControlTimeline timeline(scenario, 0);
  std::string result;
  for (std::size_t i = 0; i < lags.size(); ++i) {
    (void)timeline.judge(at(seconds(i)), work_lag(lags[i]));
    result += timeline.active().read_only ? '#' : '.';
  }
  return result;
}

}  // namespace

TEST_CASE("without faults nothing is ever due and nothing is active") {
  const Scenario scenario = scenario_of({});
  ControlTimeline timeline(scenario, 0);
  CHECK(timeline.next() == TimePoint::max());
  CHECK(timeline.apply(at(seconds(100))).empty());
  CHECK(timeline.judge(at(seconds(100)), work_lag(1e9)).empty());
  CHECK(timeline.active().database_factor == 1);
  CHECK(timeline.active().added(LatencyPlace::log).none());
  CHECK(!timeline.active().partition_stands_still(5, at(seconds(100))));
}

TEST_CASE("a fault begins and ends exactly on time and leaves nothing behind") {
  const Scenario scenario =
      scenario_of({fault(seconds(10), seconds(5), SlowDatabaseFault{.factor = 3}),
                   fault(seconds(10), seconds(5),
                         LatencyFault{.place = LatencyPlace::log, .added = seconds(1)}),
                   fault(seconds(10), seconds(5), PartitionFault{.partitions = {0, 4}}),
                   fault(seconds(10), seconds(5), DatabaseOutageFault{}),
                   fault(seconds(10), seconds(5), ConsumerPauseFault{}),
                   fault(seconds(10), seconds(5), ClockSkewFault{.skew = milliseconds(-7)})});
  ControlTimeline timeline(scenario, 0);
  REQUIRE(timeline.next() == at(seconds(10)));
  CHECK(timeline.apply(at(seconds(10) - nanoseconds(1))).empty());
  CHECK(texts(timeline.apply(at(seconds(10)))) ==
        std::vector<std::string>{"fault: the database takes 3 times as long",
                                 "fault: add 1s to every operation of the log",
                                 "fault: partitions 0, 4 down", "fault: the database is out",
                                 "fault: every consumer stands still",
                                 "fault: the consumers' clocks are off by -7ms"});
  const ActiveControls& active = timeline.active();
  CHECK(active.database_factor == 3);
  CHECK(active.added(LatencyPlace::log).of(0.5) == seconds(1));
  CHECK(active.added(LatencyPlace::database).none());
  CHECK(active.partition_stands_still(4, at(seconds(10))));
  CHECK(!active.partition_stands_still(3, at(seconds(10))));
  CHECK(active.database_out);
  CHECK(active.consumers_paused);
  CHECK(active.clock_skew == milliseconds(-7));

  REQUIRE(timeline.next() == at(seconds(15)));
  const std::vector<ControlStep> ends = timeline.apply(at(seconds(15)));
  REQUIRE(ends.size() == 6);
  CHECK(ends[0].event == "fault_end");
  CHECK(ends[0].text == "over: the database takes 3 times as long");
  CHECK(!ends[0].begins);
  CHECK(active.database_factor == 1);
  CHECK(active.added(LatencyPlace::log).none());
  CHECK(!active.partition_stands_still(4, at(seconds(15))));
  CHECK(!active.database_out);
  CHECK(!active.consumers_paused);
  CHECK(active.clock_skew == Duration{0});
  CHECK(timeline.next() == TimePoint::max());
}

TEST_CASE("overlapping faults compose: factors multiply, latencies and skews add, outages last") {
  const Scenario scenario =
      scenario_of({fault(seconds(0), seconds(20), SlowDatabaseFault{.factor = 3}),
                   fault(seconds(10), seconds(20), SlowDatabaseFault{.factor = 2}),
                   fault(seconds(0), seconds(20), LatencyFault{.added = seconds(1)}),
                   fault(seconds(10), seconds(20), LatencyFault{.added = seconds(2)}),
                   fault(seconds(0), seconds(20), ClockSkewFault{.skew = seconds(5)}),
                   fault(seconds(10), seconds(20), ClockSkewFault{.skew = seconds(-2)}),
                   fault(seconds(0), seconds(20), DatabaseOutageFault{}),
                   fault(seconds(10), seconds(20), DatabaseOutageFault{}),
                   fault(seconds(0), seconds(20), PartitionFault{.partitions = {1}}),
                   fault(seconds(10), seconds(20), PartitionFault{.partitions = {1, 2}})});
  ControlTimeline timeline(scenario, 0);
  (void)timeline.apply(at(seconds(15)));
  const ActiveControls& active = timeline.active();
  CHECK(active.database_factor == 6);
  CHECK(active.added(LatencyPlace::database).of(0.5) == seconds(3));
  CHECK(active.clock_skew == seconds(3));
  (void)timeline.apply(at(seconds(20)));
  CHECK(active.database_factor == 2);
  CHECK(active.added(LatencyPlace::database).of(0.5) == seconds(2));
  CHECK(active.clock_skew == seconds(-2));
  CHECK(active.database_out);
  CHECK(active.partition_stands_still(1, at(seconds(20))));
  (void)timeline.apply(at(seconds(30)));
  CHECK(active.database_factor == 1);
  CHECK(!active.database_out);
  CHECK(!active.partition_stands_still(1, at(seconds(30))));
}

TEST_CASE("of two faults in a row none overlaps; one of no length begins, then ends") {
  const Scenario scenario =
      scenario_of({fault(seconds(10), seconds(10), SlowDatabaseFault{.factor = 5}),
                   fault(seconds(0), seconds(10), SlowDatabaseFault{.factor = 7}),
                   fault(seconds(10), seconds(0), ConsumerPauseFault{})});
  ControlTimeline timeline(scenario, 0);
  (void)timeline.apply(at(seconds(0)));
  const std::vector<ControlStep> steps = timeline.apply(at(seconds(10)));
  REQUIRE(steps.size() == 4);
  CHECK(steps[0].index == 1);
  CHECK(!steps[0].begins);
  CHECK(steps[1].index == 0);
  CHECK(steps[1].begins);
  CHECK(steps[2].index == 2);
  CHECK(steps[2].begins);
  CHECK(steps[3].index == 2);
  CHECK(!steps[3].begins);
  CHECK(timeline.active().database_factor == 5);
  CHECK(!timeline.active().consumers_paused);
}

TEST_CASE("it does not matter how seldom the timeline is asked") {
  const Scenario scenario =
      scenario_of({fault(seconds(1), seconds(5), BrokerLossFault{.broker = 1}),
                   fault(seconds(2), seconds(9), SlowDatabaseFault{}),
                   fault(seconds(3), std::nullopt, CacheFlushFault{})});
  ControlTimeline often(scenario, 0);
  ControlTimeline seldom(scenario, 0);
  std::vector<std::string> told;
  for (int i = 0; i < 20; ++i) {
    for (const std::string& text : texts(often.apply(at(seconds(i))))) told.push_back(text);
  }
  CHECK(texts(seldom.apply(at(seconds(19)))) == told);
  CHECK(often.active().cache_flushes == 1);
  CHECK(seldom.active().cache_flushes == 1);
}

TEST_CASE("faults of another cell are none of this one's, faults of no cell are everybody's") {
  Scenario scenario = scenario_of({fault(seconds(1), std::nullopt, CellLossFault{}),
                                   fault(seconds(1), std::nullopt, SlowDatabaseFault{})});
  scenario.faults[0].cell = 1;
  for (const std::int64_t cell : {0, 1}) {
    ControlTimeline timeline(scenario, cell);
    (void)timeline.apply(at(seconds(1)));
    CHECK(timeline.active().cell_lost == (cell == 1));
    CHECK(timeline.active().database_factor == 2);
    CHECK(timeline.next() == TimePoint::max());
  }
}

TEST_CASE("a lost broker brings an election, and its end is a step of its own") {
  Scenario scenario = scenario_of({fault(seconds(10), seconds(60), BrokerLossFault{.broker = 1})});
  scenario.log->leader_election = milliseconds(3500);
  ControlTimeline timeline(scenario, 0);
  CHECK(texts(timeline.apply(at(seconds(10)))) == std::vector<std::string>{"fault: broker 1 lost"});
  CHECK(timeline.active().partition_stands_still(4, at(seconds(13))));
  REQUIRE(timeline.next() == at(milliseconds(13500)));
  const std::vector<ControlStep> elected = timeline.apply(at(milliseconds(13500)));
  REQUIRE(elected.size() == 1);
  CHECK(elected[0].kind == ControlKind::election);
  CHECK(elected[0].text.empty());
  CHECK(!timeline.active().partition_stands_still(4, at(milliseconds(13500))));
  CHECK(timeline.next() == at(seconds(70)));
  (void)timeline.apply(at(seconds(70)));
  CHECK(timeline.active().leaders->brokers_down() == 0);
}

TEST_CASE("a kill tells nothing itself: the group knows how many it hits") {
  const Scenario scenario =
      scenario_of({fault(seconds(1), seconds(5), KillConsumersFault{.share = 0.2})});
  ControlTimeline timeline(scenario, 0);
  const std::vector<ControlStep> steps = timeline.apply(at(seconds(6)));
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].text.empty());
  CHECK(steps[1].text.empty());
}

TEST_CASE("timed actions: the lowest limit and the longest cache count while they last") {
  const Scenario scenario = scenario_of(
      {}, {timed(seconds(10), seconds(20), LimitRateAction{.rate = {500}}),
           timed(seconds(20), std::nullopt, LimitRateAction{.rate = {800}}),
           timed(seconds(10), seconds(20), AggressiveCachingAction{.ttl = minutes(30)}),
           timed(seconds(20), std::nullopt, AggressiveCachingAction{.ttl = minutes(5)}),
           timed(seconds(10), seconds(20), ReadOnlyAction{}),
           timed(seconds(10), std::nullopt, ShedClassAction{.name = "batch"}),
           timed(seconds(40), std::nullopt, ScaleConsumersAction{.to = 48, .delay = minutes(4)})});
  ControlTimeline timeline(scenario, 0);
  const ActiveControls& active = timeline.active();
  CHECK(texts(timeline.apply(at(seconds(10)))) ==
        std::vector<std::string>{"runbook: limit the ingress to 500/s", "runbook: cache for 30min",
                                 "runbook: read-only mode", "runbook: shed the class \"batch\""});
  CHECK(active.rate_limit == Rate{500});
  CHECK(active.read_only);
  CHECK(active.class_shed == std::vector<std::uint8_t>{0, 1});
  (void)timeline.apply(at(seconds(25)));
  CHECK(active.rate_limit == Rate{500});
  CHECK(active.cache_ttl == minutes(30));
  CHECK(texts(timeline.apply(at(seconds(30)))).front() ==
        "runbook_end: over: limit the ingress to 500/s");
  CHECK(active.rate_limit == Rate{800});
  CHECK(active.cache_ttl == minutes(5));
  CHECK(!active.read_only);
  CHECK(texts(timeline.apply(at(seconds(40)))) ==
        std::vector<std::string>{"runbook: scale the consumers to 48 (at work after 4min)"});
}

TEST_CASE("a condition holds above its line, not on it, and without an end for good") {
  const Condition condition{.signal = Signal::work_lag, .above = 10};
  CHECK(lasting(condition, {0, 10, 10, 10.001, 0, 0}) == "...###");
  CHECK(lasting(condition, {std::numeric_limits<double>::quiet_NaN(), 5}) == "..");
}

TEST_CASE("it must be met at every tick for held_for, counted from the first one") {
  const Condition condition{.above = 10, .held_for = seconds(3)};
  CHECK(lasting(condition, {11, 11, 11, 11, 11}) == "...##");
  CHECK(lasting(condition, {11, 11, 11, 10, 11, 11, 11, 11}) == ".......#");
}

TEST_CASE("it ends strictly below until_below, and may begin again after another held_for") {
  const Condition condition{.above = 10, .held_for = seconds(1), .until_below = 5};
  CHECK(lasting(condition, {11, 11, 7, 5, 4.9, 11, 11, 11, 0}) == ".###..##.");
  // With both lines at one place it holds on the line itself.
  CHECK(lasting({.above = 10, .until_below = 10}, {11, 10, 9, 10, 11}) == "##..#");
}

TEST_CASE("a condition tells why it acts, and that it is over") {
  const Scenario scenario =
      scenario_of({}, {when({.above = 30, .held_for = seconds(2), .until_below = 5},
                            ShedClassAction{.name = "batch"})});
  ControlTimeline timeline(scenario, 0);
  CHECK(timeline.next() == TimePoint::max());
  CHECK(timeline.judge(at(seconds(1)), work_lag(31)).empty());
  const std::vector<ControlStep> begins = timeline.judge(at(seconds(3)), work_lag(42.5));
  REQUIRE(begins.size() == 1);
  CHECK(begins[0].text == "shed the class \"batch\": work_lag > 30 for 2s (is 42.5)");
  CHECK(begins[0].at == at(seconds(3)));
  CHECK(begins[0].begins);
  CHECK(texts(timeline.judge(at(seconds(9)), work_lag(1))) ==
        std::vector<std::string>{"runbook_end: over: shed the class \"batch\""});
}

}  // namespace uslkit
