// Erlang's two formulas: the chance that all servers are busy, without and with a waiting room.
#pragma once

#include <cstdint>

namespace uslkit {

// Source: A. K. Erlang (1917), "Solution of some Problems in the Theory of Probabilities of
// Significance in Automatic Telephone Exchanges". Assumes Poisson arrivals at rate lambda and
// servers that are alike; the offered load a = lambda E[S] is in erlangs (busy servers if there
// were enough), without unit.

// Erlang B: P(all c servers busy) when blocked arrivals are lost (M/G/c/c; insensitive: only the
// mean of the service time matters). B(0, a) = 1. Recursion B(c) = a B(c-1) / (c + a B(c-1)), which
// only adds and multiplies positive numbers and so keeps full precision for any c. Cost: c steps.
[[nodiscard]] double erlang_b(std::int64_t servers, double offered_load);

// Erlang C: P(an arrival must wait) when blocked arrivals queue (M/M/c: exponential service).
// C = B / (1 - rho (1 - B)), rho = a / c. With rho >= 1 everybody waits: the result is 1.
[[nodiscard]] double erlang_c(std::int64_t servers, double offered_load);

// Fewest servers c with erlang_b(c, a) <= limit, 0 < limit <= 1. Cost: about a + a few sqrt(a)
// steps of the recursion; the offered load must stay below 1e8.
[[nodiscard]] std::int64_t fewest_servers_for_blocking(double offered_load, double limit);

// Fewest servers c > a with erlang_c(c, a) <= limit, 0 < limit <= 1. Same cost and range. This is
// the exact answer that square-root staffing (staffing.h) approximates.
[[nodiscard]] std::int64_t fewest_servers_for_wait(double offered_load, double limit);

}  // namespace uslkit
