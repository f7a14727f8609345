// expected_requests: about how many requests a rate profile stands for, to judge a scenario by.
#pragma once

#include "scenario/traffic.h"

namespace uslkit {

// Requests per second at one moment of the run.
[[nodiscard]] double rate_at(const RateProfile& profile, Duration time);

// The integral of the profile over [0, length) by the midpoint rule with 4096 intervals: an
// estimate, exact to a few intervals' worth where the rate jumps. The simulator integrates exactly.
[[nodiscard]] double expected_requests(const RateProfile& profile, Duration length);

}  // namespace uslkit
