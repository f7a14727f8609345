// Formulas of uneven keys and of keys that move.
#include "audit/formula_registry.h"
#include "model/skew.h"

namespace uslkit {
namespace {

using Arguments = std::span<const double>;

Formula tolerable() {
  return {.name = "tolerable_imbalance",
          .arguments = {{.name = "utilisation", .lowest = 1e-6, .highest = 1}},
          .gives = "1/rho: the max/mean load at which the fullest partition saturates",
          .source = "model/skew.h",
          .call = [](Arguments a) { return largest_tolerable_imbalance(a[0]); }};
}

Formula uniform() {
  return {.name = "uniform_imbalance",
          .arguments = {positive("tenants"), count("partitions", 1, 1e9)},
          .gives = "max/mean of equal tenants hashed into P partitions: 1 + sqrt(2 P ln P / m)",
          .source = "Raab and Steger (1998); model/skew.h",
          .call = [](Arguments a) { return uniform_tenants_imbalance(a[0], a[1]); }};
}

Formula tenants() {
  return {.name = "tenants_for_imbalance",
          .arguments = {{.name = "imbalance", .lowest = 1, .highest = 1e9},
                        count("partitions", 1, 1e9)},
          .gives = "fewest equal tenants that stay within it: 2 P ln P / (imbalance - 1)^2",
          .source = "Raab and Steger (1998); model/skew.h",
          .call = [](Arguments a) { return tenants_for_imbalance(a[0], a[1]); }};
}

Formula zipf() {
  return {.name = "zipf_imbalance",
          .arguments = {count("tenants", 1, 1e7),
                        {.name = "exponent", .lowest = 0, .highest = 10},
                        count("partitions", 1, 1e9)},
          .gives = "mean max/mean of the partition with the largest tenant: 1 + (P - 1) p1",
          .source = "Zipf's law; model/skew.h",
          .call = [](Arguments a) {
            return zipf_imbalance({.tenants = static_cast<std::int64_t>(a[0]), .exponent = a[1]},
                                  a[2]);
          }};
}

Formula ring() {
  return {.name = "ring_imbalance",
          .arguments = {count("nodes", 1, 1e9), count("virtual_nodes", 1, 1e9)},
          .gives = "max/mean of a consistent-hash ring: 1 + sqrt(2 ln N / V)",
          .source = "normal approximation; model/skew.h",
          .call = [](Arguments a) { return ring_imbalance(a[0], a[1]); }};
}

Formula modulo_moved() {
  return {.name = "modulo_moved_share",
          .arguments = {count("nodes", 1, 1e9)},
          .gives = "share of keys that hash modulo moves when N become N+1: N/(N+1)",
          .source = "Karger et al. (1997); N and N+1 have no common divisor",
          .call = [](Arguments a) { return a[0] / (a[0] + 1); }};
}

Formula ring_moved() {
  return {.name = "ring_moved_share",
          .arguments = {count("nodes", 1, 1e9)},
          .gives = "mean share of keys that a ring moves when N become N+1: 1/(N+1)",
          .source = "Karger et al. (1997); policy/hash_ring.h",
          .call = [](Arguments a) { return 1 / (a[0] + 1); }};
}

}  // namespace

FormulaGroup skew_formulas() {
  return {.title = "Skew",
          .formulas = {tolerable(), uniform(), tenants(), zipf(), ring(), modulo_moved(),
                       ring_moved()}};
}

}  // namespace uslkit
