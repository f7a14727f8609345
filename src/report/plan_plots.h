// The plots of a sizing answer: each title states the finding.
#pragma once

#include <string>
#include <vector>

#include "report/plot.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// Above: what more certainty costs, the plan and the least-regret choice named. Below: nodes over
// the number of cells, with the share that one lost cell takes. A panel without points is left out;
// throws InputError where both would be, as for a request without a plan.
[[nodiscard]] Plot pareto_plot(const SizingPlan& plan);

// The likely peak with its band, and the lines at 80 % and 100 % of the tightest resource.
[[nodiscard]] Plot forecast_plot(const SizingPlan& plan, const SizingForecast& forecast);

}  // namespace uslkit
