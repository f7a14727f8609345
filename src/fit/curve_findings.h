// curve_findings: what the fitted curve says: the limit, the peak, how far it was measured, how
// well it fits.
#pragma once

#include "fit/finding.h"
#include "model/usl_fit.h"

namespace uslkit {

// Most important first. The codes:
//   saturating-queue  lack-of-fit  few-runs  superlinear  no-crosstalk  beta-below-zero
//   alpha-on-bound  possibly-superlinear  no-peak-shown  peak-beyond-data  far-from-peak
[[nodiscard]] Findings curve_findings(const UslFit& fit, Usability usability);

}  // namespace uslkit
