// plan_warnings: what a reader of a plan should doubt.
#pragma once

#include <vector>

#include "sizing/plan_uncertainty.h"
#include "sizing/sizing_plan.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// Rules for brokers that disagree, fits that are stretched or doubtful, hot partitions, domains
// that do not fit, limits that were left open. Codes are stable for scripts.
[[nodiscard]] std::vector<Note> plan_warnings(const SizingRequest& request,
                                              const SizingModel& model, const SizingPlan& plan);

// Worlds in which no plan exists.
void add_band_warnings(const NeedBands& bands, std::vector<Note>& warnings);

}  // namespace uslkit
