// What a replay answers, in sentences: who kept the objective cheapest, who asked for more than is
// useful, who flapped, and how far the model is to be believed.
#pragma once

#include <string>
#include <vector>

#include "sizing/autoscale_replay.h"

namespace uslkit {

[[nodiscard]] std::vector<std::string> replay_answer(const AutoscaleReplay& replay);

// The policy that kept the lag within the objective for the fewest consumer-hours; where none did,
// the one that was above it for the shortest time. nullptr without a policy.
[[nodiscard]] const ReplayOutcome* best_policy(const AutoscaleReplay& replay);

// "age-lag", "work-lag".
[[nodiscard]] std::string lag_name(LagKind kind);

// So many scalings that undo the one before within half an hour are flapping: there and back,
// twice.
inline constexpr std::int64_t kFlapping = 4;

// "29.6 s", "21.4 min", "10.9 h": spans for tables.
[[nodiscard]] std::string span_text(double seconds);

}  // namespace uslkit
