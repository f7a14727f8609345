// plan_answer: the verdict on a plan in words: what to deploy, what it costs, how sure it is.
#pragma once

#include <string>
#include <vector>

#include "sizing/sizing_answer.h"

namespace uslkit {

// The most important first; for a request without a plan, why there is none.
[[nodiscard]] std::vector<std::string> plan_answer_sentences(const SizingAnswer& answer);

// What a planner would do now, in the order of what it brings.
[[nodiscard]] std::vector<std::string> plan_advice(const SizingAnswer& answer);

}  // namespace uslkit
