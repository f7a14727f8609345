#include "fit/bayes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "fit/bayes_density.h"
#include "fit/bayes_quadrature.h"
#include "fit/student_draw.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kFewestDraws = 4000;  // for the interval of gamma

struct Node {
  UslParameters usl;
  double probability = 0;
};

std::vector<Node> nodes_of(const BayesDensity& density, const BayesQuadrature& quadrature) {
  std::vector<Node> nodes;
  nodes.reserve((kBayesNodes + 1) * kBayesNodes);
  const auto append = [&](const AlphaLine& line, double probability) {
    for (std::size_t k = 0; k < kBayesNodes; ++k) {
      nodes.push_back({{line.alpha[k], density.beta_of(line.reach), std::exp(line.log_gamma[k])},
                       probability * std::exp(line.log_mass[k] - line.log_total)});
    }
  };
  append(quadrature.spike, 1 - quadrature.probability_slab);
  for (std::size_t k = 0; k < kBayesNodes; ++k) {
    append(quadrature.slab[k], quadrature.probability_slab * quadrature.line_probability[k]);
  }
  return nodes;
}

struct Weighted {
  double value = 0;
  double probability = 0;
};

std::vector<Weighted> sorted(std::vector<Weighted> values) {
  std::sort(values.begin(), values.end(),
            [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  return values;
}

double quantile(const std::vector<Weighted>& values, double probability) {
  double sum = 0;
  for (const Weighted& value : values) {
    sum += value.probability;
    if (sum >= probability) return value.value;
  }
  return values.back().value;
}

Estimate estimate_of(std::vector<Weighted> values, double level) {
  Estimate result;
  double square = 0;
  for (const Weighted& value : values) result.value += value.probability * value.value;
  for (const Weighted& value : values) {
    square += value.probability * (value.value - result.value) * (value.value - result.value);
  }
  const std::vector<Weighted> order = sorted(std::move(values));
  result.standard_error = std::sqrt(square);
  result.profile = Interval{quantile(order, (1 - level) / 2), quantile(order, (1 + level) / 2)};
  return result;
}

// The smallest k whose cumulated probability exceeds a uniform variate.
std::size_t pick(const std::array<double, kBayesNodes>& probability, Random& random) {
  double left = random.uniform();
  for (std::size_t k = 0; k + 1 < kBayesNodes; ++k) {
    left -= probability[k];
    if (left < 0) return k;
  }
  return kBayesNodes - 1;
}

// A place within the stretch of the window that node k stands for.
double spread_over(const PeakWindow& window, const GaussRule& rule, std::size_t k, Random& random) {
  double before = 0;
  for (std::size_t i = 0; i < k; ++i) before += rule.weight[i];
  const double share = before + rule.weight[k] * random.uniform();
  return window.at(window.low + (window.high - window.low) * share);
}

UslParameters draw(const BayesDensity& density, const BayesQuadrature& quadrature, Random& random) {
  const bool slab = random.uniform() < quadrature.probability_slab;
  const std::size_t index = slab ? pick(quadrature.line_probability, random) : 0;
  const AlphaLine& line = slab ? quadrature.slab[index] : quadrature.spike;
  const double reach = slab ? spread_over(quadrature.window, quadrature.rule, index, random) : 0;
  std::array<double, kBayesNodes> probability{};
  for (std::size_t k = 0; k < kBayesNodes; ++k) {
    probability[k] = std::exp(line.log_mass[k] - line.log_total);
  }
  const std::size_t node = pick(probability, random);
  const double alpha = spread_over(line.window, quadrature.rule, node, random);
  const GammaConditional conditional = density.at(alpha, reach);
  if (density.gamma_is_held())
    return {alpha, density.beta_of(reach), std::exp(conditional.log_gamma)};
  const double deviate = random.normal() * student_spread(random, density.degrees_of_freedom());
  return {alpha, density.beta_of(reach),
          std::exp(conditional.log_gamma + conditional.spread * deviate)};
}

double peak_of(const UslParameters& usl) {
  const std::optional<UslPeak> peak = usl_peak(usl);
  return peak ? peak->concurrency : kInfinity;
}

// Mean log and equal-tailed interval of gamma over the draws.
Estimate gamma_estimate(const std::vector<UslParameters>& draws, double level) {
  std::vector<Weighted> logs;
  const double share = 1 / static_cast<double>(draws.size());
  for (const UslParameters& usl : draws) logs.push_back({std::log(usl.gamma), share});
  Estimate result = estimate_of(std::move(logs), level);
  result.value = std::exp(result.value);
  result.standard_error = result.value * *result.standard_error;
  result.profile = Interval{std::exp(result.profile->lower), std::exp(result.profile->upper)};
  return result;
}

Estimate held_estimate(double value) {
  Estimate result;
  result.value = value;
  result.standard_error = 0;
  result.profile = Interval{value, value};
  return result;
}

}  // namespace

BayesFit bayes_fit(const FitProblem& problem, FreeParameters free, const UslParameters& held,
                   const BayesOptions& options) {
  const int draws = options.draws;
  const double level = options.level;
  USLKIT_CHECK(problem.size() >= 2);
  USLKIT_CHECK(draws >= 0);
  USLKIT_CHECK(level > 0);
  USLKIT_CHECK(level < 1);
  USLKIT_CHECK(free.alpha);
  USLKIT_CHECK(free.beta);
  const BayesDensity density(problem, free, held);
  const BayesQuadrature quadrature = integrate(density);
  const std::vector<Node> nodes = nodes_of(density, quadrature);

  BayesFit result;
  result.summary.probability_beta_positive = quadrature.probability_slab;
  std::vector<Weighted> alpha;
  std::vector<Weighted> beta;
  std::vector<Weighted> peak;
  for (const Node& node : nodes) {
    alpha.push_back({node.usl.alpha, node.probability});
    beta.push_back({node.usl.beta, node.probability});
    peak.push_back({peak_of(node.usl), node.probability});
    if (peak.back().value <= density.largest()) {
      result.summary.probability_peak_within_data += node.probability;
    }
  }
  result.summary.alpha = estimate_of(std::move(alpha), level);
  result.summary.beta = estimate_of(std::move(beta), level);
  const std::vector<Weighted> peaks = sorted(std::move(peak));
  result.summary.peak_median = quantile(peaks, 0.5);
  result.summary.peak = {quantile(peaks, (1 - level) / 2), quantile(peaks, (1 + level) / 2)};

  Random random(options.seed, "bayes");
  std::vector<UslParameters> all;
  for (int i = 0; i < std::max(draws, kFewestDraws); ++i) {
    all.push_back(draw(density, quadrature, random));
  }
  result.summary.gamma = free.gamma ? gamma_estimate(all, level) : held_estimate(held.gamma);
  all.resize(static_cast<std::size_t>(draws));
  result.draws = {.method = "bayes-grid", .seed = options.seed, .draws = std::move(all)};
  return result;
}

}  // namespace uslkit
