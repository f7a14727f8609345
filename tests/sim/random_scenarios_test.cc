// Laws that hold for every scenario, on a few hundred random ones.
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "scenario/run_result_json.h"
#include "scenario/scenario_file.h"
#include "sim/simulate.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/replications.h"

namespace {

using namespace uslkit;

constexpr std::uint64_t kScenarios = kFullSize ? 300 : 60;

std::string text_of(const Scenario& scenario, const SimulateOptions& options = {}) {
  return run_result_to_json(simulate(scenario, options)).dump();
}

}  // namespace

TEST_CASE("random scenarios are valid and survive being written and read") {
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    CAPTURE(seed);
    const std::string text = write_scenario(random_scenario(seed));
    CHECK(write_scenario(scenario_from_text(text, "random")) == text);
  }
}

// A law that was never put to the test would hold, too.
TEST_CASE("the random scenarios reach every end that a request can have") {
  Counts sum;
  std::set<std::string> kinds;
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    const RunResult result = simulate(random_scenario(seed));
    sum += result.totals;
    for (const RunEvent& event : result.events) kinds.insert(event.kind);
  }
  for (const std::int64_t count :
       {sum.retried, sum.duplicates, sum.invalid, sum.acked, sum.late_acks, sum.failed, sum.applied,
        sum.redelivered, sum.redelivered_applied, sum.duplicates_skipped, sum.applied_twice,
        sum.dead_lettered, sum.lost, sum.unanswered_at_end, sum.in_flight_at_end}) {
    CHECK(count > 0);
  }
  for (std::size_t i = 1; i < sum.rejected.size(); ++i) {
    const RejectReason reason = static_cast<RejectReason>(i);
    CAPTURE(name_of(reason));
    // An impatient client of a shock absorber counts as late or failed, not as refused.
    CHECK((sum.rejected[i] > 0) == (reason != RejectReason::timed_out));
  }
  for (const char* kind : {"fault", "fault_end", "takeover", "rebalance", "runbook", "runbook_end",
                           "autoscaler", "resharding"}) {
    CAPTURE(kind);
    CHECK(kinds.count(kind) == 1);
  }
}

TEST_CASE("whatever happens, every request ends once and Little's law holds at every station") {
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    CAPTURE(seed);
    const RunResult result = simulate(random_scenario(seed));
    CHECK(result.totals.arrived > 0);
    CHECK(result.provenance.stopped_early.empty());
    for (const std::string& violation : result.conservation.violations) {
      FAIL_CHECK("seed ", seed, ": ", violation);
    }
    for (const StationResult& station : result.stations) {
      CAPTURE(station.name);
      CHECK(station.utilization >= 0);
      CHECK(station.utilization <= 1 + 1e-9);
      CHECK(station.mean_in_system >= 0);
      CHECK(station.littles_law_gap <= 1e-9);
    }
    for (const double utilization : result.series.consumer_utilization) {
      CHECK(utilization >= -1e-9);
      CHECK(utilization <= 1 + 1e-9);
    }
    for (const double utilization : result.series.database_utilization) {
      CHECK(utilization >= -1e-9);
      CHECK(utilization <= 1 + 1e-9);
    }
  }
}

TEST_CASE("a result depends on its scenario alone: not on threads, calendar or the run before") {
  for (std::uint64_t seed = 1; seed <= kScenarios; seed += 2) {
    CAPTURE(seed);
    Scenario scenario = random_scenario(seed);
    scenario.replications = 2;
    scenario.duration /= 2;
    scenario.warm_up /= 2;
    const std::string once = text_of(scenario);
    CHECK((once == text_of(scenario)));
    CHECK((once == text_of(scenario, {.threads = 2})));
    CHECK((once == text_of(scenario, {.calendar = CalendarKind::binary_heap})));
  }
}

TEST_CASE("another seed gives another trajectory") {
  for (std::uint64_t seed = 1; seed <= kScenarios; seed += 10) {
    CAPTURE(seed);
    Scenario scenario = random_scenario(seed);
    const std::uint64_t first = simulate(scenario).provenance.trajectory_hash;
    scenario.seed += 1'000'000;
    CHECK(simulate(scenario).provenance.trajectory_hash != first);
  }
}
