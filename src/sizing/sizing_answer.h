// SizingAnswer: a plan with what was asked beside it: where it leads, and whether it held in a run.
#pragma once

#include <optional>

#include "sizing/forecast.h"
#include "sizing/plan_verification.h"
#include "sizing/sizing_plan.h"

namespace uslkit {

struct SizingAnswer {
  SizingPlan plan{};
  std::optional<SizingForecast> forecast{};
  std::optional<PlanVerification> verification{};
};

}  // namespace uslkit
