// plan_alternatives: ways to run the same load that a planner would think of, and why not.
#pragma once

#include <vector>

#include "sizing/sizing_model.h"
#include "sizing/sizing_plan.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// Autoscaling into the surge, one large cell, no failure domains, linear scaling.
[[nodiscard]] std::vector<RejectedAlternative> plan_alternatives(const SizingRequest& request,
                                                                 const SizingModel& model,
                                                                 const PlanCounts& counts);

}  // namespace uslkit
