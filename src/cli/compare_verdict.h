// compare_verdict: what changed between two runs, in sentences for people.
#pragma once

#include <string>
#include <vector>

#include "scenario/compare_runs.h"

namespace uslkit {

// A sentence per headline metric that changed or may have changed, in units that suit it, then one
// for those that did not, and one on how far to trust them.
[[nodiscard]] std::vector<std::string> comparison_sentences(const RunComparison& comparison);

}  // namespace uslkit
