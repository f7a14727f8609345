// plan_sizing: from a request to a plan: the way of an answer, top to bottom.
#pragma once

#include <cstdint>
#include <optional>

#include "base/stop_request.h"
#include "sizing/sizing_plan.h"
#include "sizing/sizing_request.h"

namespace uslkit {

struct PlanOptions {
  static constexpr std::int64_t kMostDraws = 10'000'000;
  std::int64_t draws = 100'000;         // worlds; 1 .. kMostDraws
  std::optional<std::uint64_t> seed{};  // absent: the request's
  StopRequest stop = nullptr;           // looked at all along: then Stopped is thrown
};

// A plan, or in `infeasible` why there is none and what would have to give way. Deterministic: the
// same request, seed and draws give the same plan. The request must have passed its rules.
[[nodiscard]] SizingPlan plan_sizing(const SizingRequest& request, const PlanOptions& options = {});

}  // namespace uslkit
