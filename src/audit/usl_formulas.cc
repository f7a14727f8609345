// Formulas of the Universal Scalability Law.
#include <cmath>
#include <limits>

#include "audit/formula_registry.h"
#include "model/cells.h"
#include "model/usl.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr const char* kGunther = "Gunther (1993; GCaP 2007, eq. 4.31); model/usl.h";
constexpr const char* kDerived = "derived from X(N)";

using Arguments = std::span<const double>;

Formula throughput() {
  return {
      .name = "usl_throughput",
      .arguments = {coefficient("alpha"), coefficient("beta"), positive("gamma"), positive("n")},
      .gives = "X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1))",
      .source = kGunther,
      .call = [](Arguments a) {
        return usl_throughput({a[0], a[1], a[2]}, a[3]);
      }};
}

Formula capacity() {
  return {.name = "usl_capacity",
          .arguments = {coefficient("alpha"), coefficient("beta"), positive("n")},
          .gives = "C(N) = X(N) / X(1), relative capacity",
          .source = kGunther,
          .call = [](Arguments a) {
            return usl_relative_capacity({a[0], a[1], 1}, a[2]);
          }};
}

Formula efficiency() {
  return {.name = "usl_efficiency",
          .arguments = {coefficient("alpha"), coefficient("beta"), positive("n")},
          .gives = "E(N) = C(N) / N, the useful share of each worker",
          .source = kGunther,
          .call = [](Arguments a) {
            return usl_efficiency({a[0], a[1], 1}, a[2]);
          }};
}

Formula latency_growth() {
  return {.name = "usl_latency_growth",
          .arguments = {coefficient("alpha"), coefficient("beta"), positive("n_from"),
                        positive("n_to")},
          .gives = "R(n_to) / R(n_from), where R(N) = N / X(N)",
          .source = "Little's law on X(N); model/usl.h",
          .call = [](Arguments a) {
            const UslParameters usl{a[0], a[1], 1};
            return usl_latency(usl, a[3]) / usl_latency(usl, a[2]);
          }};
}

Formula peak() {
  return {.name = "usl_peak",
          .arguments = {coefficient("alpha"), coefficient("beta")},
          .gives = "N* = sqrt((1-alpha)/beta), the N of the largest X; infinite for beta <= 0",
          .source = "GCaP 2007, eq. 4.33; model/usl.h",
          .call = [](Arguments a) {
            const std::optional<UslPeak> peak = usl_peak({a[0], a[1], 1});
            return peak ? peak->concurrency : kInfinity;
          }};
}

Formula best_integer() {
  return {.name = "usl_best_integer",
          .arguments = {coefficient("alpha"), coefficient("beta")},
          .gives = "smallest whole n with n(n+1) >= (1-alpha)/beta: X(n) is the largest",
          .source = "model/usl.h",
          .call = [](Arguments a) {
            const std::optional<UslPeak> peak = usl_peak({a[0], a[1], 1});
            return peak ? static_cast<double>(peak->best_integer) : kInfinity;
          }};
}

Formula beta_for_peak() {
  return {.name = "usl_beta_for_peak",
          .arguments = {coefficient("alpha"), positive("peak")},
          .gives = "the beta with N* = peak: (1-alpha)/peak^2",
          .source = kDerived,
          .call = [](Arguments a) { return (1 - a[0]) / (a[1] * a[1]); }};
}

Formula alpha_for_peak() {
  return {.name = "usl_alpha_for_peak",
          .arguments = {coefficient("beta"), positive("peak")},
          .gives = "the alpha with N* = peak: 1 - beta peak^2",
          .source = kDerived,
          .call = [](Arguments a) { return 1 - a[0] * a[1] * a[1]; }};
}

