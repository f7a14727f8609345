#include "model/usl.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargestExactInteger = 0x1p53;

// A discriminant this close to zero, relative to its larger term, is a double root: the throughput
// of the peak itself, which rounding may place a few units above what the quadratic allows.
constexpr double kDoubleRootTolerance = 1e-14;

struct RealRoots {
  double lower = 0;
  double upper = 0;
};

// a x^2 + b x + c = 0, a != 0: no cancellation between b and the square root (Higham 2002, 1.8).
std::optional<RealRoots> quadratic_roots(double a, double b, double c) {
  double discriminant = b * b - 4 * a * c;
  if (std::abs(discriminant) <= kDoubleRootTolerance * b * b) discriminant = 0;
  if (discriminant < 0) return std::nullopt;
  const double q = -0.5 * (b + std::copysign(std::sqrt(discriminant), b));
  if (q == 0) return RealRoots{0, 0};
  const double first = q / a;
  const double second = c / q;
  return first < second ? RealRoots{first, second} : RealRoots{second, first};
}

std::optional<double> positive(double value) {
  return value > 0 && std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

}  // namespace

double usl_denominator(const UslParameters& usl, double concurrency) {
  const double others = concurrency - 1;
  return 1 + usl.alpha * others + usl.beta * concurrency * others;
}

double usl_throughput(const UslParameters& usl, double concurrency) {
  const double denominator = usl_denominator(usl, concurrency);
  return denominator > 0 ? usl.gamma * concurrency / denominator : kInfinity;
}

double usl_latency(const UslParameters& usl, double concurrency) {
  return usl_denominator(usl, concurrency) / usl.gamma;
}

double usl_relative_capacity(const UslParameters& usl, double concurrency) {
  return usl_throughput(usl, concurrency) / usl.gamma;
}

double usl_efficiency(const UslParameters& usl, double concurrency) {
  const double denominator = usl_denominator(usl, concurrency);
  return denominator > 0 ? 1 / denominator : kInfinity;
}

double usl_marginal_gain(const UslParameters& usl, double concurrency) {
  return usl_throughput(usl, concurrency + 1) - usl_throughput(usl, concurrency);
}

// dX/dN = gamma (1 - alpha - beta N^2) / denominator^2.
double usl_slope(const UslParameters& usl, double concurrency) {
  const double denominator = usl_denominator(usl, concurrency);
  if (denominator <= 0) return kInfinity;
  const double falling = 1 - usl.alpha - usl.beta * concurrency * concurrency;
  return usl.gamma * falling / (denominator * denominator);
}

UslOverhead usl_overhead(const UslParameters& usl, double concurrency) {
  USLKIT_CHECK(concurrency > 0);
  const double others = concurrency - 1;
  return {.concurrency = concurrency,
          .ideal = 1 / concurrency,
          .contention = usl.alpha * others / concurrency,
          .crosstalk = usl.beta * others};
}

std::optional<UslPeak> usl_peak(const UslParameters& usl) {
  if (!(usl.beta > 0)) return std::nullopt;
  const double square = (1 - usl.alpha) / usl.beta;
  if (!(square < kLargestExactInteger * kLargestExactInteger)) return std::nullopt;
  if (square <= 1) return UslPeak{1, usl_throughput(usl, 1), 1};
  UslPeak peak;
  peak.concurrency = std::sqrt(square);
  peak.throughput = usl_throughput(usl, peak.concurrency);
  // X(n+1) <= X(n) exactly when n(n+1) >= (1-alpha)/beta.
  double best = std::floor(peak.concurrency) - 1;
  while (best < 1 || best * (best + 1) < square) ++best;
  peak.best_integer = static_cast<std::int64_t>(best);
  return peak;
}

double usl_throughput_limit(const UslParameters& usl) {
  if (const std::optional<UslPeak> peak = usl_peak(usl)) return peak->throughput;
  if (usl.beta == 0 && usl.alpha > 0) return usl.gamma / usl.alpha;
  return kInfinity;
}

std::optional<double> usl_pole(const UslParameters& usl) {
  if (usl.beta == 0) {
    if (usl.alpha >= 0) return std::nullopt;
    return 1 - 1 / usl.alpha;
  }
  const std::optional<RealRoots> roots =
      quadratic_roots(usl.beta, usl.alpha - usl.beta, 1 - usl.alpha);
  if (!roots) return std::nullopt;
  if (roots->lower > 1) return roots->lower;
  if (roots->upper > 1) return roots->upper;
  return std::nullopt;
}

ConcurrencyRoots usl_concurrency_at_throughput(const UslParameters& usl, double throughput) {
  USLKIT_CHECK(throughput > 0);
  const double per_worker = usl.gamma / throughput;
  if (usl.beta == 0) {
    if (per_worker <= usl.alpha) return {};
    return {positive((1 - usl.alpha) / (per_worker - usl.alpha)), std::nullopt};
  }
  const std::optional<RealRoots> roots =
      quadratic_roots(usl.beta, usl.alpha - usl.beta - per_worker, 1 - usl.alpha);
  if (!roots) return {};
  if (usl.beta < 0) return {positive(roots->upper), std::nullopt};
  if (usl.alpha >= 1) return {std::nullopt, positive(roots->upper)};
  return {positive(roots->lower), positive(roots->upper)};
}

std::optional<std::int64_t> usl_workers_for_throughput(const UslParameters& usl,
                                                       double throughput) {
  USLKIT_CHECK(throughput > 0);
  if (usl_throughput(usl, 1) >= throughput) return 1;
  const ConcurrencyRoots roots = usl_concurrency_at_throughput(usl, throughput);
  if (!roots.before_peak || *roots.before_peak > kLargestExactInteger) return std::nullopt;
  // Rounding may leave the root a hair off a whole number: the answer is checked on the curve
  // itself.
  double workers = std::max(1.0, std::floor(*roots.before_peak));
  if (usl_throughput(usl, workers) < throughput) ++workers;
  // Between two integers around the peak the curve may reach what neither integer does.
  if (usl_throughput(usl, workers) < throughput * (1 - kDoubleRootTolerance)) return std::nullopt;
  return static_cast<std::int64_t>(workers);
}

std::optional<double> usl_concurrency_at_latency(const UslParameters& usl, double latency) {
  USLKIT_CHECK(latency > 0);
  const double relative = usl.gamma * latency;  // R(N) / R(1)
  if (usl.beta == 0) {
    if (usl.alpha != 0) return positive(1 + (relative - 1) / usl.alpha);
    const bool always = std::abs(relative - 1) <= kDoubleRootTolerance;
    return always ? std::optional<double>(kInfinity) : std::nullopt;
  }
  const std::optional<RealRoots> roots =
      quadratic_roots(usl.beta, usl.alpha - usl.beta, 1 - usl.alpha - relative);
  if (!roots) return std::nullopt;
  // Latency rises beyond the vertex for beta > 0, before it for beta < 0.
  return positive(usl.beta > 0 ? roots->upper : roots->lower);
}

std::optional<double> usl_throughput_at_latency(const UslParameters& usl, double latency) {
  const std::optional<double> concurrency = usl_concurrency_at_latency(usl, latency);
  if (!concurrency) return std::nullopt;
  return *concurrency / latency;
}

LatencyRoots usl_latency_at_throughput(const UslParameters& usl, double throughput) {
  const ConcurrencyRoots roots = usl_concurrency_at_throughput(usl, throughput);
  LatencyRoots latency;
  if (roots.before_peak) latency.before_peak = *roots.before_peak / throughput;
  if (roots.past_peak) latency.past_peak = *roots.past_peak / throughput;
  return latency;
}

}  // namespace uslkit
