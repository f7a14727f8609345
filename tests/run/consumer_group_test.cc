#include "run/consumer_group.h"

#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr Duration kPause = seconds(7);
constexpr Duration kTimeout = seconds(45);

ConsumerGroupOptions group_of(std::int64_t consumers, std::int64_t partitions,
                              std::int64_t workers = 1) {
  return {.partitions = partitions,
          .consumers = consumers,
          .workers_per_partition = workers,
          .rebalance = {
              .protocol = RebalanceProtocol::eager, .pause = kPause, .session_timeout = kTimeout}};
}

ConsumerGroupOptions cooperative(ConsumerGroupOptions options) {
  options.rebalance.protocol = RebalanceProtocol::cooperative;
  return options;
}

TimePoint at(Duration time) { return TimePoint(time); }

std::vector<std::vector<ConsumerId>> owner_lists(const ConsumerGroup& group) {
  std::vector<std::vector<ConsumerId>> lists;
  for (PartitionId p = 0; p < group.partitions(); ++p) {
    lists.emplace_back(group.owners(p).begin(), group.owners(p).end());
  }
  return lists;
}

std::int64_t paused_at(const ConsumerGroup& group, TimePoint now) {
  std::int64_t paused = 0;
  for (PartitionId p = 0; p < group.partitions(); ++p)
    paused += now < group.paused_until(p) ? 1 : 0;
  return paused;
}

std::int64_t served_at(const ConsumerGroup& group, TimePoint now) {
  std::int64_t served = 0;
  for (PartitionId p = 0; p < group.partitions(); ++p) {
    served += group.working_on(p, now) > 0 ? 1 : 0;
  }
  return served;
}

// Both sides of the relation agree; loads differ by at most one; no partition without an owner.
void check_assignment(const ConsumerGroup& group, std::int64_t workers) {
  std::vector<std::size_t> consumers_of;
  for (PartitionId p = 0; p < group.partitions(); ++p) {
    CHECK(!group.owners(p).empty());
    CHECK(std::ssize(group.owners(p)) <= workers);
    consumers_of.push_back(group.owners(p).size());
    for (const ConsumerId c : group.owners(p)) {
      CHECK(std::ranges::count(group.partitions_of(c), p) == 1);
    }
  }
  std::vector<std::size_t> partitions_of;
  for (ConsumerId c = 0; c < group.capacity(); ++c) {
    for (const PartitionId p : group.partitions_of(c)) {
      CHECK(std::ranges::count(group.owners(p), c) == 1);
    }
    if (!group.partitions_of(c).empty()) partitions_of.push_back(group.partitions_of(c).size());
  }
  for (const std::vector<std::size_t>& loads : {consumers_of, partitions_of}) {
    CHECK(*std::ranges::max_element(loads) <= *std::ranges::min_element(loads) + 1);
  }
}

}  // namespace

TEST_CASE("at most as many consumers as partitions: consumer j owns the partitions p mod n == j") {
  for (const std::int64_t n : {1, 2, 5, 7, 24}) {
    const ConsumerGroup group(group_of(n, 24, 2));
    for (PartitionId p = 0; p < 24; ++p) {
      REQUIRE(group.owners(p).size() == 1);
      CHECK(group.owners(p)[0] == p % n);
    }
    CHECK(group.at_work() == n);
    CHECK(group.idle() == 0);
  }
}

TEST_CASE("more consumers than partitions: j works on j mod P, up to the workers of a partition") {
  for (const std::int64_t workers : {1, 2, 3}) {
    const ConsumerGroup group(group_of(60, 24, workers));
    for (ConsumerId j = 0; j < 60; ++j) {
      CAPTURE(j);
      const bool works = j / 24 < workers;
      REQUIRE(group.partitions_of(j).size() == (works ? 1 : 0));
      if (works) CHECK(group.partitions_of(j)[0] == j % 24);
    }
    CHECK(group.at_work() == std::min<std::int64_t>(60, 24 * workers));
    CHECK(group.idle() == 60 - group.at_work());
  }
}

TEST_CASE("a kill of 20 % of 48 takes 10, each with its own partition's other worker left") {
  ConsumerGroup group(group_of(48, 24, 2));
  Random random(1, "faults/kill");
  const GroupChange change = group.kill(at(seconds(10)), 0.2, 0, random);
  REQUIRE(change.died.size() == 10);
  CHECK(std::ranges::is_sorted(change.died));
  CHECK(std::ranges::adjacent_find(change.died) == change.died.end());
  CHECK(group.at_work() == 38);
  CHECK(change.events[0].text == "kill 20 % of the consumers (10 of 48)");
  for (const ConsumerId dead : change.died) {
    CHECK(!group.may_work(dead, group.partitions_of(dead)[0], at(seconds(10))));
  }
  std::int64_t workers = 0;
  for (PartitionId p = 0; p < 24; ++p) workers += group.working_on(p, at(seconds(10)));
  CHECK(workers == 38);
}

