#include "sim/resharding_plan.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

TimePoint at(Duration time) { return TimePoint(time); }

LogSpec log_of(std::optional<Bandwidth> bandwidth) {
  LogSpec log{.partitions = 24, .brokers = 3, .replication = 3, .bandwidth = bandwidth};
  log.resharding = ReshardingSpec{.at = seconds(100),
                                  .partitions = 48,
                                  .provision = seconds(10),
                                  .dual_write = seconds(30),
                                  .backfill = Bytes{60'000'000'000},
                                  .backfill_bandwidth_share = 0.3,
                                  .backfill_length = seconds(20),
                                  .switch_pause = seconds(1)};
  return log;
}

}  // namespace

TEST_CASE("five phases follow each other without a gap") {
  const ReshardingPlan plan(log_of(std::nullopt));
  CHECK(plan.phases()[0].begin == at(seconds(100)));
  for (std::size_t i = 0; i + 1 < ReshardingPlan::kPhases; ++i) {
    CHECK(plan.phases()[i].end == plan.phases()[i + 1].begin);
  }
  CHECK(plan.switch_at() == at(seconds(160)));
  CHECK(plan.switch_pause() == seconds(1));
  CHECK(plan.phases()[4].begin == at(seconds(161)));
  CHECK(plan.phases()[4].end == at(seconds(161)));
  CHECK(plan.partitions_after() == 48);
}

TEST_CASE("each phase tells what happens") {
  const ReshardingPlan plan(log_of(Bandwidth{1e9}));
  CHECK(plan.phases()[0].text ==
        "phase 1 of 5, scale the ingress: capacity for a second write comes up (10s)");
  CHECK(plan.phases()[1].text ==
        "phase 2 of 5, dual write: every event is appended to 24 and 48 partitions (30s)");
  CHECK(plan.phases()[2].text == "phase 3 of 5, backfill: 60GB with 30 % of the bandwidth (200s)");
  CHECK(plan.phases()[3].text ==
        "phase 4 of 5, switch consumers: consumers stand still while offsets map (1s)");
  CHECK(plan.phases()[4].text ==
        "phase 5 of 5, clean up: events are appended once, to 48 partitions");
}

TEST_CASE("a backfill of B bytes takes B replication / (share bandwidth brokers)") {
  const ReshardingPlan plan(log_of(Bandwidth{1e9}));
  // 60 GB x 3 / (0.3 x 1 GB/s x 3) = 200 s.
  CHECK(plan.phases()[2].end - plan.phases()[2].begin == seconds(200));
  CHECK(plan.switch_at() == at(seconds(340)));
}

TEST_CASE("every byte is written twice from the dual write to the clean-up, to the nanosecond") {
  const ReshardingPlan plan(log_of(Bandwidth{1e9}));
  CHECK(plan.append_factor(at(seconds(110) - nanoseconds(1))) == 1);
  CHECK(plan.append_factor(at(seconds(110))) == 2);
  CHECK(plan.append_factor(at(seconds(341) - nanoseconds(1))) == 2);
  CHECK(plan.append_factor(at(seconds(341))) == 1);
}

TEST_CASE("the backfill's share of the bandwidth is missing only while it runs") {
  const ReshardingPlan limited(log_of(Bandwidth{1e9}));
  CHECK(limited.bandwidth_left(at(seconds(140) - nanoseconds(1))) == 1);
  CHECK(limited.bandwidth_left(at(seconds(140))) == 0.7);
  CHECK(limited.bandwidth_left(at(seconds(340) - nanoseconds(1))) == 0.7);
  CHECK(limited.bandwidth_left(at(seconds(340))) == 1);
  const ReshardingPlan unlimited(log_of(std::nullopt));
  CHECK(unlimited.bandwidth_left(at(seconds(145))) == 1);
}

TEST_CASE("the next phase is the first that begins later") {
  const ReshardingPlan plan(log_of(std::nullopt));
  CHECK(plan.next_after(at(seconds(0))) == at(seconds(100)));
  CHECK(plan.next_after(at(seconds(100))) == at(seconds(110)));
  CHECK(plan.next_after(at(seconds(160))) == at(seconds(161)));
  CHECK(plan.next_after(at(seconds(161))) == TimePoint::max());
}

}  // namespace uslkit
