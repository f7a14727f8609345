#include "tests/scenario_files/trajectory_hashes.h"

#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "scenario/scenario_file.h"
#include "tests/scenario_files/shipped_scenario.h"

namespace uslkit {

TEST_CASE("every shipped scenario has its line among the trajectory hashes, and no other has one") {
  if (!shipped_scenario().empty()) return;
  const TrajectoryHashes hashes = read_trajectory_hashes();
  const std::vector<std::string> shipped = shipped_scenarios();
  for (const std::string& name : shipped) {
    CAPTURE(name);
    CHECK(hashes.contains(name));
  }
  CHECK(hashes.size() == shipped.size());
}

TEST_CASE("every shipped scenario stands in docs/scenarios.md") {
  if (!shipped_scenario().empty()) return;
  std::ifstream file("docs/scenarios.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const std::string& name : shipped_scenarios()) {
    CAPTURE(name);
    // scripts/list_scenarios.py writes the page anew.
    CHECK(page.find("scenarios/" + name + ".json)") != std::string::npos);
  }
}

TEST_CASE("every shipped scenario reads, says what it shows, and promises something") {
  if (!shipped_scenario().empty()) return;
  for (const std::string& name : shipped_scenarios()) {
    CAPTURE(name);
    const Scenario scenario = read_scenario("scenarios/" + name + ".json");
    CHECK_FALSE(scenario.name.empty());
    CHECK(scenario.note.size() >= 60);
    CHECK_FALSE(scenario.expect.empty());
  }
}

}  // namespace uslkit
