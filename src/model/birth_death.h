// The stationary distribution of a birth-death chain, the common core of finite Markov queues.
#pragma once

#include <vector>

namespace uslkit {

// Probabilities p[0..n] with p[k+1] / p[k] = up_over_down[k] (detailed balance of a birth-death
// chain: rate up from k over rate down from k + 1). Source: Kleinrock (1975), equation 3.11.
//
// The ratios must not increase with k (true of queues whose arrivals fall and whose service grows
// with the number inside), so the distribution has one mode; weights are built outwards from it,
// all of them <= 1: nothing overflows for any size, and what underflows is below 1e-300 of the
// mode. Every ratio >= 0 and finite.
[[nodiscard]] std::vector<double> birth_death_probabilities(
    const std::vector<double>& up_over_down);

}  // namespace uslkit
