// fit_charts: the numbers that a page draws of a fit, and computes with when a slider is moved.
#pragma once

#include <nlohmann/json.hpp>

#include "model/usl_fit.h"

namespace uslkit {

// {alpha, beta, gamma (exact), names, time_unit_s, usable, rows, band}. Parameters and rows are the
// very numbers of the fit, so that the page computes what the command line prints.
[[nodiscard]] nlohmann::ordered_json fit_chart_data(const UslFit& fit);

}  // namespace uslkit
