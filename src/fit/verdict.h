// The verdict: what a fit means, in sentences for people.
#pragma once

#include <string>
#include <vector>

#include "model/usl_fit.h"

namespace uslkit {

struct FitVerdict {
  Usability usability = Usability::usable;
  std::vector<std::string> sentences;  // most important first
  std::vector<Note> warnings;          // stable codes in kebab-case
};

// The last sentence of every verdict begins so, and says what to do.
inline const std::string kNextStep = "Next: ";

// Reads the numbers of a finished fit; computes none of its own except for display. The codes are
// listed in curve_findings.h and data_findings.h.
[[nodiscard]] FitVerdict judge(const UslFit& fit);

}  // namespace uslkit
