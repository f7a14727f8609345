#include "sim/failover_plan.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/random.h"

namespace uslkit {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

TimePoint at(Duration time) { return TimePoint(time); }

Fault loss(std::int64_t cell, Duration from, std::optional<Duration> length) {
  return {.at = from, .length = length, .cell = cell, .fault = CellLossFault{}};
}

Scenario scenario_of(std::vector<double> shares, std::vector<Fault> faults) {
  Scenario scenario;
  scenario.cells.count = std::ssize(shares);
  scenario.cells.shares = std::move(shares);
  scenario.cells.failover_detection = seconds(10);
  scenario.faults = std::move(faults);
  return scenario;
}

double sum_of_shares(const FailoverPlan& plan, TimePoint now) {
  double sum = 0;
  for (std::int64_t cell = 0; cell < plan.cells(); ++cell) sum += plan.share_at(cell, now);
  return sum;
}

}  // namespace

TEST_CASE("without a loss every cell has its own share for ever") {
  const FailoverPlan plan(scenario_of({2, 1, 1}, {}));
  CHECK(plan.home_share(0) == 0.5);
  CHECK(plan.home_share(2) == 0.25);
  CHECK(plan.homes_of(1) == std::vector<std::int64_t>{1});
  REQUIRE(plan.routed(1, 1).size() == 1);
  CHECK(plan.routed(1, 1)[0].when == TimeSpan{at(seconds(0)), TimePoint::max()});
  CHECK(plan.routed(1, 1)[0].part == 1);
  CHECK(plan.routed(0, 1).empty());
  CHECK(plan.losses(0).empty());
}

TEST_CASE("no shares given are equal shares") {
  Scenario scenario;
  scenario.cells.count = 4;
  const FailoverPlan plan(scenario);
  for (std::int64_t cell = 0; cell < 4; ++cell) CHECK(plan.home_share(cell) == 0.25);
}

TEST_CASE("a lost cell's stream moves after the detection, in proportion, and comes back") {
  const FailoverPlan plan(
      scenario_of({0.5, 0.3, 0.2}, {loss(0, seconds(100), std::optional<Duration>(seconds(60)))}));
  const TimePoint known = at(seconds(110));
  const TimePoint back = at(seconds(160));
  CHECK(plan.losses(0) == std::vector<TimeSpan>{{at(seconds(100)), back}});
  CHECK(plan.part_at(0, 0, known - nanoseconds(1)) == 1);  // fails there
  CHECK(plan.part_at(0, 0, known) == 0);
  CHECK(plan.part_at(0, 1, known) == doctest::Approx(0.6));
  CHECK(plan.part_at(0, 2, known) == doctest::Approx(0.4));
  CHECK(plan.share_at(1, known) == doctest::Approx(0.6));
  CHECK(plan.share_at(2, known) == doctest::Approx(0.4));
  CHECK(plan.part_at(0, 1, back - nanoseconds(1)) == doctest::Approx(0.6));
  CHECK(plan.part_at(0, 1, back) == 0);
  CHECK(plan.part_at(0, 0, back) == 1);
  CHECK(plan.homes_of(1) == std::vector<std::int64_t>{1, 0});
  CHECK(plan.homes_of(0) == std::vector<std::int64_t>{0});
  // Its own stream of a survivor is one piece: nothing about it changes.
  CHECK(plan.routed(1, 1).size() == 1);
  CHECK(plan.routed(0, 0).size() == 2);
}

TEST_CASE("without failover, or when it is over before it is noticed, everything stays at home") {
  Scenario off = scenario_of({1, 1}, {loss(0, seconds(100), std::optional<Duration>(seconds(60)))});
  off.cells.failover = false;
  CHECK(FailoverPlan(off).part_at(0, 0, at(seconds(130))) == 1);
  CHECK(FailoverPlan(off).losses(0).size() == 1);

  const FailoverPlan soon(
      scenario_of({1, 1}, {loss(0, seconds(100), std::optional<Duration>(seconds(10)))}));
  CHECK(soon.routed(0, 1).empty());
  CHECK(soon.routed(0, 0).size() == 1);
}

TEST_CASE("with nobody left requests stay at home; a loss for good never ends") {
  const FailoverPlan plan(scenario_of(
      {1, 3}, {loss(0, seconds(10), std::nullopt), loss(1, seconds(50), std::nullopt)}));
  CHECK(plan.part_at(0, 1, at(seconds(20))) == 1);
  CHECK(plan.share_at(1, at(seconds(20))) == 1);
  CHECK(plan.part_at(0, 0, at(seconds(60))) == 1);
  CHECK(plan.part_at(1, 1, at(seconds(60))) == 1);
  CHECK(plan.losses(1) == std::vector<TimeSpan>{{at(seconds(50)), TimePoint::max()}});
}

TEST_CASE("losses of one cell that overlap or touch are one") {
  const FailoverPlan plan(
      scenario_of({1, 1}, {loss(0, seconds(30), std::optional<Duration>(seconds(30))),
                           loss(0, seconds(10), std::optional<Duration>(seconds(20))),
                           loss(0, seconds(15), std::optional<Duration>(seconds(5))),
                           loss(0, seconds(90), std::optional<Duration>(seconds(0)))}));
  CHECK(plan.losses(0) == std::vector<TimeSpan>{{at(seconds(10)), at(seconds(60))}});
}

TEST_CASE("whatever is lost, at every moment the parts of a home's traffic sum to 1") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed, "losses");
    std::vector<double> shares(2 + random.index(6));
    for (double& share : shares) share = 0.1 + random.uniform();
    std::vector<Fault> faults;
    for (std::uint64_t i = random.index(8); i > 0; --i) {
      const std::int64_t cell = static_cast<std::int64_t>(random.index(shares.size()));
      const Duration from = nanoseconds(random.index(100'000'000'000));
      const Duration length = nanoseconds(random.index(60'000'000'000));
      faults.push_back(loss(cell, from, length));
    }
    const FailoverPlan plan(scenario_of(shares, faults));
    for (int i = 0; i < 400; ++i) {
      const TimePoint now = at(nanoseconds(random.index(200'000'000'000)));
      for (std::int64_t home = 0; home < plan.cells(); ++home) {
        double parts = 0;
        for (std::int64_t cell = 0; cell < plan.cells(); ++cell) {
          parts += plan.part_at(home, cell, now);
          const std::vector<std::int64_t> homes = plan.homes_of(cell);
          if (plan.part_at(home, cell, now) > 0) CHECK(std::ranges::count(homes, home) == 1);
        }
        CHECK(parts == doctest::Approx(1).epsilon(1e-12));
      }
      CHECK(sum_of_shares(plan, now) == doctest::Approx(1).epsilon(1e-12));
    }
  }
}

}  // namespace uslkit
