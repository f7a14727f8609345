// Queues with one server: M/M/1 with its percentiles, M/G/1 by Pollaczek and Khinchine, G/G/1 by
// Kingman. (M/D/1 is in md1_queue.h, priorities and processor sharing in service_discipline.h.)
#pragma once

namespace uslkit {

// Conventions shared by all queues of this room:
// - "wait" is the time before service starts, "latency" is wait plus service.
// - Rates are requests per unit of time, times are in the same unit; any unit will do.
// - arrival_rate >= 0 and service_time > 0, both finite (USLKIT_CHECK).
// - utilisation rho = arrival rate x service time / servers. With rho >= 1 no steady state exists:
//   means and quantiles are +infinity and survival functions 1, the limits of an ever longer run.
// - A quantile takes a probability in [0, 1]; one that lies in the atom at zero wait is 0.

// M/M/1: Poisson arrivals, exponential service, first come first served.
// Source: Kleinrock (1975), Queueing Systems I, section 3.2.
struct MM1Queue {
  double arrival_rate = 0.0;
  double service_time = 1.0;  // mean

  [[nodiscard]] double utilisation() const;
  // E[T] = S / (1 - rho), E[W] = rho E[T], L = rho / (1 - rho).
  [[nodiscard]] double mean_latency() const;
  [[nodiscard]] double mean_wait() const;
  [[nodiscard]] double mean_number_in_system() const;
  // The latency is exponential: P(T > t) = exp(-t / E[T]), quantile -ln(1 - p) E[T].
  [[nodiscard]] double latency_survival(double time) const;
  [[nodiscard]] double latency_quantile(double probability) const;
  // P(W > t) = rho exp(-t / E[T]).
  [[nodiscard]] double wait_survival(double time) const;
  [[nodiscard]] double wait_quantile(double probability) const;
};

// M/G/1: Poisson arrivals, any service law with mean and squared coefficient of variation
// cv2 = Var[S] / E[S]^2 (0 constant, 1 exponential, 1/k Erlang-k).
// Source: Pollaczek (1930), Khinchine (1932): E[W] = rho S (1 + cv2) / (2 (1 - rho)). Exact.
struct MG1Queue {
  double arrival_rate = 0.0;
  double service_time = 1.0;  // mean
  double service_cv2 = 1.0;   // >= 0

  [[nodiscard]] double utilisation() const;
  [[nodiscard]] double mean_wait() const;
  [[nodiscard]] double mean_latency() const;
};

// G/G/1: independent interarrival times and service times of any law, by mean and cv2.
// Source: Kingman (1961), "The single server queue in heavy traffic":
// E[W] ~ rho / (1 - rho) x (arrival_cv2 + service_cv2) / 2 x S. An approximation: exact for M/M/1
// and M/G/1, asymptotically exact as rho -> 1, too high for smooth arrivals at light load.
struct GG1Queue {
  double arrival_rate = 0.0;
  double service_time = 1.0;  // mean
  double arrival_cv2 = 1.0;   // >= 0
  double service_cv2 = 1.0;   // >= 0

  [[nodiscard]] double utilisation() const;
  [[nodiscard]] double mean_wait() const;
  [[nodiscard]] double mean_latency() const;
};

}  // namespace uslkit
