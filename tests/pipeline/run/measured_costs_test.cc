#include "pipeline/host/measured_costs.h"

#include <doctest/doctest.h>

#include "sim/simulate.h"
#include "tests/pipeline/run/small_scenario.h"

namespace uslkit {
namespace {

// In batches of ten at most, so that there are enough of them to measure by, however slowly the
// machine's disk lets the store commit.
Scenario many_batches(std::vector<std::string> sets = {}) {
  sets.emplace_back("/consumers/batch_size=10");
  return test::small_scenario(sets);
}

TEST_CASE("measured costs put over their scenario make one that can be simulated") {
  const std::string database = R"(/database={"servers":4,"batch":{"t0":"3ms","t1":"20us"}})";
  const Scenario scenario = many_batches({database});
  const PipelineRun run = run_pipeline(scenario, {});
  const nlohmann::ordered_json costs = measured_costs(scenario, run);
  REQUIRE(costs.contains("consumers"));
  const Scenario calibrated =
      scenario_from_text(write_scenario(scenario), "s.json",
                         {.sets = {}, .patches = {{.text = costs.dump(), .source = "costs"}}});
  // The work itself is the least that a batch can take.
  CHECK(calibrated.consumers->batch.t0 + calibrated.consumers->batch.t1 >=
        std::chrono::microseconds(1900));
  CHECK(calibrated.database->batch.t0 + 10 * calibrated.database->batch.t1 >=
        std::chrono::microseconds(2900));
  CHECK(std::holds_alternative<EmpiricalLaw>(calibrated.ingress.append));
  const RunResult predicted = simulate(calibrated);
  CHECK(predicted.conservation.holds);
  CHECK(predicted.throughput_per_s == doctest::Approx(run.result.throughput_per_s).epsilon(0.1));
}

TEST_CASE("without a database section writing counts as the consumers' own time") {
  const Scenario scenario = many_batches();
  const PipelineRun run = run_pipeline(scenario, {});
  const nlohmann::ordered_json costs = measured_costs(scenario, run);
  REQUIRE(costs.contains("consumers"));
  CHECK_FALSE(costs.contains("database"));
  const Scenario calibrated =
      scenario_from_text(write_scenario(scenario), "s.json",
                         {.sets = {}, .patches = {{.text = costs.dump(), .source = "costs"}}});
  CHECK(calibrated.consumers->batch.t0 >= run.costs.processing.law().t0);
}

TEST_CASE("a run that is too short to measure says nothing") {
  const Scenario scenario =
      test::small_scenario({"/duration=300ms", "/warm_up=100ms", "/traffic/classes/0/rate=100/s"});
  CHECK(measured_costs(scenario, run_pipeline(scenario, {})).empty());
}

}  // namespace
}  // namespace uslkit
