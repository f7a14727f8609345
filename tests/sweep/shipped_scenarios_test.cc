// The shipped scenarios, as much of each as a test has time for. That whole runs take the same way
// in both engines is pinned by tests/scenario_files/trajectory_hashes.csv.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "scenario/expected_requests.h"
#include "scenario/scenario_file.h"
#include "sim/simulate.h"
#include "tests/sweep/history.h"

namespace {

using namespace uslkit;

constexpr double kMostRequests = 100'000;

std::vector<std::string> shipped() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("scenarios")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Its beginning; then everything that acts at its times comes earlier, too.
Scenario beginning_of(Scenario scenario) {
  double requests = 0;
  for (const TrafficClass& traffic : scenario.traffic.classes) {
    requests += expected_requests(traffic.rate, scenario.duration);
  }
  const double share = std::min(1.0, kMostRequests / std::max(1.0, requests));
  scenario.replications = 1;
  scenario.duration =
      Duration(static_cast<std::int64_t>(static_cast<double>(scenario.duration.count()) * share));
  scenario.warm_up = std::min(scenario.warm_up, scenario.duration / 2);
  scenario.control_interval = std::max(scenario.control_interval / 10, Duration(1'000'000));
  scenario.series_interval = scenario.duration / 7;
  for (Fault& fault : scenario.faults) fault.at = fault.at % scenario.duration;
  return scenario;
}

}  // namespace

TEST_CASE("both engines tell the same history of every shipped scenario that both can run") {
  int compared = 0;
  for (const std::string& file : shipped()) {
    CAPTURE(file);
    const Scenario scenario = beginning_of(read_scenario(file));
    if (!why_not_sweep(scenario).empty()) continue;
    ++compared;
    CHECK_FALSE(engines_differ(scenario));
  }
  CHECK(compared >= 40);
}
