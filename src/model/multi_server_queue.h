// Queues with several alike servers behind one line: M/M/c, M/M/c/K, G/G/m.
#pragma once

#include <cstdint>

namespace uslkit {

// The conventions of single_server_queue.h hold here too. One line for all servers is an assumption
// with consequences: partitions of a log are *not* pooled, each consumer drains only its own, so
// c partitions are c single-server queues and never M/M/c.

// M/M/c: Poisson arrivals, exponential service, c servers, first come first served.
// Source: Kleinrock (1975), section 3.5; C is Erlang C, mu = 1 / S.
struct MMcQueue {
  double arrival_rate = 0.0;
  double service_time = 1.0;  // mean
  std::int64_t servers = 1;   // >= 1

  [[nodiscard]] double utilisation() const;
  // P(W > 0) = C.
  [[nodiscard]] double wait_probability() const;
  // E[W] = C / (c mu - lambda).
  [[nodiscard]] double mean_wait() const;
  [[nodiscard]] double mean_latency() const;
  [[nodiscard]] double mean_number_in_system() const;
  // P(W > t) = C exp(-(c mu - lambda) t), so the quantile is max(0, ln(C / (1 - p))) /
  // (c mu - lambda).
  [[nodiscard]] double wait_survival(double time) const;
  [[nodiscard]] double wait_quantile(double probability) const;
  // The latency is the service alone with probability 1 - C and a hypoexponential sum of service
  // and exponential wait with probability C. With theta = c mu - lambda,
  //   P(T > t) = e^(-mu t) + C mu (e^(-mu t) - e^(-theta t)) / (theta - mu),
  // evaluated without cancellation also where theta and mu (nearly) agree.
  [[nodiscard]] double latency_survival(double time) const;
  // Inverted by bisection to the resolution of a double.
  [[nodiscard]] double latency_quantile(double probability) const;
};

// What an M/M/c/K queue does; of the requests it admits where not said otherwise.
struct FiniteQueueResult {
  double blocking_probability = 0.0;   // share of arrivals turned away
  double throughput = 0.0;             // lambda (1 - P(block))
  double utilisation = 0.0;            // busy servers / servers = throughput x S / c, <= 1
  double mean_number_in_system = 0.0;  // L
  double mean_latency = 0.0;           // L / throughput; S where nothing arrives
};

// M/M/c/K: as M/M/c, but at most K requests inside (in service and waiting); an arrival that finds
// K is lost and not repeated. Always stable, also above rho = 1. Source: Kleinrock (1975),
// section 3.6 and 3.7; K = c is Erlang's loss system. Cost: K steps and 8 K bytes.
struct MMcKQueue {
  double arrival_rate = 0.0;
  double service_time = 1.0;  // mean
  std::int64_t servers = 1;   // c >= 1
  std::int64_t capacity = 1;  // K >= c
};
[[nodiscard]] FiniteQueueResult solve(const MMcKQueue& queue);

// G/G/m: any interarrival and service laws by mean and squared coefficient of variation.
// Source: Allen (1990), Probability, Statistics and Queueing Theory, section 5.3 (Allen-Cunneen):
// E[W] ~ E[W of M/M/m] x (arrival_cv2 + service_cv2) / 2. An approximation, good in heavy traffic
// and crude for few, smooth arrivals; exact for M/M/m and, with one server, for M/G/1.
struct GGmQueue {
  double arrival_rate = 0.0;
  double service_time = 1.0;  // mean
  double arrival_cv2 = 1.0;   // >= 0
  double service_cv2 = 1.0;   // >= 0
  std::int64_t servers = 1;   // >= 1

  [[nodiscard]] double utilisation() const;
  [[nodiscard]] double mean_wait() const;
  [[nodiscard]] double mean_latency() const;
};

}  // namespace uslkit
