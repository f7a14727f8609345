// Texts for people about faults and runbook actions.
#pragma once

#include <string>

#include "scenario/faults.h"
#include "scenario/runbook.h"

namespace uslkit {

// "add 500ms to every operation of the database".
[[nodiscard]] std::string text_of(const FaultKind& fault);

// "scale the consumers to 48 (at work after 4min)".
[[nodiscard]] std::string text_of(const ActionKind& action);

// "work_lag > 30 for 10s".
[[nodiscard]] std::string text_of(const Condition& condition);

}  // namespace uslkit
