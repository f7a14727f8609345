#include "run/active_controls.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;

LatencyFault latency(Duration added, double share) { return {.added = added, .share = share}; }

}  // namespace

TEST_CASE("nothing is added by nobody, and what hits every operation needs no draw") {
  AddedLatency added;
  CHECK(added.none());
  CHECK(added.of(0.5) == Duration{0});
  added.add(latency(milliseconds(5), 0));
  CHECK(added.none());
  added.add(latency(milliseconds(5), 1));
  added.add(latency(milliseconds(7), 1));
  CHECK(!added.none());
  CHECK(!added.needs_uniform());
  CHECK(added.of(0.999) == milliseconds(12));
}

TEST_CASE("a share below 1 hits exactly the draws below it") {
  AddedLatency added;
  added.add(latency(milliseconds(500), 0.25));
  CHECK(added.needs_uniform());
  CHECK(added.of(0) == milliseconds(500));
  CHECK(added.of(0.2499999) == milliseconds(500));
  CHECK(added.of(0.25) == Duration{0});
}

TEST_CASE("several faults hit independently, though they share one draw") {
  AddedLatency added;
  added.add(latency(milliseconds(1), 0.3));
  added.add(latency(milliseconds(10), 0.6));
  added.add(latency(milliseconds(100), 0.1));
  const double shares[] = {0.3, 0.6, 0.1};
  Random random(1, "latency");
  constexpr int kDraws = 200'000;
  int seen[8] = {};
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t ms = added.of(random.uniform()) / milliseconds(1);
    ++seen[ms % 10 + 2 * (ms / 10 % 10) + 4 * (ms / 100)];
  }
  for (int which = 0; which < 8; ++which) {
    double p = 1;
    for (int f = 0; f < 3; ++f) p *= (which >> f & 1) != 0 ? shares[f] : 1 - shares[f];
    const double expected = kDraws * p;
    CHECK(std::abs(seen[which] - expected) < 4.5 * std::sqrt(expected * (1 - p)));
  }
}

}  // namespace uslkit
