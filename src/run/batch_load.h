// batch_load: how near its limit a batch consumer is, which its busy time does not say.
#pragma once

#include <optional>

#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// Events applied per second over what the consumers at work could apply in full batches, and the
// database takes: rho = X T(b) / (c b). A consumer that takes whatever waits is busy all the time
// from a small load on, in batches that are nearly empty; only from rho = 1 on does the backlog
// grow. Empty without consumers, and where a batch takes no time or its writes are single ones that
// others delay.
[[nodiscard]] std::optional<double> batch_load(const Scenario& scenario,
                                               const StationResult& consumers,
                                               double applied_per_s);

}  // namespace uslkit
