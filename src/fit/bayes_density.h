// BayesDensity: the posterior of (alpha, reach), gamma and sigma integrated out in closed form.
#pragma once

#include <vector>

#include "fit/fit_problem.h"

namespace uslkit {

// What the rows say about gamma once alpha and beta are given.
struct GammaConditional {
  double log_density = 0;  // of alpha and reach, up to a constant, priors included; -infinity: none
  double log_gamma = 0;    // centre
  double spread = 0;       // scale of its t (or normal) distribution; 0 where gamma is held
};

// The density of (alpha, reach), reach = max N sqrt(beta), up to a constant. Rows are summed by
// equal N, so that one evaluation costs one logarithm per distinct N.
//
// With s^2 known from f degrees of freedom of pure error, the curve's parameters have Student's t
// around the minimum: density ~ (f s^2 + rss - rss_min)^-((f + p) / 2). Without it, Jeffreys' prior
// on sigma gives rss^-(n/2). Integrating log gamma takes half a degree off either exponent.
class BayesDensity {
 public:
  BayesDensity(const FitProblem& problem, FreeParameters free, const UslParameters& held);

  [[nodiscard]] GammaConditional at(double alpha, double reach) const;
  [[nodiscard]] double beta_of(double reach) const { return reach * reach / (largest_ * largest_); }
  [[nodiscard]] double largest() const { return largest_; }
  [[nodiscard]] bool gamma_is_held() const { return gamma_is_held_; }
  // Of the t distribution of log gamma; +infinity where the variance is known.
  [[nodiscard]] double degrees_of_freedom() const { return degrees_of_freedom_; }

 private:
  struct Group {
    double concurrency = 1;
    double precision = 0;  // sum of w^2
    double sum = 0;        // sum of w^2 (log X - log N), or of w^2 X
  };

  void add_rows(const FitProblem& problem);
  [[nodiscard]] GammaConditional relative(double alpha, double beta) const;
  [[nodiscard]] GammaConditional additive(double alpha, double beta) const;
  [[nodiscard]] GammaConditional from_rss(double rss, double log_gamma, double unit_spread) const;

  bool log_scale_;
  bool known_variance_;
  bool gamma_is_held_;
  double gamma_;  // where held
  double largest_ = 1;
  double degrees_of_freedom_ = 1;  // twice the exponent of the density
  double rss_offset_ = 0;          // f s^2 - rss_min
  double square_ = 0;              // sum of w^2 times the squared responses
  std::vector<Group> groups_;
};

}  // namespace uslkit