TEST_CASE("the share is rounded up, but not because of rounding") {
  for (const std::int64_t n : {1, 5, 10, 20, 24, 25, 30, 100}) {
    for (int percent = 0; percent <= 100; ++percent) {
      ConsumerGroup group(group_of(n, n));
      Random random(1, "faults/kill");
      const std::int64_t expected = (percent * n + 99) / 100;
      const GroupChange change = group.kill(at(seconds(1)), percent / 100.0, 0, random);
      CHECK(std::ssize(change.died) == expected);
    }
  }
}

TEST_CASE("dead consumers' partitions stand still until the session timeout, to the nanosecond") {
  ConsumerGroup group(group_of(24, 24));
  Random random(1, "faults/kill");
  const TimePoint death = at(seconds(10) + nanoseconds(3));
  CHECK(group.next_change() == TimePoint::max());
  const GroupChange kill = group.kill(death, 0.25, 0, random);
  CHECK(served_at(group, death) == 18);
  REQUIRE(group.next_change() == death + kTimeout);
  CHECK(group.apply(death + kTimeout - nanoseconds(1)).events.empty());
  CHECK(served_at(group, death + kTimeout - nanoseconds(1)) == 18);

  const GroupChange noticed = group.apply(death + kTimeout);
  REQUIRE(noticed.events.size() == 1);
  CHECK(noticed.events[0].text == "6 dead consumers noticed: 24 of 24 partitions pause for 7s");
  check_assignment(group, 1);
  for (const ConsumerId dead : kill.died) CHECK(group.partitions_of(dead).empty());
  CHECK(served_at(group, death + kTimeout) == 0);

  REQUIRE(group.next_change() == death + kTimeout + kPause);
  CHECK(served_at(group, death + kTimeout + kPause - nanoseconds(1)) == 0);
  const GroupChange resumed = group.apply(death + kTimeout + kPause);
  CHECK(served_at(group, death + kTimeout + kPause) == 24);
  CHECK(resumed.consumers.size() == 18);
  CHECK(group.next_change() == TimePoint::max());
}

TEST_CASE("it does not matter how seldom the group is asked") {
  ConsumerGroup often(cooperative(group_of(24, 24)));
  ConsumerGroup seldom(cooperative(group_of(24, 24)));
  Random a(1, "faults/kill");
  Random b(1, "faults/kill");
  (void)often.kill(at(seconds(1)), 0.3, 0, a);
  (void)seldom.kill(at(seconds(1)), 0.3, 0, b);
  for (int second = 2; second < 100; ++second) (void)often.apply(at(seconds(second)));
  (void)seldom.apply(at(seconds(99)));
  CHECK(owner_lists(often) == owner_lists(seldom));
  for (PartitionId p = 0; p < 24; ++p) CHECK(often.paused_until(p) == seldom.paused_until(p));
}

TEST_CASE("eager pauses every partition, cooperative only those that move") {
  ConsumerGroup eager(group_of(24, 24));
  ConsumerGroup sticky(cooperative(group_of(24, 24)));
  Random a(1, "faults/kill");
  Random b(1, "faults/kill");
  const GroupChange died = eager.kill(at(seconds(0)), 0.2, 0, a);
  CHECK(sticky.kill(at(seconds(0)), 0.2, 0, b).died == died.died);
  (void)eager.apply(at(kTimeout));
  (void)sticky.apply(at(kTimeout));
  CHECK(paused_at(eager, at(kTimeout)) == 24);
  CHECK(paused_at(sticky, at(kTimeout)) == 5);
  for (const ConsumerId dead : died.died) CHECK(at(kTimeout) < sticky.paused_until(dead));
  check_assignment(eager, 1);
  check_assignment(sticky, 1);
}

TEST_CASE("a standby takes over a dead consumer's partitions without any pause") {
  ConsumerGroupOptions options = group_of(12, 24);
  options.standby = 3;
  ConsumerGroup group(options);
  CHECK(group.capacity() == 15);
  Random random(1, "faults/kill");
  const std::vector<std::vector<ConsumerId>> before = owner_lists(group);
  const GroupChange change = group.kill(at(seconds(5)), 0.25, 7, random);
  CHECK(change.died.size() == 3);
  CHECK(change.consumers == std::vector<ConsumerId>{12, 13, 14});
  CHECK(change.events.back().text == "3 standby consumers took over at once, 0 left");
  CHECK(served_at(group, at(seconds(5))) == 24);
  CHECK(group.next_change() == TimePoint::max());
  for (std::size_t i = 0; i < 3; ++i) {
    for (const PartitionId p : group.partitions_of(static_cast<ConsumerId>(12 + i))) {
      CHECK(before[p] == std::vector<ConsumerId>{change.died[i]});
    }
  }
  check_assignment(group, 1);

  // Those who come back are the new standbys, and nothing moves.
  const std::vector<std::vector<ConsumerId>> taken_over = owner_lists(group);
  CHECK(group.restart(at(seconds(90)), 7).events.size() == 1);
  CHECK(owner_lists(group) == taken_over);
  CHECK(group.standby() == 3);
}

