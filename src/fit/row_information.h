// What the rows of a finished fit are worth: read back from a UslFit alone, so that a fit stored as
// JSON can be continued without its measurements.
#pragma once

#include <vector>

#include "fit/jacobian.h"
#include "model/usl_fit.h"

namespace uslkit {

[[nodiscard]] FreeParameters free_parameters_of(const UslFit& fit);

// True if the fit's responses are log X.
[[nodiscard]] bool is_log_scale(const UslFit& fit);

// w^2 / s^2 of each row: the precision of its response. The leverage holds it: with the covariance
// C of the fit, h = (w^2 / s^2) g' C g. Where that is 0/0, the mean precision 1/residual_sd^2.
[[nodiscard]] std::vector<double> row_precisions(const UslFit& fit);

// Variance of one new run's response at `concurrency`: s^2 on the log scale or with additive
// errors; with known standard deviations, the mean relative variance of the rows times X^2.
[[nodiscard]] double new_run_variance(const UslFit& fit, double concurrency);

// Degrees of freedom of the Student's t behind the fit's intervals: infinite, the normal law, when
// the variance is known.
[[nodiscard]] double interval_degrees_of_freedom(const UslFit& fit);

// The quantile of that law at the fit's confidence level.
[[nodiscard]] double interval_quantile(const UslFit& fit);

}  // namespace uslkit
