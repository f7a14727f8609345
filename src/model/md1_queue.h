// M/D/1: one server with a constant service time, its whole distribution of waiting.
#pragma once

namespace uslkit {

// P(W > t) of M/D/1 with utilisation rho, in units of the service time D.
//
// Erlang's series (1909), P(W <= t) = (1 - rho) sum_{i <= t/D} (-lambda (t - i D))^i / i!
// exp(lambda (t - i D)), alternates and loses every digit beyond t of some 20 D. Computed here
// instead in the form of Franx (2001), "A simple solution for the M/D/c waiting time distribution",
// on complementary probabilities: with k = floor(t / D) + 1 and u = rho (k - t / D) <= rho,
//   P(W > t) = P(Poisson(u) >= k) + sum_{j < k} P(Poisson(u) = j) P(L > k - j),
// where L is the stationary number in the system. Every term is positive, so tiny tails keep their
// digits. Why it holds: a request that finds its predecessors gone after t has at most k - 1 - j of
// them waiting when j more arrive in the rest of the current service slot.
//
// Range: exact (about 1e-13 relative) for t < 64 D. From there on the exponential tail
// P(W > t) ~ (1 - rho) / (rho e^theta - 1) exp(-theta t / D), rho (e^theta - 1) = theta: the next
// singularity has decayed by e^(-1.6 x 64) relative to it for rho >= 0.5, and below that the
// probability itself is smaller than 1e-80.
struct MD1Queue {
  double arrival_rate = 0.0;
  double service_time = 1.0;  // D, the same for every request

  [[nodiscard]] double utilisation() const;
  // E[W] = rho D / (2 (1 - rho)): Pollaczek-Khinchine with cv2 = 0.
  [[nodiscard]] double mean_wait() const;
  [[nodiscard]] double mean_latency() const;
  // A latency is a wait plus exactly D, so its distribution is that of the wait, shifted by D.
  [[nodiscard]] double wait_survival(double time) const;
  [[nodiscard]] double wait_cdf(double time) const;
  // Inverted by bisection to 1e-13 relative; 0 for a probability up to 1 - rho.
  [[nodiscard]] double wait_quantile(double probability) const;
};

// The decay rate theta > 0 with rho (e^theta - 1) = theta, 0 < rho < 1: tails of queues with
// Poisson arrivals and constant service fall as exp(-theta per service time). Newton's method from
// the upper bound 2 ln(1 / rho), which converges monotonically because the function is convex.
[[nodiscard]] double poisson_decay_rate(double utilisation);

}  // namespace uslkit
