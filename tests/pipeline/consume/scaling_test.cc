// Scaling, standbys and rebalances: threads come and go, events do not.
#include <algorithm>

#include "tests/pipeline/consume/consume_rig.h"

namespace uslkit::test {
namespace {

TEST_CASE("consumers are added and taken away while events flow") {
  Scenario scenario = small_scenario(4, 1);
  scenario.consumers->batch_size = 20;
  scenario.consumers->batch.t0 = 200us;
  ConsumeRig rig(scenario);
  rig.pool.start();
  const std::int64_t wanted[] = {4, 2, 6, 1, 3};
  for (std::int64_t round = 0; round < 5; ++round) {
    for (int p = 0; p < 4; ++p) rig.append(p, 100 * round, 100);
    rig.pool.scale_to(rig.clock.now(), wanted[round], Duration{0});
    CHECK(rig.meters().at_work == std::min<std::int64_t>(wanted[round], 4));
    std::this_thread::sleep_for(2ms);
  }
  REQUIRE(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.meters().capacity == 6);
  for (int p = 0; p < 4; ++p) {
    CHECK(rig.total(p).count == 500);
    CHECK(rig.total(p).order_breaks == 0);
  }
  CHECK_FALSE(rig.pool.take_events().empty());
  CHECK(rig.pool.take_events().empty());
}

TEST_CASE("with nobody left events wait, and the next one takes them all") {
  ConsumeRig rig(small_scenario(2, 2));
  rig.pool.start();
  rig.pool.scale_to(rig.clock.now(), 0, Duration{0});
  rig.append(0, 0, 50);
  std::this_thread::sleep_for(10ms);
  CHECK(rig.backlog() == 50);
  CHECK(rig.meters().at_work == 0);
  rig.pool.scale_to(rig.clock.now(), 1, Duration{0});
  CHECK(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
}

TEST_CASE("partitions stand still for the pause of a rebalance") {
  Scenario scenario = small_scenario(2, 1);
  scenario.consumers->rebalance = {.protocol = RebalanceProtocol::eager, .pause = 50ms};
  ConsumeRig rig(scenario);
  rig.pool.start();
  const TimePoint begin = rig.clock.now();
  rig.pool.scale_to(begin, 2, Duration{0});
  rig.append(0, 0, 10);
  rig.append(1, 0, 10);
  REQUIRE(rig.drains());
  CHECK(rig.clock.now() - begin >= 50ms);
  CHECK(rig.pool.stop(kLongEnough));
}

TEST_CASE(
    "a dead consumer's partitions wait for the session timeout, a standby takes them at once") {
  for (const std::int64_t standbys : {0, 1}) {
    Scenario scenario = small_scenario(1, 1);
    scenario.consumers->standby = standbys;
    scenario.consumers->rebalance.session_timeout = 600s;
    ConsumeRig rig(scenario);
    rig.pool.start();
    rig.pool.kill(rig.clock.now(), 1, 0);
    rig.append(0, 0, 10);
    std::this_thread::sleep_for(10ms);
    if (standbys == 0) {
      CHECK(rig.backlog() == 10);
      rig.pool.restart(rig.clock.now(), 0);
    }
    CHECK(rig.drains());
    CHECK(rig.pool.stop(kLongEnough));
    CHECK(rig.total(0).count == 10);
  }
}

TEST_CASE("a write that had begun when its consumer was killed is finished and not read again") {
  ConsumeRig rig(small_scenario(1, 1));
  std::atomic<bool> begun{false};
  std::atomic<bool> go_on{false};
  rig.store.before_apply = [&](int, const StoreBatch&) {
    begun = true;
    while (!go_on) std::this_thread::yield();
  };
  rig.append(0, 0, 10);
  rig.pool.start();
  CHECK(rig.comes([&] { return begun.load(); }));
  rig.pool.kill(rig.clock.now(), 1, 0);
  go_on = true;
  CHECK(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.total(0).count == 10);
  CHECK(rig.meters().redelivered == 0);
  CHECK(rig.counted().applied == 10);
}

}  // namespace
}  // namespace uslkit::test
