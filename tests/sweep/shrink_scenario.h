// shrink_scenario: the simplest scenario that still has what was found in a random one.
#pragma once

#include <functional>

#include "scenario/scenario.h"

namespace uslkit {

// Leaves away one thing after the other, faults, policies, classes, time, as long as `still` holds.
[[nodiscard]] Scenario shrink_scenario(Scenario scenario,
                                       const std::function<bool(const Scenario&)>& still);

}  // namespace uslkit
