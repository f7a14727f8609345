#include "fit/bayes_quadrature.h"

#include <limits>
#include <numbers>

#include "fit/golden_section.h"

namespace uslkit {
namespace {

// Peaks are found to this share of their range.
constexpr double kTolerance = 1e-8;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kReachScale = 1;        // of the half-Cauchy prior, as in the density
constexpr double kPriorCrosstalk = 0.5;  // prior probability that there is any
// Densities below exp(-25) of the highest one are left out: 1e-11 of the mass.
constexpr double kDepth = 25;
constexpr double kLargestAlpha = 4;    // eight prior scales: no mass beyond
constexpr double kLargestReach = 200;  // nobody sweeps 200 times past the peak

// By Newton's method on the polynomial.
GaussRule gauss_legendre() {
  GaussRule rule;
  const double n = static_cast<double>(kBayesNodes);
  for (std::size_t i = 0; i < kBayesNodes; ++i) {
    double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5));
    double slope = 1;
    for (int step = 0; step < 10; ++step) {
      double previous = 1;
      double value = x;
      for (std::size_t k = 2; k <= kBayesNodes; ++k) {
        const double degree = static_cast<double>(k);
        const double next = ((2 * degree - 1) * x * value - (degree - 1) * previous) / degree;
        previous = value;
        value = next;
      }
      slope = n * (x * value - previous) / (x * x - 1);
      x -= value / slope;
    }
    rule.node[kBayesNodes - 1 - i] = (1 + x) / 2;
    rule.weight[kBayesNodes - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return rule;
}
// The distance, up to `limit`, at which a falling function of it has dropped by `drop` below `top`,
// within a factor of two.
template <typename Function>
double drop_distance(const Function& function, double top, double drop, double first,
                     double limit) {
  double distance = std::min(first, limit);
  for (int step = 0; step < 60 && distance < limit; ++step) {
    if (top - function(distance) >= drop) break;
    distance = std::min(2 * distance, limit);
  }
  return distance;
}

template <typename Function>
PeakWindow window_of(const Function& function, double limit) {
  PeakWindow window;
  window.centre = golden_section_maximum(function, 0, limit, kTolerance * limit);
  const double top = function(window.centre);
  const double room_up = limit - window.centre;
  const double room_down = window.centre;
  const auto up = [&](double distance) { return function(window.centre + distance); };
  const auto down = [&](double distance) { return function(window.centre - distance); };
  // Half a nat down is one standard deviation; the larger side sets the scale.
  const double tiny = 1e-9 * limit;
  window.width = std::max({drop_distance(up, top, 0.5, tiny, room_up),
                           drop_distance(down, top, 0.5, tiny, room_down), tiny});
  const double width = window.width;
  window.low = -std::asinh(drop_distance(down, top, kDepth, width, room_down) / width);
  window.high = std::asinh(drop_distance(up, top, kDepth, width, room_up) / width);
  return window;
}

double log_sum(const std::array<double, kBayesNodes>& logs) {
  const double top = *std::max_element(logs.begin(), logs.end());
  if (!std::isfinite(top)) return -kInfinity;
  double sum = 0;
  for (const double value : logs) sum += std::exp(value - top);
  return top + std::log(sum);
}

// The conditional best alpha and its density, for the outer window.
double profile(const BayesDensity& density_of, double reach) {
  const auto density = [&](double alpha) { return density_of.at(alpha, reach).log_density; };
  return density(golden_section_maximum(density, 0, kLargestAlpha, kTolerance * kLargestAlpha));
}

AlphaLine line_at(const BayesDensity& density_of, const GaussRule& rule, double reach,
                  double log_weight) {
  AlphaLine line;
  line.reach = reach;
  const auto density = [&](double alpha) { return density_of.at(alpha, reach).log_density; };
  line.window = window_of(density, kLargestAlpha);
  const double range = line.window.high - line.window.low;
  for (std::size_t k = 0; k < kBayesNodes; ++k) {
    const double t = line.window.low + range * rule.node[k];
    line.alpha[k] = line.window.at(t);
    const GammaConditional conditional = density_of.at(line.alpha[k], reach);
    line.log_gamma[k] = conditional.log_gamma;
    line.log_mass[k] = conditional.log_density + log_weight +
                       std::log(range * rule.weight[k] * line.window.slope(t));
  }
  line.log_total = log_sum(line.log_mass);
  return line;
}

}  // namespace

BayesQuadrature integrate(const BayesDensity& density_of) {
  BayesQuadrature result;
  result.rule = gauss_legendre();
  result.window =
      window_of([&](double reach) { return profile(density_of, reach); }, kLargestReach);
  const double range = result.window.high - result.window.low;
  std::array<double, kBayesNodes> totals{};
  for (std::size_t k = 0; k < kBayesNodes; ++k) {
    const double t = result.window.low + range * result.rule.node[k];
    const double log_weight = std::log(range * result.rule.weight[k] * result.window.slope(t));
    result.slab[k] = line_at(density_of, result.rule, result.window.at(t), log_weight);
    totals[k] = result.slab[k].log_total;
  }
  result.spike = line_at(density_of, result.rule, 0, 0);
  const double log_all = log_sum(totals);
  for (std::size_t k = 0; k < kBayesNodes; ++k) {
    result.line_probability[k] = std::exp(totals[k] - log_all);
  }
  // The half-Cauchy's normalising constant; the one of alpha is in both and cancels.
  const double log_prior = std::log(2 / (std::numbers::pi * kReachScale));
  const double log_odds = log_all + log_prior - result.spike.log_total +
                          std::log(kPriorCrosstalk / (1 - kPriorCrosstalk));
  result.probability_slab = 1 / (1 + std::exp(-log_odds));
  return result;
}
}  // namespace uslkit
