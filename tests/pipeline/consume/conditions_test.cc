// Faults, pauses and laws: what must take long takes at least so long, what must wait waits.
#include "tests/pipeline/consume/consume_rig.h"

namespace uslkit::test {
namespace {

Duration time_to_drain(ConsumeRig& rig) {
  const TimePoint begin = rig.clock.now();
  rig.pool.start();
  REQUIRE(rig.drains());
  const Duration took = rig.clock.now() - begin;
  CHECK(rig.pool.stop(kLongEnough));
  return took;
}

// Long enough for idle consumers to have noticed what there is.
void give_them_time() { std::this_thread::sleep_for(20ms); }

TEST_CASE("a batch takes the time of its law, by sleeping or by computing") {
  for (const WorkStyle style : {WorkStyle::sleep, WorkStyle::spin}) {
    Scenario scenario = small_scenario(1, 1);
    scenario.consumers->batch = {.t0 = 1ms, .t1 = 20us};
    ConsumeRig rig(scenario, {.work = style});
    rig.append(0, 0, 500);  // 10 batches of 50
    CHECK(time_to_drain(rig) >= 10 * (1ms + 50 * 20us));
    const BatchLaw law = rig.meters().costs.processing.law();
    CHECK(law.t0 + 50 * law.t1 >= 2ms);
    CHECK(rig.meters().busy_s >= 0.02);
    CHECK(rig.meters().given_s >= 0.02);
  }
}

TEST_CASE("a consumer takes what is there and waits for no full batch") {
  Scenario scenario = small_scenario(1, 1);
  scenario.consumers->batch_size = 1'000'000;
  ConsumeRig rig(scenario);
  rig.pool.start();
  for (std::int64_t i = 0; i < 5; ++i) {
    rig.append(0, i, 1);
    REQUIRE(rig.drains());
  }
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.total(0).count == 5);
  CHECK(rig.meters().costs.pull.count() > 0);
}

TEST_CASE("nobody reads while held, paused, or where the partition is down") {
  Scenario scenario = small_scenario(2, 2);
  ConsumeRig rig(scenario);
  rig.pool.start();
  ActiveControls active;
  active.partition_down = {1, 0};
  active.leaders.emplace(*scenario.log);
  rig.pool.hold(true);
  rig.append(0, 0, 10);
  rig.append(1, 0, 10);
  give_them_time();
  CHECK(rig.backlog() == 20);
  rig.pool.set_conditions(active, rig.clock.now());
  rig.pool.hold(false);
  CHECK(rig.comes([&] { return rig.meters().partitions[1].backlog == 0; }));
  CHECK(rig.meters().partitions[0].backlog == 10);
  REQUIRE(rig.meters().partitions[0].oldest_unread_birth.has_value());
  CHECK(*rig.meters().partitions[0].oldest_unread_birth ==
        rig.clock.of_wall_us(1'700'000'000'000'000));
  active.partition_down = {0, 0};
  active.consumers_paused = true;
  rig.pool.set_conditions(active, rig.clock.now());
  give_them_time();
  CHECK(rig.backlog() == 10);
  active.consumers_paused = false;
  rig.pool.set_conditions(active, rig.clock.now());
  CHECK(rig.drains());
  CHECK_FALSE(rig.meters().partitions[0].oldest_unread_birth.has_value());
  CHECK(rig.pool.stop(kLongEnough));
}

TEST_CASE("an outage of the database blocks every write until it is over") {
  for (const bool waits : {true, false}) {
    Scenario scenario = small_scenario(1, 1);
    scenario.database = DatabaseSpec{.consumer_waits = waits};
    ConsumeRig rig(scenario);
    rig.pool.start();
    ActiveControls active;
    active.database_out = true;
    rig.pool.set_conditions(active, rig.clock.now());
    rig.append(0, 0, 200);
    give_them_time();
    CHECK(rig.store.offset(0) == 0);
    CHECK(rig.backlog() == 200);
    active.database_out = false;
    rig.pool.set_conditions(active, rig.clock.now());
    CHECK(rig.drains());
    CHECK(rig.pool.stop(kLongEnough));
    CHECK(rig.total(0).count == 200);
  }
}

TEST_CASE("a pool stops at once in an outage, and nothing of what waited is applied") {
  ConsumeRig rig(small_scenario(1, 1));
  rig.pool.start();
  ActiveControls active;
  active.database_out = true;
  rig.pool.set_conditions(active, rig.clock.now());
  rig.append(0, 0, 10);
  give_them_time();
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.store.offset(0) == 0);
  CHECK(rig.backlog() == 10);
}

TEST_CASE("a batch in hand at stop is finished; beyond the limit it is given up") {
  Scenario scenario = small_scenario(1, 1);
  scenario.consumers->batch.t0 = 30ms;
  ConsumeRig patient(scenario);
  patient.append(0, 0, 10);
  patient.pool.start();
  CHECK(patient.comes([&] { return patient.meters().partitions[0].batches == 1; }));
  CHECK(patient.pool.stop(kLongEnough));
  CHECK(patient.total(0).count == 10);

  scenario.consumers->batch.t0 = 600s;
  ConsumeRig hasty(scenario);
  hasty.append(0, 0, 10);
  hasty.pool.start();
  CHECK(hasty.comes([&] { return hasty.meters().partitions[0].batches == 1; }));
  CHECK_FALSE(hasty.pool.stop(1ms));
  CHECK(hasty.total(0).count == 0);
}

TEST_CASE("a write takes the database's time, times its slowness, plus what is added") {
  for (const WriteMode mode : {WriteMode::per_batch, WriteMode::per_event}) {
    Scenario scenario = small_scenario(1, 1);
    scenario.database = DatabaseSpec{.mode = mode, .service = ConstantLaw{40us}};
    scenario.database->batch.t0 = 2ms;  // as long as 50 single writes
    ConsumeRig rig(scenario);
    ActiveControls active;
    active.database_factor = 3;
    active.added_latency[static_cast<std::size_t>(LatencyPlace::database)].add(
        {.place = LatencyPlace::database, .added = mode == WriteMode::per_batch ? 1ms : 20us});
    rig.pool.set_conditions(active, rig.clock.now());
    rig.append(0, 0, 250);
    CHECK(time_to_drain(rig) >= 5 * (3 * 2ms + 1ms));
    CHECK(rig.meters().database_busy_s >= 0.035);
  }
}

TEST_CASE("the write limit holds over all partitions") {
  Scenario scenario = small_scenario(2, 2);
  scenario.database = DatabaseSpec{.shards = 2, .write_limit = Rate{10'000}};
  ConsumeRig rig(scenario);
  rig.append(0, 0, 250);
  rig.append(1, 0, 250);
  CHECK(time_to_drain(rig) >= 49ms);
}

TEST_CASE("a shard has as many writes at once as it has servers") {
  Scenario scenario = small_scenario(4, 4);
  scenario.database = DatabaseSpec{.servers = 2};
  scenario.database->batch.t0 = 5ms;
  ConsumeRig rig(scenario);
  for (int p = 0; p < 4; ++p) rig.append(p, 0, 100);
  CHECK(time_to_drain(rig) >= 8 * 5ms / 2);
}

TEST_CASE("events younger than the pull delay are not seen") {
  Scenario scenario = small_scenario(1, 1);
  scenario.consumers->pull = 40ms;
  ConsumeRig rig(scenario);
  rig.append(0, 0, 10);
  CHECK(time_to_drain(rig) >= 38ms);
}

}  // namespace
}  // namespace uslkit::test
