// The verdict: what a fit means, in sentences for people.
#pragma once

#include <string>
#include <vector>

#include "model/usl_fit.h"

namespace uslkit {

struct Verdict {
  Usability usability = Usability::usable;
  std::vector<std::string> sentences;  // most important first
  std::vector<Note> warnings;          // stable codes in kebab-case
};

// Reads the numbers of a finished fit; computes none of its own except for display. The codes:
//   saturating-queue  lack-of-fit  few-runs  superlinear  no-crosstalk  no-peak-shown
//   peak-beyond-data  far-from-peak  alpha-on-bound  error-model-matters  error-model-doubtful
//   outliers  depends-on-one-row  robust-disagrees  few-points  strongly-correlated
//   small-bootstrap-sample
[[nodiscard]] Verdict judge(const UslFit& fit);

}  // namespace uslkit
