// run_metrics: the numbers of a run that --assert and a scenario's own "expect" can ask for.
//
// Names are paths, as in the JSON document: "availability", "latency.ack.p99_ms",
// "classes.payments.counts.arrived", "stations.ingress.utilization", "series.work_lag_s.max".
#pragma once

#include <string>
#include <vector>

#include "base/input_error.h"
#include "cli/placed_assertion.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// Every number of this run. A part that the run does not have has no value.
[[nodiscard]] std::vector<Metric> run_metrics(const RunResult& result);

// The names that a run of this scenario has, known before it runs; those of its theory, which only
// the run can name, are left out.
[[nodiscard]] std::vector<std::string> run_metric_names(const Scenario& scenario);

using RunAssertion = PlacedAssertion;

// Throws InputError at `place`, with the nearest name as its hint, for a metric that no run of the
// scenario can have. Names below "theory." are judged after the run.
[[nodiscard]] RunAssertion parse_run_assertion(const std::string& text, const Place& place,
                                               const std::vector<std::string>& names);

// Throws InputError for a metric below "theory." that the run does not have.
[[nodiscard]] std::vector<AssertionResult> judge(const std::vector<RunAssertion>& assertions,
                                                 const RunResult& result);

}  // namespace uslkit
