#include "fit/bayes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kAlphaScale = 0.5;      // half-normal
constexpr double kReachScale = 1;        // half-Cauchy
constexpr double kPriorCrosstalk = 0.5;  // prior probability that there is any
constexpr std::size_t kNodes = 64;
// Densities below exp(-25) of the highest one are left out: 1e-11 of the mass.
constexpr double kDepth = 25;
constexpr double kLargestAlpha = 4;    // eight prior scales: no mass beyond
constexpr double kLargestReach = 200;  // nobody sweeps 200 times past the peak
constexpr int kFewestDraws = 4000;     // for the interval of gamma

// Nodes and weights of the Gauss-Legendre rule on [0, 1], by Newton's method on the polynomial.
struct Rule {
  std::array<double, kNodes> node{};
  std::array<double, kNodes> weight{};
};

Rule gauss_legendre() {
  Rule rule;
  const double n = static_cast<double>(kNodes);
  for (std::size_t i = 0; i < kNodes; ++i) {
    double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5));
    double slope = 1;
    for (int step = 0; step < 10; ++step) {
      double previous = 1;
      double value = x;
      for (std::size_t k = 2; k <= kNodes; ++k) {
        const double degree = static_cast<double>(k);
        const double next = ((2 * degree - 1) * x * value - (degree - 1) * previous) / degree;
        previous = value;
        value = next;
      }
      slope = n * (x * value - previous) / (x * x - 1);
      x -= value / slope;
    }
    rule.node[kNodes - 1 - i] = (1 + x) / 2;
    rule.weight[kNodes - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return rule;
}

// What the rows say about gamma once alpha and beta are given.
struct Conditional {
  double log_density =
      -kInfinity;        // of alpha and beta, gamma and sigma integrated, priors included
  double log_gamma = 0;  // centre
  double spread = 0;     // scale of its t (or normal) distribution
};

// The posterior of (alpha, reach), reach = N_max sqrt(beta), up to a constant, for groups of equal
// N.
class Posterior {
 public:
  explicit Posterior(const FitProblem& problem)
      : log_scale_(problem.log_scale), known_variance_(problem.known_variance) {
    largest_ = problem.concurrency.back();
    for (std::size_t i = 0; i < problem.size(); ++i) {
      if (i == 0 || problem.concurrency[i - 1] < problem.concurrency[i]) {
        groups_.push_back({problem.concurrency[i], 0, 0});
      }
      const double precision = problem.weight[i] * problem.weight[i];
      const double response =
          log_scale_ ? problem.response[i] - std::log(problem.concurrency[i]) : problem.response[i];
      groups_.back().precision += precision;
      groups_.back().sum += precision * response;
      square_ += precision * response * response;
    }
    df_ = static_cast<double>(problem.size()) - 1;
  }

  [[nodiscard]] double largest() const { return largest_; }
  [[nodiscard]] double beta_of(double reach) const { return reach * reach / (largest_ * largest_); }
  [[nodiscard]] double degrees_of_freedom() const { return df_; }
  [[nodiscard]] bool known_variance() const { return known_variance_; }

  [[nodiscard]] Conditional at(double alpha, double reach) const {
    const double beta = beta_of(reach);
    Conditional result = log_scale_ ? relative(alpha, beta) : additive(alpha, beta);
    const double scaled_alpha = alpha / kAlphaScale;
    const double scaled_reach = reach / kReachScale;
    result.log_density -= scaled_alpha * scaled_alpha / 2 + std::log1p(scaled_reach * scaled_reach);
    return result;
  }

 private:
  struct Group {
    double concurrency = 1;
    double precision = 0;  // sum of w^2
    double sum = 0;        // sum of w^2 (log X - log N), or of w^2 X
  };

  // log X/N = log gamma - log D + e: log gamma is a weighted mean with a Student t around it.
  [[nodiscard]] Conditional relative(double alpha, double beta) const {
    double precision = 0;
    double sum = 0;
    double square = square_;
    for (const Group& group : groups_) {
      const double value = usl_denominator({alpha, beta, 1}, group.concurrency);
      if (!(value > 0)) return {};
      const double log_denominator = std::log(value);
      precision += group.precision;
      sum += group.sum + group.precision * log_denominator;
      square += log_denominator * (2 * group.sum + group.precision * log_denominator);
    }
    const double centre = sum / precision;
    return with_rss(square - sum * centre, centre, 1 / std::sqrt(precision));
  }

  // X = gamma c + e with c = N/D: gamma is a regression through the origin. The flat prior on log
  // gamma multiplies by 1/gamma, here at the estimate, and 1/sqrt(sum w^2 c^2) is its width.
  [[nodiscard]] Conditional additive(double alpha, double beta) const {
    double basis_square = 0;
    double product = 0;
    for (const Group& group : groups_) {
      const double value = usl_denominator({alpha, beta, 1}, group.concurrency);
      if (!(value > 0)) return {};
      const double capacity = group.concurrency / value;
      basis_square += group.precision * capacity * capacity;
      product += group.sum * capacity;
    }
    const double gamma = product / basis_square;
    if (!(gamma > 0)) return {};
    const double width = 1 / (gamma * std::sqrt(basis_square));
    Conditional result = with_rss(square_ - product * gamma, std::log(gamma), width);
    result.log_density += std::log(width);
    return result;
  }

