// bayes_quadrature: the posterior of (alpha, reach) on nodes that follow its ridge.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "fit/bayes_density.h"

namespace uslkit {

constexpr std::size_t kBayesNodes = 64;

// Nodes and weights of the Gauss-Legendre rule on [0, 1].
struct GaussRule {
  std::array<double, kBayesNodes> node{};
  std::array<double, kBayesNodes> weight{};
};

// A peaked function of one variable on [0, limit], mapped by x = centre + width sinh(t) so that
// a rule that is even in t is dense where the peak is and still reaches the tails.
struct PeakWindow {
  double centre = 0;
  double width = 1;
  double low = 0;  // in t
  double high = 0;

  [[nodiscard]] double at(double t) const { return std::max(0.0, centre + width * std::sinh(t)); }
  [[nodiscard]] double slope(double t) const { return width * std::cosh(t); }
};

// One value of the reach with the nodes over alpha that belong to it.
struct AlphaLine {
  double reach = 0;
  PeakWindow window;
  std::array<double, kBayesNodes> alpha{};
  std::array<double, kBayesNodes> log_mass{};  // density times the weight of the node
  std::array<double, kBayesNodes> log_gamma{};
  double log_total = 0;
};

// The posterior on its nodes: 64 lines with crosstalk and one without, masses normalised.
struct BayesQuadrature {
  GaussRule rule;
  PeakWindow window;  // over the reach
  std::array<AlphaLine, kBayesNodes> slab;
  AlphaLine spike;
  double probability_slab = 0;
  std::array<double, kBayesNodes> line_probability{};  // given crosstalk
};

// About 15,000 evaluations of the density.
[[nodiscard]] BayesQuadrature integrate(const BayesDensity& density);

}  // namespace uslkit
