// The plots of a fit: each turns a UslFit into a Plot whose title states the finding.
#pragma once

#include <string>
#include <vector>

#include "model/usl_fit.h"
#include "report/plot.h"

namespace uslkit {

// Measured points above the curve and both bands, the peak with its interval (an arrow where it is
// open), linear and Amdahl scaling as reference.
[[nodiscard]] Plot throughput_plot(const UslFit& fit);

// X(N) / (gamma N): what is left of each worker. The bands take gamma as known.
[[nodiscard]] Plot efficiency_plot(const UslFit& fit);

// N / X by Little's law: the mean residence time, in the unit that suits it.
[[nodiscard]] Plot latency_plot(const UslFit& fit);

// Standardised residuals against N and in run order, with lines at +-2; flagged runs named.
[[nodiscard]] Plot residual_plot(const UslFit& fit);

// Where the workers' time goes: useful work, contention, crosstalk; shares that sum to one.
[[nodiscard]] Plot overhead_plot(const UslFit& fit);

// Throughput, efficiency, latency and residuals on one page.
[[nodiscard]] Plot dashboard_plot(const UslFit& fit);

// Several fits on the same axes, labelled at their curves. `fit` is not owned and not null; at
// least one, and of more than twelve only the first twelve are drawn, which the title says.
struct NamedFit {
  std::string name{};
  const UslFit* fit = nullptr;
};
[[nodiscard]] Plot comparison_plot(const std::vector<NamedFit>& fits);

// The plot kinds of one fit by name: "throughput", "efficiency", "latency", "residuals",
// "overhead", "dashboard".
[[nodiscard]] const std::vector<std::string>& plot_kinds();

// Throws InputError for a kind that does not exist, naming the nearest one that does.
[[nodiscard]] Plot plot_of_kind(const UslFit& fit, const std::string& kind);

}  // namespace uslkit
