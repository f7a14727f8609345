// The Universal Scalability Law: throughput, latency and both roots of every inverse.
//
//   X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1))        Gunther (1993; GCaP 2007, eq. 4.31),
//                                                            three-parameter form Gunther (2018)
// alpha  contention: the share of work that is serialised            dimensionless
// beta   crosstalk (coherency): the cost of pairwise exchange        dimensionless
// gamma  throughput of one worker, X(1)                              operations per time unit
//
// Latency is the residence time R = N / X (Little's law) in the time unit of gamma. Assumes a
// homogeneous closed system in steady state: N workers or clients, each always busy or waiting.
//
// Where a quantity does not exist (no peak, no root) the answer is an empty optional or +infinity,
// as documented, never NaN.
#pragma once

#include <cstdint>
#include <optional>

namespace uslkit {

struct UslParameters {
  double alpha = 0;
  double beta = 0;
  double gamma = 1;

  friend bool operator==(const UslParameters&, const UslParameters&) = default;
};

// 1 + alpha (N-1) + beta N (N-1): the relative latency R(N)/R(1); 1 at N = 1.
[[nodiscard]] double usl_denominator(const UslParameters& usl, double concurrency);

// X(N) > 0. At and beyond a pole (a denominator <= 0, only with negative coefficients): +infinity.
[[nodiscard]] double usl_throughput(const UslParameters& usl, double concurrency);

// R(N) = N / X(N) = denominator / gamma.
[[nodiscard]] double usl_latency(const UslParameters& usl, double concurrency);

// C(N) = X(N) / gamma.
[[nodiscard]] double usl_relative_capacity(const UslParameters& usl, double concurrency);

// E(N) = X(N) / (gamma N) = 1 / denominator: the share of each worker that is useful.
[[nodiscard]] double usl_efficiency(const UslParameters& usl, double concurrency);

// X(N+1) - X(N): what the next worker adds; negative past the best integer.
[[nodiscard]] double usl_marginal_gain(const UslParameters& usl, double concurrency);

// dX/dN.
[[nodiscard]] double usl_slope(const UslParameters& usl, double concurrency);

// Where the relative latency goes; the three parts sum to 1/C(N) exactly as each is a share of
//   1/C(N) = 1/N + alpha (N-1)/N + beta (N-1).
// (Gunther's published split halves the last term; then the parts do not sum.)
struct UslOverhead {
  double concurrency = 1;
  double ideal = 1;       // 1/N: what perfect scaling leaves
  double contention = 0;  // alpha (N-1)/N
  double crosstalk = 0;   // beta (N-1)
  [[nodiscard]] double sum() const { return ideal + contention + crosstalk; }
};
[[nodiscard]] UslOverhead usl_overhead(const UslParameters& usl, double concurrency);

// The highest point of the curve over N >= 1.
struct UslPeak {
  double concurrency = 1;  // N* = sqrt((1-alpha)/beta), but not below 1 (GCaP 2007, eq. 4.33)
  double throughput = 0;   // X(N*)
  std::int64_t best_integer = 1;  // smallest n with n(n+1) >= (1-alpha)/beta: X(n) is the largest
};

// Empty when the curve never turns: beta <= 0, or N* beyond 2^53 where integers end.
// alpha >= 1 gives a peak at N = 1: the first worker is already the best.
[[nodiscard]] std::optional<UslPeak> usl_peak(const UslParameters& usl);

// sup X(N): X(N*) with a peak, gamma/alpha for Amdahl (beta = 0), +infinity when linear.
[[nodiscard]] double usl_throughput_limit(const UslParameters& usl);

// The smallest N > 1 at which the denominator is zero; empty if the curve has no pole.
// Negative coefficients only: such a curve is never accepted as a fit.
[[nodiscard]] std::optional<double> usl_pole(const UslParameters& usl);

// Both N with X(N) = X > 0: the root before the peak and the one past it.
//   beta N^2 + (alpha - beta - gamma/X) N + (1 - alpha) = 0
// solved without cancellation. Neither exists above the peak throughput. With beta = 0 (Amdahl,
// linear) only `before_peak`; with alpha >= 1 (a curve that only falls) only `past_peak`.
struct ConcurrencyRoots {
  std::optional<double> before_peak;
  std::optional<double> past_peak;
};
[[nodiscard]] ConcurrencyRoots usl_concurrency_at_throughput(const UslParameters& usl,
                                                             double throughput);

// Smallest whole number of workers with X(n) >= throughput; empty if no n reaches it
// ("infeasible: split into cells").
[[nodiscard]] std::optional<std::int64_t> usl_workers_for_throughput(const UslParameters& usl,
                                                                     double throughput);

// N(R): the concurrency at which latency is R; unique on the rising branch of R(N).
//   N = [beta - alpha + sqrt((alpha-beta)^2 + 4 beta (gamma R - 1 + alpha))] / (2 beta)
// Empty when no N > 0 has that latency; +infinity when latency never changes (linear) and R =
// 1/gamma.
[[nodiscard]] std::optional<double> usl_concurrency_at_latency(const UslParameters& usl,
                                                               double latency);

// X(R) = N(R) / R. (Schwartz 2015 eq. 9, and the codes that copied it, have a sign error here.)
[[nodiscard]] std::optional<double> usl_throughput_at_latency(const UslParameters& usl,
                                                              double latency);

// R(X): latency before and past the peak, R = N/X at each root of N(X).
struct LatencyRoots {
  std::optional<double> before_peak;
  std::optional<double> past_peak;
};
[[nodiscard]] LatencyRoots usl_latency_at_throughput(const UslParameters& usl, double throughput);

}  // namespace uslkit
