#include <algorithm>

#include <fmt/format.h>

#include "report/fit_panels.h"
#include "report/fit_plots.h"
#include "report/human_number.h"
#include "report/palette.h"

namespace uslkit {
namespace {

struct Shares {
  double useful = 1;
  double contention = 0;
  double crosstalk = 0;
};

// The overhead split as shares of the workers' time. Contention below zero (superlinear data) has
// no share to show and counts as none.
Shares shares_at(const UslParameters& usl, double concurrency) {
  const UslOverhead overhead = usl_overhead(usl, concurrency);
  const double contention = std::max(overhead.contention, 0.0);
  const double crosstalk = std::max(overhead.crosstalk, 0.0);
  const double sum = overhead.ideal + contention + crosstalk;
  return {overhead.ideal / sum, contention / sum, crosstalk / sum};
}

std::string percent_label(double share) { return human_number(100 * share, 3) + "%"; }

std::string overhead_finding(const UslFit& fit) {
  const double n = largest_concurrency(fit);
  const Shares shares = shares_at(fit.parameters, n);
  return fmt::format("At N = {}: {} useful work, {} contention, {} crosstalk", human_number(n),
                     percent_text(shares.useful, 2), percent_text(shares.contention, 2),
                     percent_text(shares.crosstalk, 2));
}

void paint_shares(Panel& panel, const UslFit& fit, const AxisScale& scale) {
  std::vector<DataPoint> floor;
  std::vector<DataPoint> useful;
  std::vector<DataPoint> contention;
  std::vector<DataPoint> ceiling;
  const double first = std::max(1.0, smallest_concurrency(fit));
  if (plotted_concurrency(fit) <= first) return;
  for (const double n : evenly_spaced(scale.kind, first, plotted_concurrency(fit))) {
    const Shares shares = shares_at(fit.parameters, n);
    floor.push_back({n, 0});
    useful.push_back({n, shares.useful});
    contention.push_back({n, shares.useful + shares.contention});
    ceiling.push_back({n, 1});
  }
  panel.band("useful", floor, useful, kUseful);
  panel.band("contention", useful, contention, kContention);
  panel.band("crosstalk", contention, ceiling, kCrosstalk);
  panel.line("edge", useful, {kPaper, 1.6, Dash::solid});
  panel.line("edge", contention, {kPaper, 1.6, Dash::solid});
}

}  // namespace

Plot overhead_plot(const UslFit& fit) {
  std::vector<LegendEntry> legend = {{.text = "useful work 1/N", .fill = kUseful},
                                     {.text = "contention alpha (N-1)/N", .fill = kContention},
                                     {.text = "crosstalk beta (N-1)", .fill = kCrosstalk}};
  const bool peak_in_view = fit.has_peak && fit.peak_concurrency.value <= plotted_concurrency(fit);
  if (peak_in_view) {
    legend.push_back({.text = "peak N*", .line = Stroke{kInk, 1.8, Dash::dashed}});
  }
  Page page = start_page(
      {.title = overhead_finding(fit),
       .description = fmt::format("Stacked shares of the workers' time against {}, which sum to "
                                  "100 %. {}.{}",
                                  fit.concurrency_name, overhead_finding(fit),
                                  fit.parameters.alpha < 0
                                      ? " Contention is negative (superlinear) and shown as none."
                                      : ""),
       .legend = std::move(legend)});
  const PanelAxis x = concurrency_axis(fit, plotted_concurrency(fit));
  Panel panel(page.plot, {.outer = page.body,
                          .x = x,
                          .y = {.title = "share of the workers' time",
                                .scale = {.low = 0, .high = 1},
                                .label = percent_label}});
  paint_shares(panel, fit, x.scale);
  if (peak_in_view) {
    const double n = fit.peak_concurrency.value;
    // A light line under the dashes keeps them visible on the dark share.
    panel.line("peak", {{n, 0}, {n, 1}}, {kPaper, 3.6, Dash::solid});
    panel.line("peak", {{n, 0}, {n, 1}}, {kInk, 1.8, Dash::dashed});
  }
  return page.plot;
}

}  // namespace uslkit
