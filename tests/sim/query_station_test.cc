#include "sim/query_station.h"

#include <chrono>

#include <doctest/doctest.h>

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

TimePoint at(Duration time) { return TimePoint(time); }

DatabaseSpec two_servers() {
  DatabaseSpec spec;
  spec.servers = 2;
  spec.service = ConstantLaw{10ms};
  return spec;
}

QueryStation station_of(const DatabaseSpec& spec) {
  return QueryStation(spec, DrawStream(1, "services"), DrawStream(1, "faults"));
}

}  // namespace

TEST_CASE("operations start while a server is free and wait in the order of asking after that") {
  QueryStation station = station_of(two_servers());
  Query first, second, third, fourth;
  CHECK(station.submit(at(0ms), 1, first));
  CHECK(station.submit(at(1ms), 2, second));
  CHECK_FALSE(station.submit(at(2ms), 3, third));
  CHECK_FALSE(station.submit(at(3ms), 4, fourth));
  CHECK(first.due == at(10ms));
  CHECK(second.due == at(11ms));
  CHECK_FALSE(station.next_to_start(0).has_value());
  station.finish(at(10ms), first);
  CHECK(station.next_to_start(0) == 3U);
  station.start(at(10ms), third);
  CHECK(third.due == at(20ms));
  CHECK_FALSE(station.next_to_start(0).has_value());
}

TEST_CASE("an operation takes longer the more are at work beside it, as the USL says") {
  DatabaseSpec spec = two_servers();
  spec.load = UslLoad{.alpha = 0.5, .beta = 0.25};
  QueryStation station = station_of(spec);
  Query first, second;
  CHECK(station.submit(at(0ms), 1, first));
  CHECK(station.submit(at(0ms), 2, second));
  CHECK(first.due == at(10ms));
  CHECK(second.due == at(20ms));  // 1 + .5 + .25 x 2
}

TEST_CASE("a slow database stretches what starts from now on, an added latency comes on top") {
  QueryStation station = station_of(two_servers());
  AddedLatency added;
  added.add(LatencyFault{.place = LatencyPlace::database, .added = 7ms});
  station.set_slowness(3, added);
  Query query;
  CHECK(station.submit(at(0ms), 1, query));
  CHECK(query.due == at(37ms));
}

TEST_CASE("while it is down nothing starts; afterwards everything that waits may") {
  QueryStation station = station_of(two_servers());
  station.set_down(true);
  Query first, second, third;
  CHECK_FALSE(station.submit(at(0ms), 1, first));
  CHECK_FALSE(station.submit(at(0ms), 2, second));
  CHECK_FALSE(station.submit(at(0ms), 3, third));
  CHECK_FALSE(station.next_to_start(0).has_value());
  station.set_down(false);
  CHECK(station.next_to_start(0) == 1U);
  station.start(at(5ms), first);
  CHECK(station.next_to_start(0) == 2U);
  station.start(at(5ms), second);
  CHECK_FALSE(station.next_to_start(0).has_value());
}

TEST_CASE("keys have a shard, and each shard its replicas") {
  DatabaseSpec spec = two_servers();
  spec.shards = 3;
  spec.replicas = 2;
  const QueryStation station = station_of(spec);
  CHECK(station.place_count() == 9);
  CHECK(station.server_count() == 18);
  CHECK(station.primary_of(7) == 1);
  CHECK(station.replica_of(7, 0.0) == 4);
  CHECK(station.replica_of(7, 0.49) == 4);
  CHECK(station.replica_of(7, 0.5) == 7);
  CHECK(station.replica_of(7, 1.0) == 7);
}
