// Laws that hold for every scenario, on a few hundred random ones.
#include <chrono>
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
