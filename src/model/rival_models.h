// The rival laws that a scalability curve is compared with.
#pragma once

#include "model/usl.h"

namespace uslkit {

// X = gamma N: no contention, no crosstalk.
[[nodiscard]] double linear_throughput(double gamma, double concurrency);

// X = gamma N / (1 + alpha (N-1)). Amdahl (1967); the USL with beta = 0. Limit gamma / alpha.
[[nodiscard]] double amdahl_throughput(double alpha, double gamma, double concurrency);

// X = gamma (N - serial (N-1)). Gustafson (1988): the problem grows with N; linear with an offset.
[[nodiscard]] double gustafson_throughput(double serial, double gamma, double concurrency);

// X = gamma N / (1 + alpha (N-1) + beta log(N) (N-1)), natural logarithm. Schwartz (2015),
// "Practical Scalability Analysis with the Universal Scalability Law", section on other models: if
// the exchange costs O(n log n) instead of O(n^2). Assumes a tree-like exchange; the curve turns
// down far more slowly than the USL.
[[nodiscard]] double log_usl_throughput(const UslParameters& usl, double concurrency);

// X = min(gamma N, saturation): asymptotic bounds of a closed queue (Denning & Buzen 1978).
[[nodiscard]] double knee_throughput(double gamma, double saturation, double concurrency);

}  // namespace uslkit
