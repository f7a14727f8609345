// Bayesian fit by quadrature: what to believe about alpha, beta, gamma and N* after the data.
#pragma once

#include <cstdint>

#include "fit/fit_problem.h"
#include "model/usl_fit.h"

namespace uslkit {

struct BayesOptions {
  int draws = 2'000;    // joint draws wanted, 0 or more
  double level = 0.95;  // of every interval, above 0 and below 1
  std::uint64_t seed = 1;
};

struct BayesFit {
  BayesSummary summary;
  JointDraws draws;
};

// Priors, weak on purpose: alpha half-normal of scale 0.5 (a system that serialises half of its
// work is a bad one). Crosstalk enters as the reach N_max sqrt(beta), which is max N / N* where
// alpha is small, with a half-Cauchy prior of scale 1: a sweep ends somewhere near its peak, as
// often before as past it, and may end far from it. (A half-normal beta of a scale that allows for
// past-peak sweeps would call a short sweep's crosstalk absent: Lindley's paradox.) Flat on log
// gamma, Jeffreys 1/sigma on the noise (variance 1 when known).
//
// A continuous prior would make P(beta > 0) = 1 by construction. So crosstalk itself is uncertain:
// with prior probability 1/2 there is none (beta = 0, Amdahl), else it is as above ("spike and
// slab"). All results are averaged over both; N* is +infinity in the first case, so its upper limit
// and even its median may be.
//
// gamma and sigma are integrated in closed form (a Student t for log gamma; with additive errors
// for gamma, the 1/gamma of the flat prior taken at its conditional estimate), alpha and the reach
// by 64-point Gauss-Legendre rules that follow the ridge of the posterior. Exact to some 4 digits;
// no Markov chain. Cost: about 15,000 sums over the distinct N, 5 ms for 32 of them.
//
// `value` is the posterior mean (of gamma: the exponential of the mean log) and the interval stands
// in `profile`, equal-tailed at `level`. Random stream "bayes" for the draws only.
//
// gamma may be held (free.gamma false, its value in `held`); alpha and beta are always free. With
// the variance from replicates it is that of the pure error, as in every other interval.
[[nodiscard]] BayesFit bayes_fit(const FitProblem& problem, FreeParameters free,
                                 const UslParameters& held, const BayesOptions& options);

}  // namespace uslkit
