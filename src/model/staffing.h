// Square-root staffing: how many servers an offered load needs for a chosen chance of waiting.
#pragma once

#include <cstdint>

namespace uslkit {

// Source: Halfin and Whitt (1981), "Heavy-Traffic Limits for Queues with Many Exponential Servers":
// with s = a + Q sqrt(a) servers for an offered load of a erlangs, as a grows,
//   P(wait) -> [1 + Q Phi(Q) / phi(Q)]^-1,
// phi and Phi being the density and distribution function of the standard normal law. Assumes M/M/c
// with a pooled line and a linear server (no contention, no crosstalk). The error is of order
// 1 / sqrt(a); fewest_servers_for_wait() in erlang.h is the exact answer.

// The limit of P(wait) for quality Q: 1 for Q <= 0 (the queue does not keep up).
[[nodiscard]] double halfin_whitt_wait_probability(double quality);

// The quality Q > 0 at which the limit equals the given probability in (0, 1]; 0 for 1. Values:
// P(wait) 0.01, 0.05, 0.2, 0.3 need Q = 2.375, 1.740, 1.062, 0.829. (Netflix's capacity model uses
// 2.375, 1.761, 1.16, 1 for these four, so it is a little on the safe side after the first.)
[[nodiscard]] double quality_for_wait_probability(double probability);

// ceil(a + Q sqrt(a)), at least 1; offered load a >= 0 in erlangs, quality Q >= 0.
[[nodiscard]] std::int64_t square_root_staffing(double offered_load, double quality);

}  // namespace uslkit
