#include "fit/bayes_density.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fit/refit.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kAlphaScale = 0.5;  // half-normal
constexpr double kReachScale = 1;    // half-Cauchy
constexpr GammaConditional kImpossible = {.log_density = -kInfinity};

}  // namespace

BayesDensity::BayesDensity(const FitProblem& problem, FreeParameters free,
                           const UslParameters& held)
    : log_scale_(problem.log_scale),
      known_variance_(problem.known_variance),
      gamma_is_held_(!free.gamma),
      gamma_(held.gamma) {
  add_rows(problem);
  const int others = free.gamma ? 1 : 0;  // parameters integrated in closed form
  if (problem.known_variance) {
    degrees_of_freedom_ = kInfinity;
  } else if (problem.variance_from_replicates) {
    degrees_of_freedom_ = problem.pure_error_degrees_of_freedom + free.count() - others;
    rss_offset_ = problem.pure_error_rss - best_refit(problem, free, held).rss;
  } else {
    degrees_of_freedom_ = static_cast<double>(problem.size()) - others;
  }
}

void BayesDensity::add_rows(const FitProblem& problem) {
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
}

GammaConditional BayesDensity::at(double alpha, double reach) const {
  const double beta = beta_of(reach);
  GammaConditional result = log_scale_ ? relative(alpha, beta) : additive(alpha, beta);
  const double scaled_alpha = alpha / kAlphaScale;
  const double scaled_reach = reach / kReachScale;
  result.log_density -= scaled_alpha * scaled_alpha / 2 + std::log1p(scaled_reach * scaled_reach);
  return result;
}

// log X/N = log gamma - log D + e: log gamma is a weighted mean with a Student t around it.
GammaConditional BayesDensity::relative(double alpha, double beta) const {
  double precision = 0;
  double sum = 0;
  double square = square_;
  for (const Group& group : groups_) {
    const double value = usl_denominator({alpha, beta, 1}, group.concurrency);
    if (!(value > 0)) return kImpossible;
    const double log_denominator = std::log(value);
    precision += group.precision;
    sum += group.sum + group.precision * log_denominator;
    square += log_denominator * (2 * group.sum + group.precision * log_denominator);
  }
  if (gamma_is_held_) {
    const double log_gamma = std::log(gamma_);
    return from_rss(square + log_gamma * (log_gamma * precision - 2 * sum), log_gamma, 0);
  }
  const double centre = sum / precision;
  return from_rss(square - sum * centre, centre, 1 / std::sqrt(precision));
}

// X = gamma c + e with c = N/D: gamma is a regression through the origin. The flat prior on log
// gamma multiplies by 1/gamma, here at the estimate, and 1/sqrt(sum w^2 c^2) is its width.
GammaConditional BayesDensity::additive(double alpha, double beta) const {
  double basis_square = 0;
  double product = 0;
  for (const Group& group : groups_) {
    const double value = usl_denominator({alpha, beta, 1}, group.concurrency);
    if (!(value > 0)) return kImpossible;
    const double capacity = group.concurrency / value;
    basis_square += group.precision * capacity * capacity;
    product += group.sum * capacity;
  }
  if (gamma_is_held_) {
    return from_rss(square_ + gamma_ * (gamma_ * basis_square - 2 * product), std::log(gamma_), 0);
  }
  const double gamma = product / basis_square;
  if (!(gamma > 0)) return kImpossible;
  const double width = 1 / (gamma * std::sqrt(basis_square));
  GammaConditional result = from_rss(square_ - product * gamma, std::log(gamma), width);
  result.log_density += std::log(width);
  return result;
}

GammaConditional BayesDensity::from_rss(double rss, double log_gamma, double unit_spread) const {
  // Rounding must not turn a perfect fit into a pole of the density.
  const double floor = 1e-13 * square_;
  const double safe = std::max(rss + rss_offset_, floor);
  if (known_variance_) return {-safe / 2, log_gamma, unit_spread};
  return {-degrees_of_freedom_ / 2 * std::log(safe), log_gamma,
          unit_spread * std::sqrt(safe / degrees_of_freedom_)};
}

}  // namespace uslkit
