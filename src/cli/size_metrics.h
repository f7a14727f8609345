// size_metrics: the numbers of a sizing answer that --assert and a request's own "expect" can ask
// for.
//
// Names are paths, nearly as in the JSON document: "consumers.value", "cost.per_cell",
// "objectives.end_to_end_p99_ms.predicted", "probability_slo_met", "forecast.brokers.used_now".
#pragma once

#include <string>
#include <vector>

#include "cli/assertions.h"
#include "cli/placed_assertion.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// Every number of this answer. Where there is no plan, those of plans have no value.
[[nodiscard]] std::vector<Metric> size_metrics(const SizingAnswer& answer);

// The names that the answer will have: also those of a verification that has yet to run.
[[nodiscard]] KnownMetrics known_size_metrics(const SizingAnswer& answer, bool verified);

// What a stopped verification did not find fails.
[[nodiscard]] std::vector<AssertionResult> judge(const std::vector<PlacedAssertion>& assertions,
                                                 const SizingAnswer& answer);

}  // namespace uslkit
