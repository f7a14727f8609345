// What a run answers, in sentences: verdict first, then how it went, then how many were served.
#pragma once

#include <string>
#include <vector>

#include "scenario/run_result.h"

namespace uslkit {

// Stopped early? Objectives met? A closed system: its throughput beside theory. A synchronous one:
// collapse and recovery. A shock absorber: peak work-lag, when it scaled, when it recovered. Then
// throughput, availability, and what was shed, of which class and why.
[[nodiscard]] std::vector<std::string> answer_sentences(const RunResult& result);

}  // namespace uslkit
