// A closed loop: N users think and then queue at one server (machine repairman, M/M/1//N).
#pragma once

#include <cstdint>

namespace uslkit {

// N users, each thinks for a mean time Z, then asks one first-come-first-served server with
// exponential service of mean S. The law of the think time does not matter (a delay station is
// insensitive). Source: Palm (1947), "Table of the Palm/Erlang formulae"; as a performance model
// Scherr (1967). Times in one unit.
struct MachineRepairman {
  std::int64_t users = 1;     // N >= 0
  double think_time = 0.0;    // Z >= 0
  double service_time = 1.0;  // S > 0
};

struct ClosedLoopMeans {
  double throughput = 0.0;      // X
  double latency = 0.0;         // R, wait plus service; S for N = 0
  double utilisation = 0.0;     // U = X S
  double number_waiting = 0.0;  // at the server, in service included: X R
};

// Exact mean value analysis (Reiser and Lavenberg 1980): R(n) = S (1 + Q(n-1)),
// X(n) = n / (R(n) + Z), Q(n) = X(n) R(n). The same numbers as p_n = N!/(N-n)! (S/Z)^n p_0,
// X = (1 - p_0) / S, R = N / X - Z, but without factorials or cancellation: N steps, any N.
[[nodiscard]] ClosedLoopMeans solve(const MachineRepairman& loop);

// Bounds that hold for any closed network with one class, whatever its distributions.
struct ClosedNetworkDemands {
  double users = 1.0;           // N >= 1
  double think_time = 0.0;      // Z >= 0
  double total_demand = 1.0;    // D > 0: service time of one request, summed over all stations
  double largest_demand = 1.0;  // 0 < Dmax <= D: that of the busiest station (the bottleneck)
};

// Source: Muntz and Wong (1974); Lazowska, Zahorjan, Graham and Sevcik (1984), section 5.2.
struct AsymptoticBounds {
  double throughput_lower = 0.0;        // N / (Z + N D): everybody queues behind everybody
  double throughput_upper = 0.0;        // min(1 / Dmax, N / (Z + D))
  double latency_lower = 0.0;           // max(D, N Dmax - Z)
  double latency_upper = 0.0;           // N D
  double saturation_concurrency = 0.0;  // N* = (Z + D) / Dmax, where the two upper bounds meet
};
[[nodiscard]] AsymptoticBounds asymptotic_bounds(const ClosedNetworkDemands& network);

}  // namespace uslkit
