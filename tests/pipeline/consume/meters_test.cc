#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/pipeline/consume/consume_rig.h"

namespace uslkit::test {
namespace {

// A drain asks while the control thread does.
TEST_CASE("meters may be asked by several threads at once") {
  constexpr int kAppends = 300;
  constexpr int kEvents = 20;
  ConsumeRig rig(small_scenario(2, 1));
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
  for (int k = 0; k < kAppends; ++k) rig.append(k % 2, k * kEvents, kEvents);
  CHECK(rig.drains());
  ended = true;
  for (std::thread& asker : askers) asker.join();
  CHECK(born_later == 0);
  CHECK(rig.meters().counts.applied == kAppends * kEvents);
  CHECK(rig.pool.stop(kLongEnough));
}

}  // namespace
}  // namespace uslkit::test
