#include "sim/engine_choice.h"

#include <doctest/doctest.h>

#include "scenario/scenario.h"

namespace {

using namespace uslkit;

}  // namespace

TEST_CASE("auto takes the sweep where it applies, and says why where it does not") {
  Scenario scenario;
  CHECK(why_not_sweep(scenario).empty());
  CHECK(chosen_engine(scenario, EngineChoice::automatic) == EngineChoice::sweep);
  CHECK(chosen_engine(scenario, EngineChoice::event) == EngineChoice::event);

  scenario.log = LogSpec{};
  scenario.log->capacity = 1000;
  CHECK(why_not_sweep(scenario).empty());  // nobody reads it: it never fills up
  scenario.consumers = ConsumersSpec{};
  REQUIRE(why_not_sweep(scenario).size() == 1);
  CHECK(why_not_sweep(scenario).front() ==
        "each append asks whether there is room in the log (/log/capacity)");
  CHECK(chosen_engine(scenario, EngineChoice::automatic) == EngineChoice::event);

  scenario.architecture = Architecture::synchronous;
  CHECK(why_not_sweep(scenario).front() ==
        "requests call the database and wait for it (architecture synchronous)");
  scenario.architecture = Architecture::coordination;
  CHECK(why_not_sweep(scenario).front() ==
        "workers wait for each other (architecture coordination)");
}
