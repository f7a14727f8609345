#include "run/batch_load.h"

#include <doctest/doctest.h>

namespace uslkit {
namespace {

// Four consumers whose batches of 100 take 10 ms: 40,000 events per second.
Scenario batches() {
  Scenario scenario;
  scenario.log = LogSpec{};
  scenario.consumers = ConsumersSpec{};
  scenario.consumers->batch_size = 100;
  scenario.consumers->batch = {.t0 = std::chrono::milliseconds(5),
                               .t1 = std::chrono::microseconds(50)};
  return scenario;
}

StationResult busy_consumers() {
  StationResult station;
  station.name = "consumers";
  station.servers = 4;
  station.utilization = 1;
  return station;
}

TEST_CASE("the load of a batch consumer is what it applies over what full batches would") {
  Scenario scenario = batches();
  CHECK(*batch_load(scenario, busy_consumers(), 10'000) == doctest::Approx(0.25));
  CHECK(*batch_load(scenario, busy_consumers(), 40'000) == doctest::Approx(1));
  // A write that a batch waits for is part of its time.
  scenario.database = DatabaseSpec{};
  scenario.database->mode = WriteMode::per_batch;
  scenario.database->consumer_waits = true;
  scenario.database->batch = {.t0 = std::chrono::milliseconds(10), .t1 = Duration(0)};
  CHECK(*batch_load(scenario, busy_consumers(), 10'000) == doctest::Approx(0.5));
  scenario.database->write_limit = Rate{12'500};
  CHECK(*batch_load(scenario, busy_consumers(), 10'000) == doctest::Approx(0.8));
}

TEST_CASE("without batches, or where single writes delay them, there is no such load") {
  Scenario scenario = batches();
  scenario.database = DatabaseSpec{};
  scenario.database->mode = WriteMode::per_event;
  scenario.database->consumer_waits = true;
  CHECK_FALSE(batch_load(scenario, busy_consumers(), 1));
  scenario.database.reset();
  scenario.consumers->batch = {.t0 = Duration(0), .t1 = Duration(0)};
  CHECK_FALSE(batch_load(scenario, busy_consumers(), 1));
  scenario.consumers.reset();
  CHECK_FALSE(batch_load(scenario, busy_consumers(), 1));
}

}  // namespace
}  // namespace uslkit
