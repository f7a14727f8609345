#include "report/fit_plots.h"

#include <fmt/format.h>

#include "base/input_error.h"
#include "base/spelling.h"
#include "report/fit_panels.h"

namespace uslkit {

Plot throughput_plot(const UslFit& fit) {
  Page page = start_page({.title = throughput_finding(fit),
                          .description = throughput_description(fit),
                          .legend = throughput_legend(fit)});
  paint_throughput_panel(page.plot, fit, {.outer = page.body});
  return page.plot;
}

Plot efficiency_plot(const UslFit& fit) {
  Page page = start_page({.title = efficiency_finding(fit),
                          .description = efficiency_description(fit),
                          .legend = derived_legend(fit)});
  paint_efficiency_panel(page.plot, fit, {.outer = page.body});
  return page.plot;
}

Plot latency_plot(const UslFit& fit) {
  Page page = start_page({.title = latency_finding(fit),
                          .description = latency_description(fit),
                          .legend = derived_legend(fit)});
  paint_latency_panel(page.plot, fit, {.outer = page.body});
  return page.plot;
}

const std::vector<std::string>& plot_kinds() {
  static const std::vector<std::string> kKinds = {"throughput", "efficiency", "latency",
                                                  "residuals",  "overhead",   "dashboard"};
  return kKinds;
}

Plot plot_of_kind(const UslFit& fit, const std::string& kind) {
  if (kind == "throughput") return throughput_plot(fit);
  if (kind == "efficiency") return efficiency_plot(fit);
  if (kind == "latency") return latency_plot(fit);
  if (kind == "residuals") return residual_plot(fit);
  if (kind == "overhead") return overhead_plot(fit);
  if (kind == "dashboard") return dashboard_plot(fit);
  InputError::Parts parts;
  parts.place.source = "--plot-kind";
  parts.found = uslkit::quoted(kind);
  parts.allowed = one_of(plot_kinds());
  const std::optional<std::string> meant = did_you_mean(kind, plot_kinds());
  if (meant) parts.hint = fmt::format("did you mean {}?", *meant);
  throw InputError(parts);
}

}  // namespace uslkit