TEST_CASE("standbys fill as many places as they can; the others wait for the timeout") {
  ConsumerGroupOptions options = group_of(10, 10);
  options.standby = 2;
  ConsumerGroup group(options);
  Random random(3, "faults/kill");
  (void)group.kill(at(seconds(0)), 0.5, 0, random);
  CHECK(served_at(group, at(seconds(0))) == 7);
  (void)group.apply(at(kTimeout + kPause));
  CHECK(served_at(group, at(kTimeout + kPause)) == 10);
  CHECK(group.at_work() == 7);
  check_assignment(group, 1);
  // Three join again, two become standbys.
  (void)group.restart(at(seconds(100)), 0);
  CHECK(group.at_work() == 10);
  CHECK(group.standby() == 2);
  CHECK(paused_at(group, at(seconds(100))) == 10);
  check_assignment(group, 1);
}

TEST_CASE("a consumer back before the timeout keeps its partitions; later it joins anew") {
  ConsumerGroup group(group_of(8, 24));
  const std::vector<std::vector<ConsumerId>> before = owner_lists(group);
  Random random(1, "faults/kill");
  const GroupChange kill = group.kill(at(seconds(10)), 0.5, 0, random);
  const GroupChange back = group.restart(at(seconds(10) + kTimeout - nanoseconds(1)), 0);
  CHECK(back.consumers == kill.died);
  CHECK(back.events.size() == 1);
  CHECK(owner_lists(group) == before);
  CHECK(group.next_change() == TimePoint::max());

  (void)group.kill(at(seconds(100)), 0.5, 0, random);
  const GroupChange late = group.restart(at(seconds(100) + kTimeout), 0);
  REQUIRE(late.events.size() == 3);  // noticed, restarted, back
  CHECK(late.events[2].text == "4 consumers back: 24 of 24 partitions pause for 7s");
  CHECK(owner_lists(group) == before);
  CHECK(served_at(group, at(seconds(100) + kTimeout + kPause)) == 24);
}

TEST_CASE("scaling adds the lowest free numbers and takes the dead and the highest away") {
  ConsumerGroup group(group_of(4, 24));
  GroupChange change = group.scale_to(at(seconds(1)), 8);
  CHECK(group.capacity() == 8);
  CHECK(group.at_work() == 8);
  CHECK(change.left.empty());
  CHECK(change.events[0].text == "from 4 to 8 consumers: 24 of 24 partitions pause for 7s");
  check_assignment(group, 1);

  change = group.scale_to(at(seconds(20)), 3);
  CHECK(change.left == std::vector<ConsumerId>{3, 4, 5, 6, 7});
  check_assignment(group, 1);
  CHECK(group.scale_to(at(seconds(30)), 3).events.empty());

  Random random(1, "faults/kill");
  const GroupChange kill = group.kill(at(seconds(40)), 0.5, 0, random);
  REQUIRE(kill.died.size() == 2);
  change = group.scale_to(at(seconds(41)), 1);
  CHECK(change.left.empty());
  CHECK(group.at_work() == 1);
  CHECK(served_at(group, at(seconds(41) + kPause)) == 24);
  // They are not wanted any more.
  (void)group.restart(at(seconds(50)), 0);
  CHECK(group.at_work() == 1);
}

TEST_CASE("24 to 48 consumers with two workers give each partition its second consumer") {
  ConsumerGroupOptions options = cooperative(group_of(24, 24, 2));
  options.rebalance.pause = Duration{0};
  ConsumerGroup group(options);
  const GroupChange change = group.scale_to(at(seconds(240)), 48);
  CHECK(change.events[0].text == "from 24 to 48 consumers: nothing pauses");
  CHECK(change.consumers.size() == 48);
  for (PartitionId p = 0; p < 24; ++p) {
    CHECK(group.working_on(p, at(seconds(240))) == 2);
    CHECK(group.owners(p)[1] == p + 24);
  }
}

TEST_CASE("24 to 48 consumers with one worker leave 24 idle") {
  ConsumerGroup group(group_of(24, 24, 1));
  (void)group.scale_to(at(seconds(240)), 48);
  CHECK(group.at_work() == 24);
  CHECK(group.idle() == 24);
}

