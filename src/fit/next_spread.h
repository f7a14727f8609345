// next_spread: the few candidates of an advice that a person can compare.
#pragma once

#include <vector>

#include "fit/next_measurement.h"

namespace uslkit {

// The best candidate, evenly spaced ones on a logarithmic scale up to the largest, and the
// neighbourhood of the peak: about ten, by N. 128, 127 and 126 would say the same thing thrice.
[[nodiscard]] std::vector<NextCandidate> spread_of(const NextAdvice& advice, const UslFit& fit);

}  // namespace uslkit
