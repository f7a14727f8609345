#include "sim/processor_sharing.h"

#include <chrono>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "model/usl.h"

namespace {

using namespace uslkit;
using namespace std::chrono_literals;

TimePoint at(Duration time) { return TimePoint(time); }

// One request a second in all, however many are at work.
SynchronousSpec one_processor() {
  SynchronousSpec spec;
  spec.alpha = 1;
  spec.gamma = Rate{1};
  return spec;
}

SynchronousSpec monolith() {
  SynchronousSpec spec;
  spec.nodes = 6;
  spec.alpha = 0.15;
  spec.beta = 0.02;
  spec.gamma = Rate{46'972};
  spec.in_flight_per_node = 5433;
  return spec;
}

}  // namespace

TEST_CASE("requests at work share the server: they leave in the order of entry time plus work") {
  ProcessorSharing server{ServerCapacity(one_processor())};
  CHECK(server.next_departure() == TimePoint::max());
  server.enter(at(0s), 7, 3);
  CHECK(server.next_departure() == at(3s));
  server.enter(at(1s), 8, 1);  // 7 has 2 left; both run at half speed
  CHECK(server.next_departure() == at(3s));
  CHECK(server.depart(at(3s)) == 8);
  CHECK(server.next_departure() == at(4s));  // 7 has 1 left, alone
  CHECK(server.depart(at(4s)) == 7);
  CHECK(server.at_work() == 0);
  CHECK(server.next_departure() == TimePoint::max());
}

TEST_CASE("of two that are done at once the first to enter leaves first") {
  ProcessorSharing server{ServerCapacity(one_processor())};
  for (const std::uint32_t slot : {5U, 3U, 9U}) server.enter(at(0s), slot, 1);
  CHECK(server.depart(at(3s)) == 5);
  CHECK(server.depart(at(3s)) == 3);
  CHECK(server.depart(at(3s)) == 9);
}

TEST_CASE("a request that is taken out leaves its share to the others") {
  ProcessorSharing server{ServerCapacity(one_processor())};
  server.enter(at(0s), 0, 1);
  server.enter(at(0s), 1, 2);
  server.remove(at(1s), 0);
  CHECK(server.at_work() == 1);
  CHECK(server.next_departure() == at(2500ms));
  CHECK(server.depart(at(2500ms)) == 1);
}

TEST_CASE("a server that stands still goes on where it was") {
  ProcessorSharing server{ServerCapacity(one_processor())};
  server.enter(at(0s), 0, 2);
  server.set_speed(at(1s), 0);
  CHECK(server.next_departure() == TimePoint::max());
  server.set_speed(at(10s), 0.5);
  CHECK(server.next_departure() == at(12s));
  server.clear(at(11s));
  CHECK(server.at_work() == 0);
  server.set_speed(at(11s), 1);
  server.enter(at(20s), 0, 1);
  CHECK(server.next_departure() == at(21s));
}

TEST_CASE("a server's throughput follows its USL up to its nodes and falls past the peak only") {
  const SynchronousSpec spec = monolith();
  const ServerCapacity capacity(spec);
  const UslParameters usl{spec.alpha, spec.beta, spec.gamma.per_second};
  const double per_node = 5433;
  CHECK(capacity.throughput(per_node / 2) == doctest::Approx(usl.gamma / 2));
  for (const double n : {1.0, 2.0, 4.5, 6.0}) {
    CHECK(capacity.throughput(n * per_node) == doctest::Approx(usl_throughput(usl, n)));
  }
  // A seventh node does not exist; the curve comes back to six nodes' throughput at n = 7.08.
  const double most = usl_throughput(usl, 6);
  CHECK(most == doctest::Approx(119'929).epsilon(1e-3));
  CHECK(capacity.throughput(6.5 * per_node) == doctest::Approx(most));
  CHECK(capacity.throughput(7.08 * per_node) == doctest::Approx(most));
  CHECK(capacity.throughput(15 * per_node) == doctest::Approx(usl_throughput(usl, 15)));
  CHECK(capacity.throughput(15 * per_node) / most == doctest::Approx(0.80).epsilon(0.01));
}

TEST_CASE("a server that completes nothing is refused") {
  SynchronousSpec spec = monolith();
  spec.gamma = Rate{0};
  CHECK_THROWS_AS(ServerCapacity{spec}, InputError);
}
