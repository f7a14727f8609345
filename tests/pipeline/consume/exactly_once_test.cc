// Whatever is killed, crashes or is moved: every event has one effect, in the order of its log.
#include <atomic>

#include "base/random.h"
#include "pipeline/store/store_error.h"
#include "tests/pipeline/consume/consume_rig.h"

namespace uslkit::test {
namespace {

TEST_CASE("everything appended is applied once, in order, and told to the recorder") {
  ConsumeRig rig(small_scenario(3, 2));
  rig.pool.start();
  for (std::int64_t i = 0; i < 20; ++i) {
    for (int p = 0; p < 3; ++p) rig.append(p, 40 * i, 40);
  }
  REQUIRE(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  for (int p = 0; p < 3; ++p) {
    CHECK(rig.total(p).count == 800);
    CHECK(rig.total(p).order_breaks == 0);
    CHECK(rig.store.offset(p) == 800);
  }
  CHECK(rig.counted().applied == 2400);
  CHECK(rig.meters().counts == ApplyCounts{.applied = 2400});
}

TEST_CASE("a pool goes on where the one before it has stopped") {
  Scenario scenario = small_scenario(1, 1);
  ConsumeRig rig(scenario);
  rig.append(0, 0, 100);
  rig.pool.start();
  REQUIRE(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  rig.append(0, 100, 100);

  RunRecorder recorder(scenario);
  ConsumerPool second(scenario, rig.log, rig.store, rig.clock, recorder, {});
  second.start();
  CHECK(rig.comes([&] { return second.meters(rig.clock.now()).partitions[0].backlog == 0; }));
  CHECK(second.stop(kLongEnough));
  CHECK(rig.total(0).count == 200);
  CHECK(second.meters(rig.clock.now()).counts == ApplyCounts{.applied = 100});
}

TEST_CASE("killed consumers' batches are read again, and nothing is applied twice or lost") {
  for (const std::int64_t workers : {1, 3}) {
    for (const bool waits : {true, false}) {
      CAPTURE(workers);
      CAPTURE(waits);
      Scenario scenario = small_scenario(2, 2 * workers);
      scenario.consumers->workers_per_partition = workers;
      scenario.consumers->batch_size = 20;
      scenario.consumers->batch.t0 = 300us;
      scenario.database = DatabaseSpec{.shards = 2, .servers = 2, .consumer_waits = waits};
      scenario.database->batch.t0 = 200us;
      ConsumeRig rig(scenario);
      rig.pool.start();
      Random random(3, "kills of a test");
      for (std::int64_t round = 0; round < 60; ++round) {
        for (int p = 0; p < 2; ++p) rig.append(p, 30 * round, 30);
        const std::size_t fault = static_cast<std::size_t>(round);
        rig.pool.kill(rig.clock.now(), 0.5, fault);
        std::this_thread::sleep_for(std::chrono::microseconds(random.index(800)));
        rig.pool.tick(rig.clock.now());
        rig.pool.restart(rig.clock.now(), fault);
        std::this_thread::sleep_for(std::chrono::microseconds(random.index(800)));
      }
      REQUIRE(rig.drains());
      CHECK(rig.pool.stop(kLongEnough));
      for (int p = 0; p < 2; ++p) {
        CHECK(rig.total(p).count == 1800);
        CHECK(rig.total(p).order_breaks == 0);
      }
      const ConsumerMeters meters = rig.meters();
      CHECK(meters.redelivered > 0);
      CHECK(meters.counts == ApplyCounts{.applied = 3600});
      CHECK(rig.counted().applied == 3600);
      CHECK(rig.counted().redelivered == meters.redelivered);
      CHECK(meters.error.empty());
    }
  }
}

TEST_CASE("several workers of one partition apply in the order of its log") {
  Scenario scenario = small_scenario(1, 4);
  scenario.consumers->workers_per_partition = 4;
  scenario.consumers->batch_size = 10;
  scenario.consumers->batch.t0 = 2ms;
  scenario.consumers->batch.cv = 1;  // later batches are often ready before earlier ones
  ConsumeRig rig(scenario);
  std::atomic<std::int64_t> applied_to{0};
  std::atomic<bool> gap{false};
  rig.store.before_apply = [&](int, const StoreBatch& batch) {
    if (batch.from_offset != applied_to.exchange(batch.next_offset)) gap = true;
  };
  rig.append(0, 0, 800);
  const TimePoint begin = rig.clock.now();
  rig.pool.start();
  REQUIRE(rig.drains());
  const Duration took = rig.clock.now() - begin;
  CHECK(rig.pool.stop(kLongEnough));
  CHECK_FALSE(gap);
  CHECK(rig.total(0).count == 800);
  CHECK(rig.total(0).order_breaks == 0);
  CHECK(took >= 80 * 2ms / 4 / 3);  // no faster than four at once; batches of unequal length
}

TEST_CASE("a store's passing fault is tried again; another one stops that partition only") {
  ConsumeRig rig(small_scenario(2, 2), {.retry_first = 1ms, .retry_most = 2ms});
  std::atomic<int> calls{0};
  rig.store.before_apply = [&](int partition, const StoreBatch&) {
    if (partition == 0 && ++calls <= 3) {
      throw StoreError(StoreFault::disk_full, "a test", "no space");
    }
    if (partition == 1) throw StoreError(StoreFault::fenced, "a test", "somebody else");
  };
  rig.append(0, 0, 100);
  rig.append(1, 0, 100);
  rig.pool.start();
  CHECK(rig.comes([&] {
    const ConsumerMeters meters = rig.meters();
    return meters.partitions[0].backlog == 0 && !meters.partitions[1].error.empty();
  }));
  CHECK(rig.pool.stop(kLongEnough));
  const ConsumerMeters meters = rig.meters();
  CHECK(meters.store_retries == 3);
  CHECK(rig.total(0).count == 100);
  CHECK(meters.partitions[0].error.empty());
  CHECK(meters.partitions[1].error.find("somebody else") != std::string::npos);
  CHECK(meters.partitions[1].backlog == 100);
  CHECK(meters.error == meters.partitions[1].error);
}

TEST_CASE("repeats of clients are counted by class and told apart from what was applied") {
  ConsumeRig rig(small_scenario(1, 1));
  rig.append(0, 0, 10);
  rig.append(0, 5, 10);  // 5 of them are known
  rig.pool.start();
  REQUIRE(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.counted().applied == 15);
  CHECK(rig.counted().duplicates_skipped == 5);
  CHECK(rig.total(0).count == 15);
}

}  // namespace
}  // namespace uslkit::test
