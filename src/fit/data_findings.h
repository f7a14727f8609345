// data_findings: what the rows and the choices made about them say: generator, error model,
// outliers, sample size.
#pragma once

#include "fit/finding.h"
#include "model/usl_fit.h"

namespace uslkit {

// Most important first. The codes:
//   error-model-matters  error-model-doubtful  outliers  robust-disagrees  depends-on-one-row
//   few-points  small-bootstrap-sample  strongly-correlated
[[nodiscard]] Findings data_findings(const UslFit& fit, Usability usability);

}  // namespace uslkit
