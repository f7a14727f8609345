// A scenario of scenarios/, run and held to what its file says.
#include "scenario/scenario_file.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "cli/assertions.h"
#include "cli/run_metrics.h"
#include "scenario/expected_requests.h"
#include "sim/simulate.h"
#include "tests/scenario_files/shipped_scenario.h"
#include "tests/scenario_files/trajectory_hashes.h"

namespace uslkit {
namespace {

// Builds that are many times slower do a part of the long runs: what came out by then must still
// add up. Runs that end within it are judged as a whole.
#ifdef USLKIT_SLOW_BUILD
constexpr std::int64_t kMostEvents = 4'000'000;
#else
constexpr std::int64_t kMostEvents = 20'000'000'000;
#endif

// A whole day of hundreds of thousands a second takes minutes: of such a run only the beginning is
// made here, held to the conservation laws and to the hash of its way; `uslkit simulate --expect`
// judges the rest.
constexpr double kMostRequests = 2e9;
constexpr std::chrono::minutes kBeginning{10};

bool is_too_long(const Scenario& scenario) {
  double requests = 0;
  for (const TrafficClass& traffic : scenario.traffic.classes) {
    requests += expected_requests(traffic.rate, scenario.duration);
  }
  return requests * static_cast<double>(scenario.replications) > kMostRequests;
}

std::vector<RunAssertion> promises_of(const Scenario& scenario, const std::string& file) {
  const std::vector<std::string> names = run_metric_names(scenario);
  std::vector<RunAssertion> promises;
  for (std::size_t i = 0; i < scenario.expect.size(); ++i) {
    const Place place{.source = file, .pointer = fmt::format("/expect/{}", i)};
    promises.push_back(parse_run_assertion(scenario.expect[i], place, names));
  }
  return promises;
}

void check_trajectory(const std::string& name, std::uint64_t hash) {
  if (std::getenv("USLKIT_UPDATE_GOLDEN") != nullptr) return update_trajectory_hash(name, hash);
  const TrajectoryHashes hashes = read_trajectory_hashes();
  const TrajectoryHashes::const_iterator known = hashes.find(name);
  REQUIRE(known != hashes.end());
  CHECK(hash_text(hash) == known->second);
}

}  // namespace

TEST_CASE("a shipped scenario keeps its promises, loses nothing and takes the pinned way") {
  const std::string& name = shipped_scenario();
  if (name.empty()) return;
  const std::string file = "scenarios/" + name + ".json";
  Scenario scenario = read_scenario(file);
  const std::vector<RunAssertion> promises = promises_of(scenario, file);
  scenario.budget.events = std::min(scenario.budget.events, kMostEvents);
  const bool too_long = is_too_long(scenario);
  if (too_long) scenario.duration = kBeginning;
  const RunResult result = simulate(scenario);
  for (const std::string& violation : result.conservation.violations) MESSAGE(violation);
  CHECK(result.conservation.holds);
  if (kMostEvents < 1'000'000'000 && !result.provenance.stopped_early.empty()) {
    MESSAGE("a part of the run: " << result.provenance.stopped_early);
    return;
  }
  CHECK(result.provenance.stopped_early.empty());
  const std::vector<AssertionResult> judged =
      too_long ? std::vector<AssertionResult>{} : judge(promises, result);
  for (const AssertionResult& each : judged) {
    INFO(line_of(each));
    CHECK(each.passed);
  }
  check_trajectory(name, result.provenance.trajectory_hash);
}

}  // namespace uslkit
