// The plots of a sizing answer: each title states the finding.
#pragma once

#include <string>
#include <vector>

#include "report/plot.h"
#include "report/terminal_chart.h"
#include "sizing/sizing_answer.h"

namespace uslkit {

// Above: what more certainty costs, the plan and the least-regret choice named. Below: nodes over
// the number of cells, with the share that one lost cell takes. A panel without points is left out;
// throws InputError where both would be, as for a request without a plan.
[[nodiscard]] Plot pareto_plot(const SizingPlan& plan);

// The likely peak with its band, and the lines at 80 % and 100 % of the tightest resource.
[[nodiscard]] Plot forecast_plot(const SizingPlan& plan, const SizingForecast& forecast);

// The plot kinds of a plan by name: "pareto", "forecast".
[[nodiscard]] const std::vector<std::string>& plan_plot_kinds();

// Throws InputError for a kind that does not exist, and for a forecast that was not asked for.
[[nodiscard]] Plot plan_plot_of_kind(const SizingAnswer& answer, const std::string& kind);

// The same as pareto_plot for a terminal: a bar for the cost of every option, with what it keeps.
[[nodiscard]] std::string pareto_chart(const SizingPlan& plan, const ChartOptions& options);

}  // namespace uslkit
