// Uneven keys: what the fullest partition carries, and when one key alone is too hot.
#pragma once

#include <cstdint>

namespace uslkit {

// "Imbalance" is the load of the fullest partition (or node) over the mean, >= 1.

// 1 / rho: the imbalance at which the fullest partition saturates while the mean partition runs at
// utilisation rho in (0, 1].
[[nodiscard]] double largest_tolerable_imbalance(double utilisation);

struct HotKeyQuestion {
  double arrival_rate = 0.0;        // lambda > 0, all keys together
  double partition_capacity = 0.0;  // events per time of one partition, >= 0
  double top_share = 0.0;           // in [0, 1]: share of the most frequent key
};
// A key lives in one partition whatever their number: feasible if and only if
// top_share x lambda <= capacity of one partition.
[[nodiscard]] bool hot_key_fits(const HotKeyQuestion& question);

// Uniform tenants m hashed into P partitions: imbalance ~ 1 + sqrt(2 P ln P / m). Source: Raab and
// Steger (1998), "Balls into Bins - A Simple and Tight Analysis", for m >> P ln P; a typical
// maximum, not a bound. More partitions make the relative skew *worse*. m > 0, P >= 1.
[[nodiscard]] double uniform_tenants_imbalance(double tenants, double partitions);
// Tenants of any sizes hashed into P partitions: imbalance ~ 1 + sqrt(2 P ln P S) with the
// concentration S, the sum of the tenants' squared shares: the typical maximum of P nearly normal
// shares of variance S / P. With m alike tenants S = 1 / m, which is the line above. Where one
// tenant dominates it is low: see zipf_imbalance. S in [0, 1], P >= 1.
[[nodiscard]] double concentrated_imbalance(double concentration, double partitions);

// The inverse: fewest tenants, 2 P ln P / (imbalance - 1)^2, for which hashing stays within the
// imbalance; +infinity for an imbalance of 1 with P > 1.
[[nodiscard]] double tenants_for_imbalance(double imbalance, double partitions);

// Zipf's law: the k-th of m tenants sends a share proportional to 1 / k^s, s >= 0 (0 is uniform).
struct ZipfShares {
  std::int64_t tenants = 1;  // m in [1, 1e8]
  double exponent = 1.0;     // s >= 0
};
// H(m, s) = sum_{k <= m} 1 / k^s, the generalised harmonic number, summed from the small end.
[[nodiscard]] double generalised_harmonic(const ZipfShares& zipf);
// Share of the largest tenant, 1 / H(m, s).
[[nodiscard]] double zipf_top_share(const ZipfShares& zipf);
// Sum of the squared shares, H(m, 2s) / H(m, s)^2.
[[nodiscard]] double zipf_concentration(const ZipfShares& zipf);

// Mean imbalance of the partition that holds the largest tenant: its own P p1 plus the mean share
// (1 - p1) of all others, 1 + (P - 1) p1. At s >= 1 that partition is usually the fullest:
// against Monte Carlo medians of 2.4, 3.2, 4.0 (m = 10^4, s = 1, P = 16, 24, 32) it
// gives 2.53, 3.35, 4.17. For s near 0 use uniform_tenants_imbalance instead.
[[nodiscard]] double zipf_imbalance(const ZipfShares& zipf, double partitions);

// Consistent hashing, N nodes with V virtual nodes each: imbalance ~ 1 + sqrt(2 ln N / V), the
// typical maximum of N nearly normal shares with relative deviation 1 / sqrt(V). Slightly high:
// 1.25 against a Monte Carlo median of 1.20 (95 %: 1.31) for V = 100, N = 24. N >= 1, V >= 1.
[[nodiscard]] double ring_imbalance(double nodes, double virtual_nodes);

}  // namespace uslkit
