#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/pipeline/consume/consume_rig.h"

namespace uslkit::test {
namespace {

// A drain asks while the control thread does. The thread sanitizer is what notices a missing lock.
TEST_CASE("meters may be asked by several threads at once") {
  constexpr int kPartitions = 4;
  constexpr int kEvents = 1500;  // per partition
  Scenario scenario = small_scenario(kPartitions, 2);
  scenario.consumers->batch_size = 1;  // so that the oldest unread event changes all the time
  ConsumeRig rig(scenario);
  for (int i = 0; i < kPartitions; ++i) rig.append(i, i * kEvents, kEvents);
  rig.pool.start();
  std::atomic<bool> ended{false};
  std::vector<std::thread> askers;
  std::atomic<std::int64_t> born_later{0};
  for (int k = 0; k < 3; ++k) {
    askers.emplace_back([&] {
      while (!ended) {
        for (const PartitionMeters& one : rig.meters().partitions) {
          if (one.oldest_unread_birth > rig.clock.now()) ++born_later;
        }
      }
    });
  }
  CHECK(rig.drains());
  ended = true;
  for (std::thread& asker : askers) asker.join();
  CHECK(born_later == 0);
  CHECK(rig.meters().counts.applied == kPartitions * kEvents);
  CHECK(rig.pool.stop(kLongEnough));
}

}  // namespace
}  // namespace uslkit::test
