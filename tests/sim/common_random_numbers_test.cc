// What is added to a scenario does not move the draws of what was there before.
#include <chrono>

#include <doctest/doctest.h>

#include "sim/engines.h"
#include "tests/sim/replications.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

// An ingress that is a pure delay: the answers of a request depend on its own draws alone.
Scenario shop() {
  Scenario scenario = poisson_traffic(10'000, 5);
  scenario.traffic.classes.front().name = "orders";
  scenario.traffic.classes.front().tenants = ZipfTenants{.count = 50, .exponent = 1};
  scenario.duration = 2s;
  scenario.control_interval = 100ms;
  scenario.ingress.validation = LognormalLaw{.mean = 1ms, .cv = 1};
  scenario.ingress.append = ExponentialLaw{200us};
  scenario.log = LogSpec{
      .partitions = 8, .brokers = 3, .replication = 3, .replication_latency = ExponentialLaw{1ms}};
  scenario.consumers =
      ConsumersSpec{.count = 8, .batch_size = 50, .batch = {.t0 = 2ms, .t1 = 100us, .cv = 0.3}};
  scenario.database = DatabaseSpec{.servers = 4, .batch = {.t0 = 1ms, .t1 = 10us, .cv = 0.2}};
  return scenario;
}

RunTally run(const Scenario& scenario, std::int64_t cell = 0) {
  return run_shock_absorber(scenario, {.cell = cell});
}

}  // namespace

TEST_CASE("common random numbers: faults behind the log do not move a single answer") {
  Scenario scenario = shop();
  const RunTally calm = run(scenario);
  scenario.faults = {{.at = 300ms, .length = 200ms, .fault = KillConsumersFault{0.5}},
                     {.at = 900ms, .length = 100ms, .fault = DatabaseOutageFault{}},
                     {.at = 1200ms, .length = 300ms, .fault = SlowDatabaseFault{5}}};
  const RunTally broken = run(scenario);
  CHECK(broken.classes[0].ack == calm.classes[0].ack);
  CHECK(broken.classes[0].counts.appended == calm.classes[0].counts.appended);
  for (std::size_t i = 0; i < calm.partitions.size(); ++i) {
    CHECK(broken.partitions[i].appended == calm.partitions[i].appended);
  }
  CHECK(broken.trajectory_hash != calm.trajectory_hash);
}

TEST_CASE("common random numbers: a latency that hits a share of requests leaves the others be") {
  Scenario scenario = shop();
  const RunTally calm = run(scenario);
  scenario.faults = {
      {.at = 0s,
       .fault = LatencyFault{.place = LatencyPlace::ingress, .added = 10s, .share = 0.25}}};
  const RunTally slowed = run(scenario);
  const double count = static_cast<double>(calm.classes[0].ack.count());
  CHECK(slowed.classes[0].counts.arrived == calm.classes[0].counts.arrived);
  CHECK(slowed.classes[0].ack.fraction_above(9s) * count ==
        doctest::Approx(count / 4).epsilon(0.05));
  CHECK(slowed.classes[0].ack.max() <= calm.classes[0].ack.max() + 10s);
  CHECK(slowed.classes[0].ack.min() >= calm.classes[0].ack.min());
}

TEST_CASE("common random numbers: another class does not move the first one's answers") {
  Scenario scenario = shop();
  const RunTally alone = run(scenario);
  TrafficClass clicks = scenario.traffic.classes.front();
  clicks.name = "clicks";
  scenario.traffic.classes.push_back(clicks);
  const RunTally both = run(scenario);
  CHECK(both.classes[0].ack == alone.classes[0].ack);
  CHECK(both.classes[0].counts.appended == alone.classes[0].counts.appended);
  CHECK(both.classes[1].ack.count() > 0);
  CHECK_FALSE(both.classes[1].ack == both.classes[0].ack);  // its draws are its own
}

TEST_CASE("common random numbers: a cell with the same traffic does not notice another cell") {
  Scenario scenario = shop();
  const RunTally alone = run(scenario);
  scenario.cells.count = 2;
  scenario.traffic.classes.front().rate.shape = ConstantRate{Rate{20'000}};
  const RunTally first = run(scenario, 0);
  CHECK(first.trajectory_hash == alone.trajectory_hash);
  CHECK(first.classes[0].end_to_end == alone.classes[0].end_to_end);
  const RunTally second = run(scenario, 1);
  CHECK(second.trajectory_hash != alone.trajectory_hash);
  // Nor its loss, until the router sends its tenants here.
  scenario.cells.failover_detection = 5s;
  scenario.faults = {{.at = 100ms, .cell = 1, .fault = CellLossFault{}}};
  CHECK(run(scenario, 0).trajectory_hash == alone.trajectory_hash);
}

TEST_CASE("common random numbers: a policy that lets everything through changes nothing") {
  Scenario scenario = shop();
  const RunTally free = run(scenario);
  scenario.ingress.admission = {TokenBucketSpec{.rate = Rate{1e6}, .burst = 1e6},
                                ProbabilisticSheddingSpec{.capacity = Rate{1e9}},
                                ConcurrencyLimitSpec{.initial = 100'000}};
  CHECK(run(scenario).trajectory_hash == free.trajectory_hash);
}

TEST_CASE("common random numbers: retries take no draw from first attempts") {
  Scenario scenario = shop();
  scenario.ingress.admission = {TokenBucketSpec{.rate = Rate{5000}, .burst = 10}};
  const RunTally given_up = run(scenario);
  scenario.traffic.classes.front().retry = ClientRetrySpec{.max_attempts = 5};
  const RunTally retried = run(scenario);
  CHECK(retried.classes[0].counts.retried > 1000);
  CHECK(retried.classes[0].counts.arrived == given_up.classes[0].counts.arrived);
}

TEST_CASE("common random numbers: poison and second sends do not move where requests go") {
  Scenario scenario = shop();
  const RunTally plain = run(scenario);
  scenario.traffic.classes.front().poison_share = 0.001;
  scenario.consumers->crash_restart = 10ms;
  const RunTally poisoned = run(scenario);
  CHECK(poisoned.classes[0].ack == plain.classes[0].ack);
  CHECK(poisoned.classes[0].counts.dead_lettered > 0);
  scenario.traffic.classes.front().poison_share = 0;
  scenario.traffic.classes.front().duplicate_share = 0.1;
  const RunTally doubled = run(scenario);
  CHECK(doubled.classes[0].ack == plain.classes[0].ack);
  CHECK(doubled.classes[0].counts.duplicates_skipped > 0);
}
