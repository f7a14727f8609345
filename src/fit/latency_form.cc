#include "fit/latency_form.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "fit/latency_newton.h"

namespace uslkit {
namespace {

template <bool kLogScale, bool kExact>
LatencySums sums_over_rows(const FitProblem& problem, const LatencyForm& form) {
  double rss = 0, g0 = 0, g1 = 0, g2 = 0, h00 = 0, h01 = 0, h02 = 0, h11 = 0, h12 = 0, h22 = 0;
  const std::size_t count = problem.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double concurrency = problem.concurrency[i];
    const double u = concurrency - 1;
    const double v = concurrency * u;
    const double inverse = 1 / (form[0] + form[1] * u + form[2] * v);
    const double fitted = concurrency * inverse;
    const double weight = problem.weight[i];
    const double size = kLogScale ? weight : weight * fitted;
    const double residual =
        weight * (problem.response[i] - (kLogScale ? std::log(fitted) : fitted));
    const double slope = size * inverse;
    const double g = residual * slope;
    const double bend = kExact ? (kLogScale ? residual * weight : 2 * residual * size) : 0.0;
    const double h = slope * slope - bend * inverse * inverse;
    const double hu = h * u;
    const double hv = h * v;
    rss += residual * residual;
    g0 += g;
    g1 += g * u;
    g2 += g * v;
    h00 += h;
    h01 += hu;
    h02 += hv;
    h11 += hu * u;
    h12 += hu * v;
    h22 += hv * v;
  }
  return {.rss = rss,
          .gradient = {g0, g1, g2},
          .curvature = {{{h00, h01, h02}, {h01, h11, h12}, {h02, h12, h22}}}};
}

// The straight chart: start + span(directions).
struct LinearChart {
  LatencyForm point;
  LatencyDirections directions;

  [[nodiscard]] LatencyForm form() const { return point; }
  [[nodiscard]] std::size_t count() const { return static_cast<std::size_t>(directions.count); }
  [[nodiscard]] LatencyForm first(std::size_t i) const { return directions.direction[i]; }
  [[nodiscard]] LatencyForm second(std::size_t, std::size_t) const { return {}; }
  [[nodiscard]] LinearChart moved(const LatencyForm& step) const {
    LinearChart chart = *this;
    for (std::size_t i = 0; i < count(); ++i) {
      for (std::size_t k = 0; k < 3; ++k) chart.point[k] += step[i] * directions.direction[i][k];
    }
    return chart;
  }
};

}  // namespace

LatencyForm latency_form(const UslParameters& usl) {
  return {1 / usl.gamma, usl.alpha / usl.gamma, usl.beta / usl.gamma};
}

UslParameters usl_of(const LatencyForm& form) {
  return {.alpha = form[1] / form[0], .beta = form[2] / form[0], .gamma = 1 / form[0]};
}

bool is_admissible(const FitProblem& problem, const LatencyForm& form) {
  const double lowest = std::min(1.0, problem.concurrency.front());
  const double highest = std::max(1.0, problem.concurrency.back());
  const auto latency = [&form](double n) { return form[0] + (n - 1) * (form[1] + form[2] * n); };
  if (!(form[0] > 0) || !(latency(lowest) > 0) || !(latency(highest) > 0)) return false;
  if (!(form[0] < HUGE_VAL) || !(latency(highest) < HUGE_VAL)) return false;
  if (!(form[2] > 0)) return true;
  const double vertex = 0.5 * (1 - form[1] / form[2]);
  return vertex <= lowest || vertex >= highest || latency(vertex) > 0;
}

LatencySums latency_sums(const FitProblem& problem, const LatencyForm& form, Curvature curvature) {
  if (curvature == Curvature::exact) {
    return problem.log_scale ? sums_over_rows<true, true>(problem, form)
                             : sums_over_rows<false, true>(problem, form);
  }
  return problem.log_scale ? sums_over_rows<true, false>(problem, form)
                           : sums_over_rows<false, false>(problem, form);
}

LatencyDirections directions_of(FreeParameters free, const UslParameters& held) {
  LatencyDirections directions;
  // A held alpha or beta scales with 1/gamma, so it rides along when gamma moves.
  if (free.gamma) directions.add({1, free.alpha ? 0 : held.alpha, free.beta ? 0 : held.beta});
  if (free.alpha) directions.add({0, 1, 0});
  if (free.beta) directions.add({0, 0, 1});
  return directions;
}

LatencyDirections directions_of_peak(double peak_concurrency) {
  const double share = 1 / (peak_concurrency * peak_concurrency);
  LatencyDirections directions;
  directions.add({1, 0, share});
  directions.add({0, 1, -share});
  return directions;
}

LatencyFit minimize_rss(const FitProblem& problem, const LatencyForm& start,
                        const LatencyDirections& directions) {
  const NewtonResult<LinearChart> result =
      minimize_rss_on(problem, LinearChart{.point = start, .directions = directions});
  return {.form = result.chart.point,
          .rss = result.rss,
          .converged = result.converged,
          .iterations = result.iterations};
}

LatencyForm linear_latency_fit(const FitProblem& problem, const LatencyForm& origin,
                               const LatencyDirections& directions) {
  LatencySums sums;
  for (std::size_t i = 0; i < problem.size(); ++i) {
    const double concurrency = problem.concurrency[i];
    const double others = concurrency - 1;
    const LatencyForm z = {1, others, concurrency * others};
    const double throughput = problem.throughput[i];
    const double slope =
        problem.weight[i] * throughput / concurrency * (problem.log_scale ? 1 : throughput);
    const double precision = slope * slope;
    const double residual = concurrency / throughput - inner(origin, z);
    for (std::size_t j = 0; j < 3; ++j) {
      sums.gradient[j] += precision * residual * z[j];
      for (std::size_t k = 0; k < 3; ++k) sums.curvature[j][k] += precision * z[j] * z[k];
    }
  }
  const LinearChart chart = {.point = origin, .directions = directions};
  const NewtonSystem system = newton_system(sums, chart);
  const std::optional<LatencyForm> step = solve(system, system.gradient, 0);
  return step ? chart.moved(*step).point : origin;
}

}  // namespace uslkit
