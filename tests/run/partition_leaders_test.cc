#include "run/partition_leaders.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr Duration kElection = seconds(3);

TimePoint at(Duration time) { return TimePoint(time); }

LogSpec log_of(std::int64_t partitions, std::int64_t brokers, std::int64_t replication) {
  return {.partitions = partitions,
          .brokers = brokers,
          .replication = replication,
          .min_in_sync = 2,
          .leader_election = kElection};
}

}  // namespace

TEST_CASE("partitions are led by the brokers in turn") {
  const PartitionLeaders leaders(log_of(24, 5, 3));
  for (std::size_t p = 0; p < 24; ++p) {
    CHECK(leaders.leader(p) == static_cast<std::int64_t>(p % 5));
    CHECK(!leaders.stands_still(p, at(seconds(0))));
    CHECK(leaders.in_sync(p) == 3);
  }
  CHECK(leaders.led_by(0) == 5);
  CHECK(leaders.led_by(4) == 4);
  CHECK(leaders.next_after(at(seconds(0))) == TimePoint::max());
}

TEST_CASE("a lost broker's partitions stand still for one election, to the nanosecond") {
  PartitionLeaders leaders(log_of(24, 6, 3));
  const TimePoint lost = at(seconds(10) + nanoseconds(7));
  leaders.lose(lost, 2);
  CHECK(leaders.next_after(lost) == lost + kElection);
  for (std::size_t p = 0; p < 24; ++p) {
    const bool led = p % 6 == 2;
    CHECK(leaders.stands_still(p, lost) == led);
    CHECK(leaders.stands_still(p, lost + kElection - nanoseconds(1)) == led);
    CHECK(!leaders.stands_still(p, lost + kElection));
    if (led) CHECK(leaders.leader(p) == 3);
  }
  CHECK(leaders.led_by(3) == 8);
  CHECK(leaders.brokers_down() == 1);
  // Its replicas are missing wherever it held one.
  CHECK(leaders.in_sync(0) == 2);
  CHECK(leaders.in_sync(3) == 3);
  // Back, it follows.
  leaders.restore(at(seconds(60)), 2);
  CHECK(leaders.led_by(2) == 0);
  CHECK(leaders.in_sync(0) == 3);
  CHECK(leaders.brokers_down() == 0);
}

TEST_CASE("without a replica a partition stands still until its broker is back") {
  PartitionLeaders leaders(log_of(6, 3, 1));
  leaders.lose(at(seconds(10)), 1);
  CHECK(!leaders.leader(1).has_value());
  CHECK(leaders.stands_still(1, at(hours(1))));
  CHECK(!leaders.stands_still(0, at(hours(1))));
  leaders.restore(at(hours(2)), 1);
  CHECK(leaders.leader(1) == 1);
  CHECK(!leaders.stands_still(1, at(hours(2))));
}

TEST_CASE("a new leader that is lost in turn costs another election") {
  PartitionLeaders leaders(log_of(3, 3, 3));
  leaders.lose(at(seconds(10)), 0);
  leaders.lose(at(seconds(12)), 1);
  CHECK(leaders.stands_still(0, at(seconds(15) - nanoseconds(1))));
  CHECK(!leaders.stands_still(0, at(seconds(15))));
  CHECK(leaders.leader(0) == 2);
  CHECK(leaders.led_by(2) == 3);
  CHECK(!leaders.enough_in_sync(0));
  leaders.restore(at(seconds(20)), 1);
  CHECK(leaders.enough_in_sync(0));
}

TEST_CASE("a broker that is lost twice at once is back when both losses have ended") {
  PartitionLeaders leaders(log_of(3, 3, 1));
  leaders.lose(at(seconds(10)), 0);
  leaders.lose(at(seconds(11)), 0);
  leaders.restore(at(seconds(20)), 0);
  CHECK(leaders.stands_still(0, at(seconds(20))));
  leaders.restore(at(seconds(30)), 0);
  CHECK(!leaders.stands_still(0, at(seconds(30))));
}

TEST_CASE("the partitions that a resharding will add have leaders too") {
  LogSpec log = log_of(4, 3, 1);
  log.resharding = ReshardingSpec{.partitions = 8};
  const PartitionLeaders leaders(log);
  CHECK(leaders.leader(7) == 1);
}

}  // namespace uslkit
