// fit_metrics: the numbers of a fit that --assert can ask for.
#pragma once

#include <string>
#include <vector>

#include "cli/assertions.h"
#include "model/usl_fit.h"

namespace uslkit {

// "alpha", "alpha.lower", "peak.concurrency", "fit.r_squared", ...: the same for every fit, so that
// a mistyped name is found before any file is read.
[[nodiscard]] std::vector<std::string> fit_metric_names();

// In the order of fit_metric_names(). An open interval end has no value: an assertion on it fails.
[[nodiscard]] std::vector<Metric> fit_metrics(const UslFit& fit);

// The metrics of `after`, each with its value in `before`.
[[nodiscard]] std::vector<Metric> fit_metrics(const UslFit& before, const UslFit& after);

}  // namespace uslkit
