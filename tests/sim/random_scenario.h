// Random scenarios of a shock absorber: every feature by chance, valid by construction, small
// enough for hundreds of runs.
#pragma once

#include <cstdint>

#include "scenario/scenario.h"

namespace uslkit {

// The same seed gives the same scenario. About 1e4 requests in 0.5 .. 1.5 simulated seconds.
[[nodiscard]] Scenario random_scenario(std::uint64_t seed);

}  // namespace uslkit
