// Two engines, one history: whatever a scenario holds, event by event or by stages, every request
// meets the same fate at the same nanosecond.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "scenario/scenario_file.h"
#include "sim/simulate.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/replications.h"
#include "tests/sweep/history.h"
#include "tests/sweep/shrink_scenario.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

constexpr std::uint64_t kScenarios = kFullSize ? 400 : 40;

// Random ones look at the room in the log more often than not.
Scenario sweepable(std::uint64_t seed) {
  Scenario scenario = random_scenario(seed);
  if (scenario.log) scenario.log->capacity.reset();
  return scenario;
}

// As many as deployments have: nothing is sent again, so that requests go in bulk.
Scenario plain(std::uint64_t seed) {
  Scenario scenario = sweepable(seed);
  for (TrafficClass& traffic : scenario.traffic.classes) {
    traffic.client_timeout.reset();
    traffic.retry.reset();
    traffic.poison_share = traffic.invalid_share = traffic.duplicate_share = 0;
  }
  if (seed % 2 == 0) scenario.ingress.servers.reset();
  if (seed % 4 == 1) {  // one server, and nothing but time between client and log
    scenario.ingress.servers = 1;
    scenario.ingress.nodes = 1;
    scenario.ingress.weights.clear();
    scenario.ingress.balancing = Balancing::round_robin;
    scenario.ingress.queue_limit.reset();
    scenario.ingress.admission.clear();
    scenario.runbook.clear();
    if (scenario.log) scenario.log->resharding.reset();
    scenario.cells.failover = false;
    scenario.faults.clear();
  }
  if (scenario.database && seed % 3 == 0) {
    scenario.database->mode = WriteMode::per_event;
    scenario.database->consumer_waits = false;
  }
  return scenario;
}

void check_all(Scenario (*make)(std::uint64_t)) {
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    const Scenario scenario = make(seed);
    REQUIRE(why_not_sweep(scenario).empty());
    if (!engines_differ(scenario)) continue;
    FAIL("seed ", seed, ", shrunk: ", write_scenario(shrink_scenario(scenario, engines_differ)));
  }
}

}  // namespace

TEST_CASE("on random scenarios both engines tell the same history") { check_all(sweepable); }

TEST_CASE("on random scenarios whose requests go in bulk both engines tell the same history") {
  check_all(plain);
}

TEST_CASE("a window may be of any length, and threads as many as one likes") {
  for (std::uint64_t seed = 1; seed <= kScenarios; seed += 20) {
    CAPTURE(seed);
    for (const Scenario& scenario : {sweepable(seed), plain(seed), plain(seed + 3)}) {
      const std::string expected = event_by_event(scenario);
      for (const std::int64_t window : {1, 7, 500, 1'000'000}) {
        CAPTURE(window);
        CHECK((history(scenario, {.engine = EngineChoice::sweep, .window = window}) == expected));
      }
      CHECK((history(scenario, {.threads = 3, .engine = EngineChoice::sweep}) == expected));
      CHECK((history(scenario, {.engine = EngineChoice::sweep,
                                .calendar = CalendarKind::binary_heap}) == expected));
    }
  }
}

// Constant times and even arrivals: nearly every event has others at its nanosecond.
TEST_CASE("at one moment the order is the same") {
  Scenario scenario = poisson_traffic(20'000, 5);
  scenario.traffic.classes.push_back(scenario.traffic.classes.front());
  scenario.traffic.classes.back().name = "others";
  for (TrafficClass& traffic : scenario.traffic.classes) {
    traffic.arrivals = DeterministicArrivals{};
    traffic.tenants = UniformTenants{64};
  }
  scenario.duration = 1s;
  scenario.control_interval = 50ms;
  scenario.log = LogSpec{.partitions = 8};
  scenario.consumers =
      ConsumersSpec{.count = 8, .batch_size = 5, .batch = {.t0 = 100us, .t1 = 50us}};
  scenario.database = DatabaseSpec{.mode = WriteMode::per_event,
                                   .servers = 4,
                                   .service = ExponentialLaw{50us},
                                   .consumer_waits = false};
  for (const bool waits : {false, true}) {
    scenario.database->consumer_waits = waits;
    for (const std::int64_t consumers : {3, 8, 16}) {
      scenario.consumers->count = consumers;
      scenario.consumers->workers_per_partition = 2;
      for (const ServiceLaw& validation :
           {ServiceLaw{ConstantLaw{0us}}, ServiceLaw{ConstantLaw{25us}}}) {
        scenario.ingress.validation = validation;
        scenario.ingress.servers.reset();
        CHECK_FALSE(engines_differ(scenario));
        scenario.ingress.servers = 1;
        CHECK_FALSE(engines_differ(scenario));
        scenario.ingress.servers = 4;
        CHECK_FALSE(engines_differ(scenario));
      }
    }
  }
}

// More than one window waits: what stands in line is kept from window to window.
TEST_CASE("a line that grows all day is the same line") {
  Scenario scenario = poisson_traffic(50'000, 6);
  scenario.duration = 2s;
  scenario.warm_up = 300ms;
  scenario.ingress.servers = 1;
  scenario.ingress.validation = ExponentialLaw{25us};
  CHECK_FALSE(engines_differ(scenario));
  scenario.log = LogSpec{.partitions = 4};
  scenario.consumers = ConsumersSpec{.count = 4, .batch_size = 50, .batch = {.t0 = 1ms}};
  CHECK_FALSE(engines_differ(scenario));
}
