// measured_costs: what the stages of a real run have cost, as a part of a scenario.
//
// `uslkit simulate shop.json --costs measured.json` puts it over the scenario (a JSON merge patch,
// RFC 7386): so a run at one load predicts runs at others. What it states:
//   ingress.validation 0, ingress.append   quantiles of the acks as clients saw them
//   consumers.batch                        T(b) of processing, and of writing where the scenario
//                                          has no database
//   consumers.pull                         how long an event that is durable waits to be seen
//   database.batch                         T(b) of a write with a server at hand
//   log.replication 1                      one copy: its cost is within the acks
#pragma once

#include <nlohmann/json.hpp>

#include "pipeline/host/run_pipeline.h"

namespace uslkit {

// Empty where the run has too few batches or acks (fewer than 100) to say anything.
[[nodiscard]] nlohmann::ordered_json measured_costs(const Scenario& scenario,
                                                    const PipelineRun& run);

}  // namespace uslkit