TEST_CASE("a full stop holds every partition, whatever the protocol") {
  ConsumerGroup group(cooperative(group_of(4, 8)));
  (void)group.scale_to(at(seconds(0)), 5, seconds(300));
  CHECK(served_at(group, at(seconds(300) - nanoseconds(1))) == 0);
  (void)group.apply(at(seconds(300)));
  CHECK(served_at(group, at(seconds(300))) == 8);
}

TEST_CASE("another number of partitions is shared out anew and pauses for the switch only") {
  for (const std::int64_t partitions : {48, 12}) {
    ConsumerGroup group(group_of(12, 24));
    (void)group.reshard(at(seconds(60)), partitions, seconds(9));
    CHECK(group.partitions() == partitions);
    check_assignment(group, 1);
    CHECK(served_at(group, at(seconds(69) - nanoseconds(1))) == 0);
    CHECK(served_at(group, at(seconds(69))) == partitions);
  }
}

TEST_CASE("an overlapping rebalance lengthens a pause and never shortens it") {
  ConsumerGroup group(group_of(4, 8));
  (void)group.scale_to(at(seconds(0)), 5, seconds(60));
  (void)group.scale_to(at(seconds(10)), 6);
  CHECK(paused_at(group, at(seconds(60) - nanoseconds(1))) == 8);
  (void)group.scale_to(at(seconds(58)), 7);
  CHECK(paused_at(group, at(seconds(58) + kPause - nanoseconds(1))) == 8);
  CHECK(group.apply(at(seconds(58) + kPause)).consumers.size() == 7);
}

TEST_CASE("with everybody dead nobody owns anything, until they are back") {
  ConsumerGroup group(group_of(3, 6));
  Random random(1, "faults/kill");
  (void)group.kill(at(seconds(0)), 1, 0, random);
  (void)group.apply(at(kTimeout));
  CHECK(group.owners(0).empty());
  (void)group.restart(at(seconds(90)), 0);
  check_assignment(group, 1);
  CHECK(group.at_work() == 3);
}

// With work that grows with their square it would not end.
TEST_CASE("a group of a million consumers and as many standbys is run through all its changes") {
  constexpr std::int64_t kMillion = 1'000'000;
  ConsumerGroupOptions options = group_of(kMillion, 4, 10'000);
  options.standby = kMillion;
  ConsumerGroup group(options);
  CHECK(group.at_work() == 40'000);
  CHECK(group.idle() == kMillion - 40'000);
  Random random(1, "faults/kill");
  CHECK(group.kill(at(seconds(1)), 0.5, 0, random).died.size() == kMillion / 2);
  CHECK(group.standby() == kMillion / 2);
  CHECK(group.at_work() == 40'000);
  (void)group.kill(at(seconds(3)), 1, 1, random);
  (void)group.apply(at(seconds(100)));  // the deaths are noticed
  CHECK(group.at_work() == 40'000);
  (void)group.scale_to(at(seconds(300)), 2 * kMillion);
  CHECK(group.at_work() == 40'000);
}

TEST_CASE("whatever happens, the assignment stays even and nobody is lost") {
  for (const bool sticky : {false, true}) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      CAPTURE(seed);
      Random random(seed, "what happens");
      const std::int64_t workers = 1 + static_cast<std::int64_t>(random.index(3));
      const std::int64_t consumers = 1 + static_cast<std::int64_t>(random.index(30));
      const std::int64_t partitions = 1 + static_cast<std::int64_t>(random.index(20));
      ConsumerGroupOptions options = group_of(consumers, partitions, workers);
      options.standby = static_cast<std::int64_t>(random.index(4));
      ConsumerGroup group(sticky ? cooperative(options) : options);
      TimePoint now{};
      for (std::size_t step = 0; step < 60; ++step) {
        now += milliseconds(random.index(40000));
        (void)group.apply(now);
        switch (random.index(4)) {
          case 0:
            (void)group.kill(now, 0.4 * random.uniform(), step % 3, random);
            break;
          case 1:
            (void)group.restart(now, static_cast<std::size_t>(random.index(3)));
            break;
          case 2:
            (void)group.scale_to(now, 1 + static_cast<std::int64_t>(random.index(40)));
            break;
          default:
            (void)group.reshard(now, 1 + static_cast<std::int64_t>(random.index(30)), seconds(1));
            break;
        }
        const bool somebody = std::ranges::any_of(
            owner_lists(group), [](const std::vector<ConsumerId>& list) { return !list.empty(); });
        if (somebody) check_assignment(group, workers);
        CHECK(group.at_work() + group.idle() <= group.wanted());
        CHECK(group.standby() <= options.standby);
        CHECK(group.next_change() > now);
      }
      for (std::size_t fault = 0; fault < 3; ++fault) (void)group.restart(now, fault);
      CHECK(group.at_work() + group.idle() == group.wanted());
      CHECK(served_at(group, now + kPause + seconds(1)) == group.partitions());
    }
  }
}

}  // namespace uslkit
