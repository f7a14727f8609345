// Poison events take their consumer down, and leave for the dead-letter queue after N attempts.
#include "tests/pipeline/consume/consume_rig.h"

namespace uslkit::test {
namespace {

Scenario poisoned_scenario() {
  Scenario scenario = small_scenario(1, 1);
  scenario.traffic.classes[0].poison_share = 0.01;
  scenario.consumers->max_attempts = 3;
  return scenario;
}

void append_with_poison(ConsumeRig& rig) {
  std::vector<std::string> payloads;
  for (std::int64_t i = 0; i < 30; ++i) payloads.push_back(envelope(i, i == 12 || i == 17));
  rig.append_bytes(0, payloads);
}

TEST_CASE("a poison event crashes its consumer max_attempts times and is then a dead letter") {
  ConsumeRig rig(poisoned_scenario());
  append_with_poison(rig);
  rig.pool.start();
  REQUIRE(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  const ConsumerMeters meters = rig.meters();
  CHECK(meters.crashes == 3);  // both in one batch
  CHECK(meters.redelivered == 90);
  CHECK(meters.counts == ApplyCounts{.applied = 28, .dead_lettered = 2});
  CHECK(rig.counted().dead_lettered == 2);
  CHECK(rig.counted().redelivered == 90);
  CHECK(rig.counted().applied == 28);
  const std::vector<DeadLetterEntry> letters = rig.store.dead_letters(0, 0, 10);
  REQUIRE(letters.size() == 2);
  CHECK(letters[0].offset == 12);
  CHECK(letters[0].attempts == 3);
  CHECK(letters[0].payload == R"({"poison":true})");
  CHECK(letters[1].offset == 17);
}

TEST_CASE("without a dead-letter queue a poison event holds up its partition for ever") {
  Scenario scenario = poisoned_scenario();
  scenario.consumers->dead_letter_queue = false;
  ConsumeRig rig(scenario);
  append_with_poison(rig);
  rig.pool.start();
  CHECK(rig.comes([&] { return rig.meters().crashes > 10; }));
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.store.offset(0) == 0);
  CHECK(rig.backlog() == 30);
}

TEST_CASE("where no class has poison, its mark means nothing") {
  ConsumeRig rig(small_scenario(1, 1));
  append_with_poison(rig);
  rig.pool.start();
  REQUIRE(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.meters().counts == ApplyCounts{.applied = 30});
}

TEST_CASE("a record that is no event is a dead letter with a reason, and holds up nobody") {
  ConsumeRig rig(small_scenario(1, 1));
  std::string foreign_class;
  write_envelope(foreign_class,
                 {.birth_us = 1, .traffic_class = 9, .id = "x", .key = "k", .json = "{}"});
  std::string long_key;
  write_envelope(long_key, {.birth_us = 1, .id = "y", .key = std::string(200, 'k'), .json = "{}"});
  rig.append_bytes(0, {envelope(0), "no envelope", foreign_class, long_key, envelope(1)});
  rig.pool.start();
  REQUIRE(rig.drains());
  CHECK(rig.pool.stop(kLongEnough));
  CHECK(rig.meters().counts == ApplyCounts{.applied = 2, .dead_lettered = 3});
  CHECK(rig.meters().unreadable == 3);
  const std::vector<DeadLetterEntry> letters = rig.store.dead_letters(0, 0, 10);
  REQUIRE(letters.size() == 3);
  CHECK(letters[0].payload == "no envelope");
  CHECK(letters[0].reason == "it is not an event envelope");
  CHECK(letters[1].reason == "its traffic class is unknown");
  CHECK(letters[2].reason == "its key has more than 128 bytes");
}

}  // namespace
}  // namespace uslkit::test
