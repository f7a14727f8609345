#include "report/fit_panels.h"
#include "report/fit_plots.h"

namespace uslkit {
namespace {

constexpr double kWidth = 1200;
constexpr double kHeight = 900;

}  // namespace

Plot dashboard_plot(const UslFit& fit) {
  Page page =
      start_page({.width = kWidth,
                  .height = kHeight,
                  .title = throughput_finding(fit),
                  .description = throughput_description(fit) + ' ' + efficiency_finding(fit) +
                                 ". " + latency_finding(fit) + ". " + residual_finding(fit) + '.',
                  .legend = throughput_legend(fit)});
  const Box& body = page.body;
  const double middle_x = (body.left + body.right) / 2;
  const double middle_y = (body.top + body.bottom) / 2;
  paint_throughput_panel(
      page.plot, fit,
      {.outer = {body.left, body.top, middle_x, middle_y}, .heading = "Throughput"});
  paint_efficiency_panel(page.plot, fit,
                         {.outer = {middle_x, body.top, body.right, middle_y},
                          .heading = "Efficiency: what is left of each worker"});
  paint_latency_panel(page.plot, fit,
                      {.outer = {body.left, middle_y, middle_x, body.bottom},
                       .heading = "Latency by Little's law"});
  paint_residual_panel(page.plot, fit,
                       {.outer = {middle_x, middle_y, body.right, body.bottom},
                        .heading = "Residuals: " + residual_finding(fit)},
                       ResidualOrder::by_concurrency);
  return page.plot;
}

}  // namespace uslkit
