// small_scenario: a pipeline that is run for real within two seconds, for tests.
#pragma once

#include <string>
#include <vector>

#include "scenario/scenario_file.h"

namespace uslkit::test {

inline Scenario small_scenario(const std::vector<std::string>& sets = {}) {
  constexpr const char* kText = R"({
    "schema": 1, "name": "small", "duration": "2s", "warm_up": "200ms",
    "control_interval": "100ms", "series_interval": "200ms",
    "traffic": {"classes": [{"name": "orders", "rate": "800/s", "size": "250B",
                             "tenants": {"kind": "uniform", "count": 100}}]},
    "log": {"partitions": 4, "acks": "leader"},
    "consumers": {"count": 2, "batch_size": 50, "batch": {"t0": "2ms", "t1": "100us"},
                  "rebalance": {"pause": "20ms", "session_timeout": "300ms"}}
  })";
  return scenario_from_text(kText, "small.json", {.sets = sets});
}

}  // namespace uslkit::test
