#include "sim/run_cost.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "scenario/scenario_file.h"
#include "sim/simulate.h"

namespace uslkit {
namespace {

Scenario constant_load(double per_second, Duration duration) {
  Scenario scenario;
  scenario.duration = duration;
  TrafficClass traffic;
  traffic.rate.shape = ConstantRate{Rate{per_second}};
  scenario.traffic.classes.push_back(traffic);
  return scenario;
}

TEST_CASE("requests are the integral of the rates, times the replications") {
  Scenario scenario = constant_load(1000, std::chrono::seconds(60));
  CHECK(estimate_run_cost(scenario).requests == doctest::Approx(60'000));
  scenario.replications = 3;
  CHECK(estimate_run_cost(scenario).requests == doctest::Approx(180'000));
  scenario.traffic.classes[0].duplicate_share = 0.5;
  CHECK(estimate_run_cost(scenario).requests == doctest::Approx(270'000));
  scenario.cells.count = 4;  // rates are those of all cells together
  CHECK(estimate_run_cost(scenario).requests == doctest::Approx(270'000));
}

TEST_CASE("events and seconds grow with the requests, and threads share the seconds") {
  Scenario scenario = constant_load(1000, std::chrono::seconds(60));
  scenario.cells.count = 4;
  const RunCost one = estimate_run_cost(scenario);
  scenario.duration *= 2;
  const RunCost two = estimate_run_cost(scenario);
  CHECK(two.events == doctest::Approx(2 * one.events));
  CHECK(two.seconds == doctest::Approx(2 * one.seconds));
  CHECK(estimate_run_cost(scenario, 2).seconds == doctest::Approx(two.seconds / 2));
  CHECK(estimate_run_cost(scenario, 100).seconds == doctest::Approx(two.seconds / 4));
}

TEST_CASE("the backlog is the fluid one: surplus times time, and nothing below saturation") {
  Scenario scenario = constant_load(1000, std::chrono::seconds(100));
  scenario.log = LogSpec{};
  scenario.consumers = ConsumersSpec{};
  scenario.consumers->batch_size = 10;
  scenario.consumers->batch = {.t0 = Duration(0), .t1 = std::chrono::milliseconds(2)};
  // One consumer takes 500 a second: half of what arrives stays.
  CHECK(estimate_run_cost(scenario).peak_backlog_events == doctest::Approx(50'000).epsilon(1e-6));
  scenario.log->capacity = 1000;
  CHECK(estimate_run_cost(scenario).peak_backlog_events == doctest::Approx(1000));
  scenario.consumers->batch.t1 = std::chrono::microseconds(500);
  CHECK(estimate_run_cost(scenario).peak_backlog_events == 0);
}

TEST_CASE("a consumer that idles takes small batches, and each batch has its events") {
  Scenario scenario = constant_load(1000, std::chrono::seconds(100));
  const double arrivals = estimate_run_cost(scenario).events;
  scenario.log = LogSpec{};
  scenario.consumers = ConsumersSpec{};
  scenario.consumers->batch_size = 100;
  // b = 1000/s x 5 ms / (1 - 1000/s x 0.5 ms) = 10: 10,000 batches, each begun at the last one's
  // end.
  scenario.consumers->batch = {.t0 = std::chrono::milliseconds(5),
                               .t1 = std::chrono::microseconds(500)};
  CHECK(estimate_run_cost(scenario).events - arrivals == doctest::Approx(10'000));
  // Saturated: full batches.
  scenario.consumers->batch.t1 = std::chrono::milliseconds(2);
  CHECK(estimate_run_cost(scenario).events - arrivals == doctest::Approx(1'000));
  // Two thirds idle: single events, most of which wake the consumer.
  scenario.consumers->batch = {.t0 = std::chrono::microseconds(300),
                               .t1 = std::chrono::nanoseconds(33'000)};
  CHECK(estimate_run_cost(scenario).events - arrivals == doctest::Approx(166'700));
}

// What the command line announces before a run must not mislead whoever waits for it.
TEST_CASE("the events of shipped scenarios, cut to a second or two, come within a factor of two") {
  for (const char* name :
       {"hello", "mm1", "mmc", "tandem", "batch_consumer", "iot", "cell_loss", "legacy_monolith",
        "read_replicas", "system_b", "autoscaling_by_lag", "black_friday_small"}) {
    CAPTURE(name);
    Scenario scenario = read_scenario(std::string("scenarios/") + name + ".json");
    scenario.duration = std::min<Duration>(scenario.duration, std::chrono::seconds(2));
    scenario.warm_up = std::min<Duration>(scenario.warm_up, std::chrono::seconds(1));
    if (scenario.coordination) scenario.coordination->requests = 20'000;
    const double told = estimate_run_cost(scenario).events;
    const double came =
        static_cast<double>(simulate(scenario, {.engine = EngineChoice::event}).provenance.events);
    CAPTURE(told);
    CAPTURE(came);
    CHECK(told < 2 * came);
    CHECK(came < 2 * told);
  }
}

// Seconds are a matter of the machine; how the kinds of work compare is not.
TEST_CASE("a request through ingress, batches and database costs several in large batches") {
  const auto seconds_per_request = [](const char* name) {
    const RunCost cost =
        estimate_run_cost(read_scenario(std::string("scenarios/") + name + ".json"));
    return cost.seconds / cost.requests;
  };
  const double batch = seconds_per_request("black_friday_small");
  CHECK(seconds_per_request("tandem") > 2 * batch);
  CHECK(seconds_per_request("tandem") < 8 * batch);
  CHECK(seconds_per_request("legacy_monolith") > 3 * batch);
  CHECK(seconds_per_request("mm1") <= batch);
}

TEST_CASE("a closed system costs the requests that it is asked for") {
  Scenario scenario;
  scenario.architecture = Architecture::coordination;
  scenario.coordination = CoordinationSpec{.note = "", .requests = 5000};
  scenario.cells.count = 2;
  scenario.replications = 3;
  CHECK(estimate_run_cost(scenario).requests == doctest::Approx(30'000));
}

TEST_CASE("a run beyond its budget is known before it starts") {
  Scenario scenario = constant_load(1e6, std::chrono::hours(24));
  CHECK(estimate_run_cost(scenario).events_exceed_budget);
  scenario.budget.events = INT64_MAX;
  CHECK_FALSE(estimate_run_cost(scenario).events_exceed_budget);
  scenario.budget.memory = Bytes{1000};
  CHECK(estimate_run_cost(scenario).memory_exceeds_budget);
}

}  // namespace
}  // namespace uslkit
