#include "sim/ingress_station.h"

#include <chrono>

#include <doctest/doctest.h>

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

TimePoint at(Duration time) { return TimePoint(time); }

}  // namespace

TEST_CASE("a node serves as many as it has servers, the others in the order of arrival") {
  IngressStation station(IngressSpec{.servers = 2});
  CHECK(station.pick(at(0ms), 12345) == 0);
  CHECK(station.enter(at(0ms), 0, 10));
  CHECK(station.enter(at(1ms), 0, 11));
  CHECK_FALSE(station.enter(at(2ms), 0, 12));
  CHECK_FALSE(station.enter(at(3ms), 0, 13));
  CHECK(station.waiting() == 2);
  CHECK(station.meter().inside() == 4);
  CHECK(station.leave(at(4ms), 0, at(1ms), at(1ms)) == 12U);
  CHECK(station.leave(at(5ms), 0, at(0ms), at(0ms)) == 13U);
  CHECK(station.waiting() == 0);
  CHECK_FALSE(station.leave(at(6ms), 0, at(2ms), at(4ms)).has_value());
  CHECK(station.enter(at(7ms), 0, 14));
  CHECK(station.meter().inside() == 2);
}

TEST_CASE("a queue is full when so many wait, and never while a server is free") {
  IngressStation station(IngressSpec{.servers = 1, .queue_limit = 1});
  CHECK_FALSE(station.full(0));
  CHECK(station.enter(at(0ms), 0, 0));
  CHECK_FALSE(station.full(0));
  CHECK_FALSE(station.enter(at(0ms), 0, 1));
  CHECK(station.full(0));
  CHECK(station.leave(at(1ms), 0, at(0ms), at(0ms)) == 1U);
  CHECK_FALSE(station.full(0));
  IngressStation loss(IngressSpec{.servers = 1, .queue_limit = 0});
  CHECK_FALSE(loss.full(0));
  CHECK(loss.enter(at(0ms), 0, 0));
  CHECK(loss.full(0));
}

TEST_CASE("nodes have queues of their own; round robin takes them in turn") {
  IngressStation station(IngressSpec{.nodes = 3, .servers = 1, .queue_limit = 0});
  CHECK(station.servers() == 3);
  for (std::uint32_t i = 0; i < 6; ++i) {
    const std::uint32_t node = station.pick(at(0ms), 0);
    if (i < 3) {
      CHECK_FALSE(station.full(node));
      CHECK(station.enter(at(0ms), node, i));
    } else {
      CHECK(station.full(node));
    }
  }
}

TEST_CASE("least connections picks the node with the fewest inside") {
  IngressStation station(
      IngressSpec{.nodes = 2, .balancing = Balancing::least_connections, .servers = 1});
  const std::uint32_t first = station.pick(at(0ms), 0);
  CHECK(station.enter(at(0ms), first, 0));
  const std::uint32_t second = station.pick(at(0ms), 0);
  CHECK(second != first);
  CHECK(station.enter(at(0ms), second, 1));
  CHECK_FALSE(station.leave(at(1ms), first, at(0ms), at(0ms)).has_value());
  CHECK(station.pick(at(1ms), 0) == first);
}
