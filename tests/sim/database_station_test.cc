#include "sim/database_station.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

TimePoint at(Duration time) { return TimePoint(time); }

DatabaseStation station(const DatabaseSpec& spec) {
  return {spec, DrawStream(1, "database"), DrawStream(1, "faults")};
}

DatabaseOperation batch_of(std::int64_t events, std::uint32_t partition = 0) {
  DatabaseOperation operation;
  operation.events = events;
  operation.partition = partition;
  return operation;
}

DatabaseSpec constant(Duration service, std::int64_t servers) {
  return {.mode = WriteMode::per_event, .servers = servers, .service = ConstantLaw{service}};
}

}  // namespace

TEST_CASE("a shard works on as many operations as it has servers, the others wait in order") {
  DatabaseStation database = station(constant(10ms, 2));
  const std::optional<OperationStart> first = database.submit(at(0ms), batch_of(1));
  const std::optional<OperationStart> second = database.submit(at(1ms), batch_of(1));
  CHECK(first->at == at(10ms));
  CHECK(second->at == at(11ms));
  CHECK_FALSE(database.submit(at(2ms), batch_of(7)).has_value());
  CHECK_FALSE(database.submit(at(3ms), batch_of(8)).has_value());
  CHECK(database.is_due(at(10ms), first->slot));
  CHECK_FALSE(database.is_due(at(9ms), first->slot));
  const DatabaseStation::Finish finish = database.finish(at(10ms), first->slot);
  CHECK(finish.next->at == at(20ms));
  CHECK(finish.next->slot == first->slot);
  CHECK(database.finish(at(11ms), second->slot).next->at == at(21ms));
  CHECK(database.finish(at(20ms), first->slot).operation.events == 7);
  CHECK(database.finish(at(21ms), second->slot).operation.events == 8);
  CHECK(database.meter().inside() == 0);
  CHECK(database.busy_seconds(at(30ms)) == doctest::Approx(0.040));
}

TEST_CASE("shards do not share servers; a partition writes to its number modulo the shards") {
  DatabaseSpec spec = constant(10ms, 1);
  spec.shards = 2;
  DatabaseStation database = station(spec);
  CHECK(database.server_count() == 2);
  CHECK(database.submit(at(0ms), batch_of(1, 0)).has_value());
  CHECK(database.submit(at(0ms), batch_of(1, 3)).has_value());
  CHECK_FALSE(database.submit(at(0ms), batch_of(1, 2)).has_value());
}

// 1000 events a second: each event takes 1 ms of the limit, whatever the number of servers.
TEST_CASE("a write limit is one more first-come-first-served server, in units of events") {
  DatabaseSpec spec{.servers = 100, .batch = {.t0 = 3ms}, .write_limit = Rate{1000}};
  DatabaseStation database = station(spec);
  CHECK(database.submit(at(0ms), batch_of(2))->at == at(3ms));    // the limit is free at 2
  CHECK(database.submit(at(0ms), batch_of(10))->at == at(12ms));  // at 12
  CHECK(database.submit(at(1ms), batch_of(5))->at == at(17ms));
  CHECK(database.submit(at(30ms), batch_of(1))->at == at(33ms));
  // No more than rate x time and what the last one brings, also with odd parts of nanoseconds.
  spec.write_limit = Rate{3e6};
  spec.batch.t0 = 1ns;
  DatabaseStation odd = station(spec);
  TimePoint last;
  for (int i = 0; i < 30'000; ++i) {
    const OperationStart start = *odd.submit(at(0ms), batch_of(100));
    last = start.at;
    static_cast<void>(odd.finish(start.at, start.slot));
  }
  CHECK(last >= at(1s - 1us));
  CHECK(last <= at(1s + 1us));
}

TEST_CASE("an operation slows down by the USL of those at work, and by a slow database") {
  DatabaseSpec spec = constant(10ms, 4);
  spec.load = UslLoad{.alpha = 0.1, .beta = 0.02};
  DatabaseStation database = station(spec);
  CHECK(database.submit(at(0ms), batch_of(1))->at == at(10ms));
  // n = 2: 1 + 0.1 + 0.02 x 2 = 1.14; n = 3: 1 + 0.2 + 0.02 x 6 = 1.32
  CHECK(database.submit(at(0ms), batch_of(1))->at == at(11400us));
  CHECK(database.submit(at(0ms), batch_of(1))->at == at(13200us));
  database.condition().factor = 2;
  // n = 4: (1 + 0.3 + 0.02 x 12) x 2 = 3.08
  CHECK(database.submit(at(0ms), batch_of(1))->at == at(30800us));
}

TEST_CASE("after an outage what was at work begins again, then what waited") {
  DatabaseStation database = station(constant(10ms, 2));
  const OperationStart first = *database.submit(at(0ms), batch_of(1));
  const OperationStart second = *database.submit(at(1ms), batch_of(2));
  CHECK_FALSE(database.submit(at(2ms), batch_of(3)).has_value());
  database.go_down();
  CHECK_FALSE(database.is_due(at(10ms), first.slot));
  CHECK_FALSE(database.submit(at(20ms), batch_of(4)).has_value());
  const double busy_before = database.busy_seconds(at(50ms));
  const std::vector<OperationStart> starts = database.come_back(at(50ms));
  CHECK(starts.size() == 2);
  for (const OperationStart& start : starts) CHECK(start.at == at(60ms));
  CHECK(database.busy_seconds(at(50ms)) == doctest::Approx(busy_before));
  CHECK_FALSE(database.is_due(at(11ms), second.slot));
  CHECK(database.finish(at(60ms), first.slot).next->at == at(70ms));
  CHECK(database.finish(at(60ms), second.slot).next->at == at(70ms));
  CHECK(database.finish(at(70ms), first.slot).operation.events == 3);
  CHECK(database.finish(at(70ms), second.slot).operation.events == 4);
  // Held for nothing: 50 + 49 ms, then four times 10 ms.
  CHECK(database.busy_seconds(at(80ms)) == doctest::Approx(0.050 + 0.049 + 0.040));
}

TEST_CASE("an outage of a free database only keeps others from starting") {
  DatabaseStation database = station(constant(10ms, 1));
  database.go_down();
  CHECK_FALSE(database.submit(at(0ms), batch_of(1)).has_value());
  CHECK_FALSE(database.submit(at(0ms), batch_of(2)).has_value());
  const std::vector<OperationStart> starts = database.come_back(at(5ms));
  REQUIRE(starts.size() == 1);
  CHECK(starts.front().at == at(15ms));
  std::int64_t events = 0;
  database.visit_all([&](const DatabaseOperation& operation) { events += operation.events; });
  CHECK(events == 3);
}