// With alpha = 1 - beta P^2 the denominator is N + beta (N-1)(N - P^2), linear in beta.
double beta_from_ratio(Arguments a) {
  const double peak = a[0];
  const double from = a[1];
  const double to = a[2];
  const double ratio = a[3];
  const auto excess = [peak](double n) { return (n - 1) * (n - peak * peak); };
  const double divisor = ratio * from * excess(to) - to * excess(from);
  return from * to * (1 - ratio) / divisor;
}

Formula beta_from_peak_and_ratio() {
  return {.name = "usl_beta_from_ratio",
          .arguments = {positive("peak"), positive("n_from"), positive("n_to"), positive("ratio")},
          .gives = "the beta of the curve with that peak and X(n_to) / X(n_from) = ratio",
          .source = kDerived,
          .call = beta_from_ratio};
}

Formula beta_at_efficiency() {
  return {
      .name = "usl_beta_at_efficiency",
      .arguments = {coefficient("alpha"),
                    {.name = "n", .lowest = 1.000001, .highest = 1e15},
                    {.name = "efficiency", .lowest = 1e-12, .highest = 10}},
      .gives = "the beta with E(n) = efficiency: (1/E - 1 - alpha (n-1)) / (n (n-1))",
      .source = kDerived,
      .call = [](Arguments a) { return (1 / a[2] - 1 - a[0] * (a[1] - 1)) / (a[1] * (a[1] - 1)); }};
}

Formula concurrency_at_efficiency() {
  return {.name = "usl_n_at_efficiency",
          .arguments = {coefficient("alpha"), coefficient("beta"), share("efficiency")},
          .gives = "the N with E(N) = efficiency; infinite if none",
          .source = "inverse of R(N); model/usl.h",
          .call = [](Arguments a) {
            if (!(a[2] > 0)) return kInfinity;
            return usl_concurrency_at_latency({a[0], a[1], 1}, 1 / a[2]).value_or(kInfinity);
          }};
}

Formula workers() {
  return {.name = "usl_workers",
          .arguments = {coefficient("alpha"), coefficient("beta"), positive("gamma"),
                        positive("throughput")},
          .gives = "fewest whole workers with X(n) >= throughput; infinite above the peak",
          .source = "inverse of X(N), both roots; model/usl.h",
          .call = [](Arguments a) {
            const std::optional<std::int64_t> workers =
                usl_workers_for_throughput({a[0], a[1], a[2]}, a[3]);
            return workers ? static_cast<double>(*workers) : kInfinity;
          }};
}

Formula throughput_limit() {
  return {.name = "usl_throughput_limit",
          .arguments = {coefficient("alpha"), coefficient("beta"), positive("gamma")},
          .gives = "sup X(N): X(N*), gamma/alpha for beta = 0, else infinite",
          .source = "model/usl.h",
          .call = [](Arguments a) {
            return usl_throughput_limit({a[0], a[1], a[2]});
          }};
}

Formula fewest_cells() {
  return {.name = "usl_cells",
          .arguments = {coefficient("alpha"),
                        coefficient("beta"),
                        positive("gamma"),
                        positive("throughput"),
                        {.name = "utilisation", .lowest = 1e-6, .highest = 1}},
          .gives = "fewest cells of this curve that carry the throughput; infinite above 1000",
          .source = "inverse of X(N) per cell; model/cells.h",
          .call = [](Arguments a) {
            const std::vector<CellPlan> plans =
                cell_plans({.usl = {a[0], a[1], a[2]}, .throughput = a[3], .utilisation = a[4]});
            return plans.empty() ? kInfinity : static_cast<double>(plans.front().cells);
          }};
}

}  // namespace

FormulaGroup usl_formulas() {
  return {.title = "Universal Scalability Law",
          .formulas = {throughput(), capacity(), efficiency(), latency_growth(), peak(),
                       best_integer(), beta_for_peak(), alpha_for_peak(),
                       beta_from_peak_and_ratio(), beta_at_efficiency(),
                       concurrency_at_efficiency(), workers(), throughput_limit(), fewest_cells()}};
}

}  // namespace uslkit