  [[nodiscard]] Conditional with_rss(double rss, double log_gamma, double unit_spread) const {
    // Rounding must not turn a perfect fit into a pole of the density.
    const double floor = 1e-13 * square_;
    const double safe = std::max(rss, floor);
    if (known_variance_) return {-safe / 2, log_gamma, unit_spread};
    return {-df_ / 2 * std::log(safe), log_gamma, unit_spread * std::sqrt(safe / df_)};
  }

  bool log_scale_;
  bool known_variance_;
  double largest_ = 1;
  double df_ = 1;
  double square_ = 0;
  std::vector<Group> groups_;
};

// A peaked function of one variable on [0, limit], mapped by x = centre + width sinh(t) so that
// a rule that is even in t is dense where the peak is and still reaches the tails.
struct Window {
  double centre = 0;
  double width = 1;
  double low = 0;  // in t
  double high = 0;

  [[nodiscard]] double at(double t) const { return std::max(0.0, centre + width * std::sinh(t)); }
  [[nodiscard]] double slope(double t) const { return width * std::cosh(t); }
};

// Maximum of a function with one peak, by golden section, to 1e-8 of the range.
template <typename Function>
double maximum(const Function& function, double low, double high) {
  constexpr double kGolden = 0.6180339887498949;
  double left = high - kGolden * (high - low);
  double right = low + kGolden * (high - low);
  double at_left = function(left);
  double at_right = function(right);
  for (int step = 0; step < 40; ++step) {
    if (at_left >= at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - kGolden * (high - low);
      at_left = function(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + kGolden * (high - low);
      at_right = function(right);
    }
  }
  return (low + high) / 2;
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
Window window_of(const Function& function, double limit) {
  Window window;
  window.centre = maximum(function, 0, limit);
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

// One value of the reach with the nodes over alpha that belong to it.
struct Line {
  double reach = 0;
  Window window;
  std::array<double, kNodes> alpha{};
  std::array<double, kNodes> log_mass{};  // density times the weight of the node
  std::array<double, kNodes> log_gamma{};
  double log_total = -kInfinity;
};

double log_sum(const std::array<double, kNodes>& logs) {
  const double top = *std::max_element(logs.begin(), logs.end());
  if (!std::isfinite(top)) return -kInfinity;
  double sum = 0;
  for (const double value : logs) sum += std::exp(value - top);
  return top + std::log(sum);
}

// The conditional best alpha and its density, for the outer window.
double profile(const Posterior& posterior, double reach) {
  const auto density = [&](double alpha) { return posterior.at(alpha, reach).log_density; };
  return density(maximum(density, 0, kLargestAlpha));
}

Line line_at(const Posterior& posterior, const Rule& rule, double reach, double log_weight) {
  Line line;
  line.reach = reach;
  const auto density = [&](double alpha) { return posterior.at(alpha, reach).log_density; };
  line.window = window_of(density, kLargestAlpha);
  const double range = line.window.high - line.window.low;
  for (std::size_t k = 0; k < kNodes; ++k) {
    const double t = line.window.low + range * rule.node[k];
    line.alpha[k] = line.window.at(t);
    const Conditional conditional = posterior.at(line.alpha[k], reach);
    line.log_gamma[k] = conditional.log_gamma;
    line.log_mass[k] = conditional.log_density + log_weight +
                       std::log(range * rule.weight[k] * line.window.slope(t));
  }
  line.log_total = log_sum(line.log_mass);
  return line;
}

// The posterior on its nodes: 64 lines with crosstalk and one without, masses normalised.
struct Quadrature {
  Rule rule = gauss_legendre();
  Window window;  // over the reach
  std::array<Line, kNodes> slab;
  Line spike;
  double probability_slab = 0;
  std::array<double, kNodes> line_probability{};  // given crosstalk
};

Quadrature integrate(const Posterior& posterior) {
  Quadrature result;
  result.window = window_of([&](double reach) { return profile(posterior, reach); }, kLargestReach);
  const double range = result.window.high - result.window.low;
  std::array<double, kNodes> totals{};
  for (std::size_t k = 0; k < kNodes; ++k) {
    const double t = result.window.low + range * result.rule.node[k];
    const double log_weight = std::log(range * result.rule.weight[k] * result.window.slope(t));
    result.slab[k] = line_at(posterior, result.rule, result.window.at(t), log_weight);
    totals[k] = result.slab[k].log_total;
  }
  result.spike = line_at(posterior, result.rule, 0, 0);
  const double log_all = log_sum(totals);
  for (std::size_t k = 0; k < kNodes; ++k) {
    result.line_probability[k] = std::exp(totals[k] - log_all);
  }
  // The half-Cauchy's normalising constant; the one of alpha is in both and cancels.
  const double log_prior = std::log(2 / (std::numbers::pi * kReachScale));
  const double log_odds = log_all + log_prior - result.spike.log_total +
                          std::log(kPriorCrosstalk / (1 - kPriorCrosstalk));
  result.probability_slab = 1 / (1 + std::exp(-log_odds));
  return result;
}

struct Node {
  UslParameters usl;
  double probability = 0;
};

std::vector<Node> nodes_of(const Posterior& posterior, const Quadrature& quadrature) {
  std::vector<Node> nodes;
  nodes.reserve((kNodes + 1) * kNodes);
  const auto append = [&](const Line& line, double probability) {
    for (std::size_t k = 0; k < kNodes; ++k) {
      nodes.push_back({{line.alpha[k], posterior.beta_of(line.reach), std::exp(line.log_gamma[k])},
                       probability * std::exp(line.log_mass[k] - line.log_total)});
    }
  };
  append(quadrature.spike, 1 - quadrature.probability_slab);
  for (std::size_t k = 0; k < kNodes; ++k) {
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

// Gamma(shape, 1) by Marsaglia & Tsang (2000); shape >= 1/2.
double gamma_variate(double shape, Random& random) {
  constexpr int kMostTries = 1000;  // each is accepted with more than 95 %
  if (shape < 1) {
    return gamma_variate(shape + 1, random) * std::pow(1 - random.uniform(), 1 / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (int attempt = 0; attempt < kMostTries; ++attempt) {
    const double z = random.normal();
    const double v = std::pow(1 + c * z, 3);
    if (!(v > 0)) continue;
    if (std::log(1 - random.uniform()) < z * z / 2 + d - d * v + d * std::log(v)) return d * v;
  }
  return d;
}

// The smallest k whose cumulated probability exceeds a uniform variate.
std::size_t pick(const std::array<double, kNodes>& probability, Random& random) {
  double left = random.uniform();
  for (std::size_t k = 0; k + 1 < kNodes; ++k) {
    left -= probability[k];
    if (left < 0) return k;
  }
  return kNodes - 1;
}

// A place within the stretch of the window that node k stands for.
double spread_over(const Window& window, const Rule& rule, std::size_t k, Random& random) {
  double before = 0;
  for (std::size_t i = 0; i < k; ++i) before += rule.weight[i];
  const double share = before + rule.weight[k] * random.uniform();
  return window.at(window.low + (window.high - window.low) * share);
}

UslParameters draw(const Posterior& posterior, const Quadrature& quadrature, Random& random) {
  const bool slab = random.uniform() < quadrature.probability_slab;
  const std::size_t index = slab ? pick(quadrature.line_probability, random) : 0;
  const Line& line = slab ? quadrature.slab[index] : quadrature.spike;
  const double reach = slab ? spread_over(quadrature.window, quadrature.rule, index, random) : 0;
  std::array<double, kNodes> probability{};
  for (std::size_t k = 0; k < kNodes; ++k) {
    probability[k] = std::exp(line.log_mass[k] - line.log_total);
  }
  const std::size_t node = pick(probability, random);
  const double alpha = spread_over(line.window, quadrature.rule, node, random);
  const Conditional conditional = posterior.at(alpha, reach);
  double deviate = random.normal();
  if (!posterior.known_variance()) {
    const double df = posterior.degrees_of_freedom();
    deviate /= std::sqrt(2 * gamma_variate(df / 2, random) / df);
  }
  return {alpha, posterior.beta_of(reach),
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

}  // namespace

BayesFit bayes_fit(const FitProblem& problem, int draws, double level, std::uint64_t seed) {
  USLKIT_CHECK(problem.size() >= 2);
  USLKIT_CHECK(draws >= 0);
  USLKIT_CHECK(level > 0 && level < 1);
  const Posterior posterior(problem);
  const Quadrature quadrature = integrate(posterior);
  const std::vector<Node> nodes = nodes_of(posterior, quadrature);

  BayesFit result;
  result.summary.probability_beta_positive = quadrature.probability_slab;
  std::vector<Weighted> alpha;
  std::vector<Weighted> beta;
  std::vector<Weighted> peak;
  for (const Node& node : nodes) {
    alpha.push_back({node.usl.alpha, node.probability});
    beta.push_back({node.usl.beta, node.probability});
    peak.push_back({peak_of(node.usl), node.probability});
    if (peak.back().value <= posterior.largest()) {
      result.summary.probability_peak_within_data += node.probability;
    }
  }
  result.summary.alpha = estimate_of(std::move(alpha), level);
  result.summary.beta = estimate_of(std::move(beta), level);
  const std::vector<Weighted> peaks = sorted(std::move(peak));
  result.summary.peak_median = quantile(peaks, 0.5);
  result.summary.peak = {quantile(peaks, (1 - level) / 2), quantile(peaks, (1 + level) / 2)};

  Random random(seed, "bayes");
  std::vector<UslParameters> all;
  for (int i = 0; i < std::max(draws, kFewestDraws); ++i) {
    all.push_back(draw(posterior, quadrature, random));
  }
  result.summary.gamma = gamma_estimate(all, level);
  all.resize(static_cast<std::size_t>(draws));
  result.draws = {.method = "bayes-grid", .seed = seed, .draws = std::move(all)};
  return result;
}

}  // namespace uslkit
