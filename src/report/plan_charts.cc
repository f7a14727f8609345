// plan_charts: the choices behind a sizing plan as text, and all of its plot kinds by name.
#include <algorithm>

#include <fmt/format.h>

#include "base/input_error.h"
#include "report/bar_chart.h"
#include "report/human_number.h"
#include "report/plan_plots.h"
#include "report/plan_words.h"
#include "report/run_plot_words.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

std::string lines_of(const std::string& text, const ChartOptions& options) {
  std::string lines;
  for (const std::string& line : wrap_to_cells(text, options.width)) lines += line + '\n';
  return lines;
}

std::string certainty_chart(const SizingPlan& plan, const ChartOptions& options) {
  std::vector<TextBar> bars;
  for (const HeadroomOption& option : plan.uncertainty.headroom) {
    std::string note = option.pareto ? "" : ", another is better";
    if (option.least_regret) note = ", least regret";
    if (option.chosen) note = option.least_regret ? ", this plan, least regret" : ", this plan";
    bars.push_back(
        {percent_text(option.capacity_factor) + " of the load", option.cost_per_month,
         fmt::format("{}, kept in {}{}", cost_text(plan, option.cost_per_month),
                     odds_text(option.probability_slo_met, plan.uncertainty.draws), note)});
  }
  if (plan.uncertainty.draws < 2 || bars.empty()) return "";
  return lines_of(fmt::format("What certainty costs ({}); kept: share of {} worlds with every "
                              "promise kept",
                              cost_heading(plan), plan.uncertainty.draws),
                  options) +
         bar_chart(bars, options) + '\n';
}

std::string cells_chart(const SizingPlan& plan, const ChartOptions& options) {
  std::vector<TextBar> bars;
  for (const CellOption& option : plan.cell_options) {
    bars.push_back(
        {counted_text(option.counts.cells, "cell"), static_cast<double>(option.counts.nodes()),
         fmt::format("{}, one lost takes {}{}", counted_text(option.counts.nodes(), "node"),
                     percent_text(option.blast_radius), option.chosen ? ", this plan" : "")});
  }
  if (bars.empty()) return "";
  return "Cells and nodes in all\n" + bar_chart(bars, options);
}

}  // namespace

const std::vector<std::string>& plan_plot_kinds() {
  static const std::vector<std::string> kKinds = {"pareto", "forecast"};
  return kKinds;
}

Plot plan_plot_of_kind(const SizingAnswer& answer, const std::string& kind) {
  if (kind == "pareto") return pareto_plot(answer.plan);
  if (kind != "forecast") throw unknown_plot_kind(kind, plan_plot_kinds());
  if (!answer.forecast) {
    throw nothing_to_draw("forecast", "a plan without a forecast",
                          "a document of uslkit size --until MONTH --json");
  }
  return forecast_plot(answer.plan, *answer.forecast);
}

std::string pareto_chart(const SizingPlan& plan, const ChartOptions& options) {
  const std::string title = pareto_plot(plan).title;  // throws where there is no plan
  return lines_of(title, options) + '\n' + certainty_chart(plan, options) +
         cells_chart(plan, options);
}

}  // namespace uslkit
