// policy_options: how the policies of clients and consumers are set up from a scenario, for whoever
// calls them: simulator, load generator, consumers, and the replay of their calls.
#pragma once

#include "policy/dead_letter.h"
#include "policy/retry_budget.h"
#include "policy/retry_policy.h"
#include "scenario/consumers.h"
#include "scenario/traffic.h"

namespace uslkit {

[[nodiscard]] RetryPolicyOptions retry_options(const ClientRetrySpec& spec);

// One client population per cell: its floor is the cell's `share` of it.
[[nodiscard]] RetryBudgetOptions budget_options(const RetryBudgetSpec& spec, double share);

// What follows a failed attempt; where there is no queue, "dead letter" means that it stays.
[[nodiscard]] DeadLetterOptions dead_letter_options(const ConsumersSpec& spec);

}  // namespace uslkit
