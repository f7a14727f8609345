#include "sizing/autoscale_replay.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/input_error.h"
#include "model/fluid_course.h"
#include "scenario/scenario_file.h"
#include "sim/simulate.h"

namespace uslkit {
namespace {

using std::chrono::seconds;

LoadTrace trace_of(const std::vector<LoadPoint>& points) {
  LoadTrace trace;
  for (const LoadPoint& point : points) {
    trace.samples.push_back({.time_s = point.time_s, .rate_per_s = point.rate_per_s});
  }
  trace.source.name = "load.csv";
  return trace;
}

const LoadTrace kBlackFriday = trace_of({{0, 70833}, {120, 850000}, {900, 850000}});
const ReplayOptions kDeployment{
    .capacity = {.gamma = 25000}, .partitions = 24, .workers_per_partition = 2, .start = 24};
// A day with two humps, in events/s of consumers that crowd each other.
const LoadTrace kHumps = trace_of(
    {{0, 20000}, {3600, 150000}, {7200, 20000}, {10800, 20000}, {14400, 350000}, {21600, 10000}});
const ReplayOptions kCrowded{.capacity = {.alpha = 0.02, .beta = 0.001, .gamma = 25000},
                             .partitions = 60};

AutoscaleReplay replay_of(const LoadTrace& trace, const ReplayOptions& options,
                          const std::vector<std::string>& settings = {},
                          std::vector<std::string> names = replay_policy_names(),
                          std::vector<std::int64_t> fixed = {}) {
  const std::vector<NamedPolicy> policies = replay_policies(names, settings, options.capacity);
  return autoscale_replay(
      {.trace = trace, .options = options, .policies = policies, .fixed = std::move(fixed)});
}

const ReplayOutcome& outcome_of(const AutoscaleReplay& replay, const std::string& name) {
  const auto found =
      std::find_if(replay.outcomes.begin(), replay.outcomes.end(),
                   [&name](const ReplayOutcome& outcome) { return outcome.name == name; });
  REQUIRE(found != replay.outcomes.end());
  return *found;
}

TEST_CASE("Black Friday by the lag rule: 120 s of work-lag, scaled at 389 s, drained at 595 s") {
  const AutoscaleReplay replay =
      replay_of(kBlackFriday, kDeployment, {"lag/trigger=20s", "lag/highest=48"}, {"lag"});
  const ReplayOutcome& lag = outcome_of(replay, "lag");
  REQUIRE(lag.decisions.size() == 1);
  CHECK(lag.decisions[0].from == 24);
  CHECK(lag.decisions[0].to == 48);
  CHECK(lag.decisions[0].reason == "lag above trigger");
  // The closed form decides between ticks, the policy at the tick after.
  const FluidCourse course = fluid_course(
      {.load = {{0, 70833}, {120, 850000}},
       .capacity = 600000,
       .end = 900,
       .scaler =
           FluidScaler{.trigger = 20, .growth = 1, .delay = 240, .cooldown = 300, .highest = 1.2e6},
       .recovered_below = 1e-9});
  const double decided = course.scaled_at.at(0) - 240;
  CHECK(lag.decisions[0].time_s >= decided);
  CHECK(lag.decisions[0].time_s <= decided + 1);
  CHECK(lag.greatest_backlog_at_s == doctest::Approx(389).epsilon(0.003));
  CHECK(lag.work_lag.greatest_s == doctest::Approx(course.largest_work_lag).epsilon(0.01));
  CHECK(lag.work_lag.greatest_s == doctest::Approx(120).epsilon(0.01));
  CHECK(lag.age_lag.greatest_s == doctest::Approx(86).epsilon(0.03));
  CHECK(lag.drained_at_s.value() == doctest::Approx(595).epsilon(0.004));
  CHECK(lag.drain_time_s.value() == doctest::Approx(7.9 * 60).epsilon(0.01));
  CHECK(lag.most == 48);
  CHECK(lag.fewest == 24);
}

TEST_CASE("the other triggers of the case study too (capacity, 4.2)") {
  struct Row {
    int trigger_s;
    double scaled_s, work_lag_s, drained_s;
  };
  for (const Row& row : {Row{10, 365, 110, 553}, Row{15, 377, 115, 574}, Row{30, 413, 130, 636}}) {
    CAPTURE(row.trigger_s);
    const AutoscaleReplay replay =
        replay_of(kBlackFriday, kDeployment,
                  {fmt::format("lag/trigger={}s", row.trigger_s), "lag/highest=48"}, {"lag"});
    const ReplayOutcome& lag = outcome_of(replay, "lag");
    CHECK(lag.decisions.at(0).time_s + 240 == doctest::Approx(row.scaled_s).epsilon(0.005));
    CHECK(lag.work_lag.greatest_s == doctest::Approx(row.work_lag_s).epsilon(0.01));
    CHECK(lag.drained_at_s.value() == doctest::Approx(row.drained_s).epsilon(0.005));
  }
}

TEST_CASE("an eager rebalance of 30 s leaves 25.5M events more") {
  ReplayOptions eager = kDeployment;
  eager.rebalance_pause = seconds(30);
  const std::vector<std::string> settings{"lag/trigger=20s", "lag/highest=48"};
  const AutoscaleReplay with = replay_of(kBlackFriday, eager, settings, {"lag"});
  const AutoscaleReplay without = replay_of(kBlackFriday, kDeployment, settings, {"lag"});
  CHECK(outcome_of(with, "lag").greatest_backlog_events -
            outcome_of(without, "lag").greatest_backlog_events ==
        doctest::Approx(850000.0 * 30).epsilon(1e-9));
}

TEST_CASE("every event that arrived is served or waits, whoever decides") {
  LoadTrace waiting = kHumps;
  waiting.samples.front().backlog_events = 123456;
  for (const LoadTrace* trace : {&kBlackFriday, &kHumps, &static_cast<const LoadTrace&>(waiting)}) {
    const AutoscaleReplay replay = replay_of(*trace, kCrowded);
    REQUIRE(replay.outcomes.size() == 7);
    for (const ReplayOutcome& outcome : replay.outcomes) {
      CAPTURE(outcome.name);
      CHECK(outcome.arrived_events == doctest::Approx(replay.arrived_events).epsilon(1e-12));
      CHECK(outcome.arrived_events + replay.waiting_at_start_events - outcome.served_events -
                outcome.backlog_at_end_events ==
            doctest::Approx(0).scale(replay.arrived_events).epsilon(1e-11));
    }
  }
}

TEST_CASE("a constant number of consumers is the pure fluid") {
  const AutoscaleReplay replay = replay_of(kHumps, kCrowded, {}, {"usl"}, {10});
  const ReplayOutcome& fixed = outcome_of(replay, "static 10");
  const double capacity = usl_throughput(kCrowded.capacity, 10);
  FluidQuestion question{.capacity = capacity, .end = 21600};
  for (const LoadSample& sample : kHumps.samples) {
    question.load.push_back({sample.time_s, sample.rate_per_s});
  }
  const FluidCourse course = fluid_course(question);
  CHECK(fixed.work_lag.greatest_s == doctest::Approx(course.largest_work_lag));
  CHECK(fixed.work_lag.greatest_at_s == doctest::Approx(course.largest_work_lag_at));
  CHECK(fixed.backlog_at_end_events == doctest::Approx(course.backlog_at_end));
  CHECK(fixed.consumer_hours == doctest::Approx(10 * 6));
  CHECK(fixed.scalings == 0);
}

TEST_CASE("no contestant has more at work than there are places") {
  ReplayOptions narrow = kCrowded;
  narrow.partitions = 7;
  narrow.workers_per_partition = 2;
  const AutoscaleReplay replay = replay_of(kHumps, narrow, {}, replay_policy_names(), {40});
  CHECK(replay.most_useful == 14);
  CHECK_FALSE(replay.useful_by_peak);
  for (const ReplayOutcome& outcome : replay.outcomes) {
    CAPTURE(outcome.name);
    CHECK(outcome.most <= 14);
    if (outcome.kind == ReplayKind::policy) CHECK(outcome.most_asked <= 14);
  }
  // Who has no place is paid nevertheless.
  CHECK(outcome_of(replay, "static 40").consumer_hours == doctest::Approx(240));
}

TEST_CASE("past the peak the linear rules ask on, the usl rule stops and says split") {
  // The example of flink-kubernetes-operator#966: alpha .02, beta .001 has its best number at 31,
  // where X is 12.25 gamma; at a load of 350k/s = 14 gamma no number will do.
  const AutoscaleReplay replay = replay_of(kHumps, kCrowded, {"all/delay=60s"});
  CHECK(replay.most_useful == 31);
  CHECK(replay.useful_by_peak);
  CHECK_FALSE(replay.peak_is_served);
  const ReplayOutcome& usl = outcome_of(replay, "usl");
  CHECK(usl.most_asked == 31);
  CHECK(usl.past_useful_s == 0);
  // Once, as long as the load is too high, and not at every look again.
  REQUIRE(usl.split_advice.size() == 1);
  // From the moment on when load / 0.7 passes the limit.
  const double limit = 0.7 * usl_throughput(kCrowded.capacity, 31);
  const double passes = 10800 + 3600 * (limit - 20000) / 330000;
  CHECK(usl.split_advice.front().from_s == doctest::Approx(passes).epsilon(0.002));
  for (const std::string name : {"flink", "lag", "keda"}) {
    CAPTURE(name);
    CHECK(outcome_of(replay, name).most_asked > 31);
    CHECK(outcome_of(replay, name).past_useful_s > 0);
    CHECK(outcome_of(replay, name).work_lag.greatest_s > usl.work_lag.greatest_s);
  }
}

TEST_CASE("perfect foresight never lags where the load can be served, and nobody is cheaper") {
  const LoadTrace gentle = trace_of({{0, 20000}, {3600, 150000}, {7200, 20000}});
  const AutoscaleReplay replay = replay_of(gentle, kCrowded);
  const ReplayOutcome& foresight = outcome_of(replay, "foresight");
  CHECK(replay.peak_is_served);
  CHECK(foresight.work_lag.greatest_s == 0);
  CHECK(foresight.surplus_share == doctest::Approx(0).scale(1));
  CHECK(foresight.utilization <= 0.7);
  for (const ReplayOutcome& outcome : replay.outcomes) {
    CAPTURE(outcome.name);
    if (outcome.kind == ReplayKind::fixed) {
      CHECK(outcome.work_lag.greatest_s == 0);
      CHECK(outcome.consumer_hours > foresight.consumer_hours);
    }
  }
}

TEST_CASE("a policy begins within its own limits, whatever the others begin with") {
  ReplayOptions options = kDeployment;
  options.start = 5;
  const AutoscaleReplay replay =
      replay_of(kBlackFriday, options, {"all/lowest=24", "usl/highest=30", "usl/lowest=2"});
  CHECK(outcome_of(replay, "lag").consumers.front() == 24);
  CHECK(outcome_of(replay, "lag").fewest == 24);
  CHECK(outcome_of(replay, "usl").consumers.front() == 5);
  CHECK(outcome_of(replay, "usl").most_asked == 30);
}

TEST_CASE("the same question has the same answer, bit for bit") {
  const AutoscaleReplay once = replay_of(kHumps, kCrowded);
  const AutoscaleReplay again = replay_of(kHumps, kCrowded);
  REQUIRE(once.outcomes.size() == again.outcomes.size());
  for (std::size_t i = 0; i < once.outcomes.size(); ++i) {
    CHECK(once.outcomes[i].consumers == again.outcomes[i].consumers);
    CHECK(once.outcomes[i].age_lag_s == again.outcomes[i].age_lag_s);
    CHECK(once.outcomes[i].age_lag.mean_s == again.outcomes[i].age_lag.mean_s);
    CHECK(once.outcomes[i].consumer_hours == again.outcomes[i].consumer_hours);
  }
}

TEST_CASE("a measured backlog that the fluid made itself is met exactly") {
  LoadTrace trace = trace_of({{0, 100}, {100, 300}, {200, 300}, {300, 50}, {500, 50}});
  const std::vector<double> consumers{2, 2, 3, 3, 1};
  for (std::size_t i = 0; i < consumers.size(); ++i) trace.samples[i].consumers = consumers[i];
  ReplayOptions options{.capacity = {.gamma = 100}, .partitions = 8};
  // 2 x 100/s until 200 s, then 3: by hand from the parabola.
  const std::vector<double> backlogs{0, 2500, 12500, 0, 0};
  trace.samples[0].backlog_events = backlogs[0];
  trace.samples[1].backlog_events = backlogs[1];
  trace.samples[2].backlog_events = backlogs[2];
  const AutoscaleReplay replay = replay_of(trace, options, {}, {"usl"});
  REQUIRE(replay.measured_fit);
  CHECK(replay.measured_fit->points == 3);
  CHECK(replay.measured_fit->mean_absolute_error_events == doctest::Approx(0).scale(1));
  CHECK(replay.measured_fit->greatest_model_events == doctest::Approx(12500));
  const ReplayOutcome& was = outcome_of(replay, "as it was");
  CHECK(was.scalings == 2);
  CHECK(was.reversals == 1);
  CHECK(replay.options.start == 2);
}

TEST_CASE("every series has a value per row, also where the load ends within a tick") {
  for (const double end : {10.5, 10.0, 1201.0, 1200.25, 0.3}) {
    for (const Duration tick : {Duration(seconds(1)), Duration(std::chrono::milliseconds(100))}) {
      CAPTURE(end);
      ReplayOptions options = kCrowded;
      options.tick = tick;
      const AutoscaleReplay replay = replay_of(trace_of({{0, 1000}, {end, 90000}}), options);
      CHECK(replay.load_per_s.size() <= kMostReplayRows);
      CHECK(replay.needed.size() == replay.load_per_s.size());
      CHECK(replay.row_s * static_cast<double>(replay.load_per_s.size()) >= end - 1e-9);
      for (const ReplayOutcome& outcome : replay.outcomes) {
        CHECK(outcome.consumers.size() == replay.load_per_s.size());
        CHECK(outcome.work_lag_s.size() == replay.load_per_s.size());
        CHECK(outcome.age_lag_s.size() == replay.load_per_s.size());
        CHECK(outcome.arrived_events == doctest::Approx(replay.arrived_events).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("a load of more ticks than a replay may have is refused") {
  const LoadTrace years = trace_of({{0, 1}, {1e8, 1}});
  CHECK_THROWS_AS(static_cast<void>(replay_of(years, kCrowded)), InputError);
}

// ---- Parity with the simulator: the same load, capacity and rule. One partition, because the
// simulator takes the lag of the worst one and chance makes one the worst. ----

std::string scenario_text(const std::string& autoscaler) {
  return fmt::format(R"({{
    "schema": 1, "duration": "900s",
    "traffic": {{"classes": [{{"name": "events", "arrivals": {{"kind": "deterministic"}},
      "rate": {{"kind": "ramp", "start": "300s", "length": "60s", "from": "1k/s", "to": "3k/s"}}
    }}]}},
    "log": {{"partitions": 1}},
    "consumers": {{"count": 8, "workers_per_partition": 32,
      "batch_size": 20, "batch": {{"t0": "0s", "t1": "5ms"}},
      "autoscaler": {}}}
  }})",
                     autoscaler);
}

std::vector<double> simulated_decisions(const std::string& autoscaler) {
  const Scenario scenario = scenario_from_text(scenario_text(autoscaler), "parity.json");
  const RunResult result = simulate(scenario, {.threads = 1});
  std::vector<double> times;
  for (const RunEvent& event : result.events) {
    if (event.kind == "autoscaler") times.push_back(event.time_s);
  }
  return times;
}

TEST_CASE("the simulator's autoscalers decide when the replay's do, within a tick") {
  const LoadTrace trace = trace_of({{0, 1000}, {300, 1000}, {360, 3000}, {900, 3000}});
  const ReplayOptions options{
      .capacity = {.gamma = 200}, .partitions = 1, .workers_per_partition = 32, .start = 8};
  struct Case {
    std::string name;
    std::string simulated;
    std::vector<std::string> settings;
  };
  const std::vector<Case> cases{
      {"lag",
       R"({"kind": "lag", "trigger": "10s", "delay": "60s", "cooldown": "90s", "lowest": 8})",
       {"lag/trigger=10s", "lag/delay=60s", "lag/cooldown=90s", "lag/lowest=8"}},
      {"lag",
       R"({"kind": "lag", "lag": "age_lag", "trigger": "15s", "delay": "60s", "lowest": 8})",
       {"lag/lag=age_lag", "lag/trigger=15s", "lag/delay=60s", "lag/lowest=8"}},
      {"flink",
       R"({"kind": "flink", "restart": "20s", "metric_window": "60s", "lowest": 8})",
       {"flink/restart=20s", "flink/metric_window=60s", "flink/lowest=8"}}};
  for (const Case& each : cases) {
    CAPTURE(each.simulated);
    const AutoscaleReplay replay = replay_of(trace, options, each.settings, {each.name});
    std::vector<double> replayed;
    for (const ReplayDecision& decision : outcome_of(replay, each.name).decisions) {
      replayed.push_back(decision.time_s);
    }
    const std::vector<double> simulated = simulated_decisions(each.simulated);
    CHECK_FALSE(replayed.empty());
    REQUIRE(replayed.size() == simulated.size());
    for (std::size_t i = 0; i < replayed.size(); ++i) {
      CHECK(std::abs(replayed[i] - simulated[i]) <= 1.0 + 1e-9);
    }
  }
}

}  // namespace
}  // namespace uslkit
