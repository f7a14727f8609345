// The single panels that the plots of a fit and the dashboard are made of.
#pragma once

#include <string>
#include <vector>

#include "model/usl_fit.h"
#include "report/panel.h"
#include "report/plot_page.h"

namespace uslkit {

// Where a panel goes and what is written above it (nothing if empty).
struct PanelPlace {
  Box outer{};
  std::string heading{};
};

void paint_throughput_panel(Plot& plot, const UslFit& fit, const PanelPlace& place);
void paint_efficiency_panel(Plot& plot, const UslFit& fit, const PanelPlace& place);
void paint_latency_panel(Plot& plot, const UslFit& fit, const PanelPlace& place);

// Against N, or in the order in which the runs stand in their files.
enum class ResidualOrder { by_concurrency, by_run };
void paint_residual_panel(Plot& plot, const UslFit& fit, const PanelPlace& place,
                          ResidualOrder order);

// What a strip of legend entries has to explain for these panels.
[[nodiscard]] std::vector<LegendEntry> throughput_legend(const UslFit& fit);
[[nodiscard]] std::vector<LegendEntry> derived_legend(const UslFit& fit);  // efficiency, latency
[[nodiscard]] std::vector<LegendEntry> residual_legend(const UslFit& fit);

// Findings in words, used as titles.
[[nodiscard]] std::string throughput_finding(const UslFit& fit);
[[nodiscard]] std::string efficiency_finding(const UslFit& fit);
[[nodiscard]] std::string latency_finding(const UslFit& fit);
[[nodiscard]] std::string residual_finding(const UslFit& fit);

// The same as alt text: whole sentences with the numbers behind the picture.
[[nodiscard]] std::string throughput_description(const UslFit& fit);
[[nodiscard]] std::string efficiency_description(const UslFit& fit);
[[nodiscard]] std::string latency_description(const UslFit& fit);
[[nodiscard]] std::string residual_description(const UslFit& fit);

// The N axis of a fit's rows, reaching up to `largest`.
[[nodiscard]] PanelAxis concurrency_axis(const UslFit& fit, double largest);
[[nodiscard]] double smallest_concurrency(const UslFit& fit);
[[nodiscard]] double largest_concurrency(const UslFit& fit);  // of the rows
[[nodiscard]] double plotted_concurrency(const UslFit& fit);  // of rows and band

// Points shrink where there are many.
[[nodiscard]] double point_radius(const UslFit& fit);
[[nodiscard]] Marker measured_point(double radius);

}  // namespace uslkit
