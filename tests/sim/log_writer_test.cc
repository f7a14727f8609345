#include "sim/log_writer.h"

#include <chrono>

#include <doctest/doctest.h>

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

TimePoint at(Duration time) { return TimePoint(time); }

constexpr AppendDraws kDraws{.append = 2ms, .replication = 5ms};

}  // namespace

TEST_CASE("who answers when, for each durability; an event is readable above the high watermark") {
  LogWriter writer(LogSpec{}, 3ms);
  const AppendTimes none = writer.append(at(10ms), 0, 100, Durability::none, kDraws);
  const AppendTimes leader = writer.append(at(10ms), 0, 100, Durability::leader, kDraws);
  const AppendTimes all = writer.append(at(10ms), 0, 100, Durability::all, kDraws);
  CHECK(none.answered == at(10ms));
  CHECK(leader.answered == at(12ms));
  CHECK(all.answered == at(17ms));
  for (const AppendTimes& times : {none, leader, all}) CHECK(times.readable == at(20ms));
  CHECK(writer.backlog(at(0ms)) == 0ms);
}

// By hand: 1 ms of work each; free at 0, so written at 1, 2, 3 ms; then idle until 10.
TEST_CASE("a throughput limit is Lindley's recursion over all partitions") {
  LogSpec log;
  log.throughput_limit = Rate{1000};
  LogWriter writer(log, 0ms);
  const AppendDraws no_time{};
  CHECK(writer.append(at(0ms), 0, 1, Durability::leader, no_time).answered == at(1ms));
  CHECK(writer.append(at(0ms), 1, 1, Durability::leader, no_time).answered == at(2ms));
  CHECK(writer.append(at(500us), 2, 1, Durability::leader, no_time).answered == at(3ms));
  CHECK(writer.backlog(at(1ms)) == 2ms);
  CHECK(writer.append(at(10ms), 0, 1, Durability::leader, no_time).answered == at(11ms));
  writer.set_dual_write(2);
  CHECK(writer.append(at(10ms), 0, 1, Durability::leader, no_time).answered == at(13ms));
}

TEST_CASE("bandwidth is each broker's own, and every copy of an event uses it") {
  LogSpec log;
  log.brokers = 2;
  log.replication = 2;
  log.bandwidth = Bandwidth{1e6};  // 1000 bytes twice: 2 ms
  LogWriter writer(log, 0ms);
  const AppendDraws no_time{};
  CHECK(writer.broker_of(0) == 0);
  CHECK(writer.broker_of(3) == 1);
  CHECK(writer.append(at(0ms), 0, 1000, Durability::leader, no_time).answered == at(2ms));
  CHECK(writer.append(at(0ms), 2, 1000, Durability::leader, no_time).answered == at(4ms));
  CHECK(writer.append(at(0ms), 1, 500, Durability::leader, no_time).answered == at(1ms));
  writer.set_bandwidth_left(0.5);
  CHECK(writer.append(at(10ms), 1, 500, Durability::leader, no_time).answered == at(12ms));
}

TEST_CASE("the work of a limit keeps its fractions of a nanosecond") {
  LogSpec log;
  log.throughput_limit = Rate{3e6};  // 333.33 ns each
  LogWriter writer(log, 0ms);
  TimePoint last;
  for (int i = 0; i < 3'000'000; ++i) {
    last = writer.append(at(0ms), 0, 1, Durability::leader, AppendDraws{}).answered;
  }
  CHECK(last >= at(1s - 2us));
  CHECK(last <= at(1s + 2us));
}

TEST_CASE("a profile brings the papers' limit, unless the scenario gives its own") {
  LogSpec log;
  CHECK_FALSE(with_profile(log).throughput_limit.has_value());
  log.profile = LogProfile::kafka;
  CHECK_FALSE(with_profile(log).throughput_limit.has_value());
  log.profile = LogProfile::rabbitmq;
  CHECK(with_profile(log).throughput_limit->per_second == 50'000);
  log.profile = LogProfile::redis_streams;
  CHECK(with_profile(log).throughput_limit->per_second == 100'000);
  log.throughput_limit = Rate{7};
  CHECK(with_profile(log).throughput_limit->per_second == 7);
  CHECK(lives_in_memory(LogProfile::rabbitmq));
  CHECK_FALSE(lives_in_memory(LogProfile::kafka));
}
