// replay_json: a replay as a JSON document, a table of its series, and the numbers of --assert.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/assertions.h"
#include "sizing/autoscale_replay.h"
#include "sizing/load_trace.h"

namespace uslkit {

// The keys behind the envelope: trace, capacity, system, verdict, outcomes, measured_fit, series.
[[nodiscard]] nlohmann::ordered_json replay_to_json(const AutoscaleReplay& replay,
                                                    const LoadTrace& trace,
                                                    const std::vector<NamedPolicy>& policies);

// A row per interval: time_s, load_per_s, needed, then consumers and lags of every contestant.
[[nodiscard]] std::string replay_csv(const AutoscaleReplay& replay);

// "usl.max_age_lag_s", "static_24.consumer_hours", "as_it_was.relative_error".
[[nodiscard]] std::vector<Metric> replay_metrics(const AutoscaleReplay& replay);

}  // namespace uslkit
