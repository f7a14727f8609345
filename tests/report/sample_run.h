// Runs made by hand for the tests of reports: what a surge with a fault and an autoscaler gives.
#pragma once

#include "scenario/run_result.h"

namespace uslkit {

// 20 minutes, two classes, a surge, shedding, a fault and a step of the autoscaler; recovered.
[[nodiscard]] RunResult surge_run();

// A single queue without a log: nothing shed, no lag, theory beside it.
[[nodiscard]] RunResult queue_run();

// The same surge with everything that a plot can show: percentiles over time, reasons, eight
// partitions of which the third is hot.
[[nodiscard]] RunResult surge_in_full();

}  // namespace uslkit
