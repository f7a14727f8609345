// One server shared by several classes of requests: priority waits and processor sharing.
#pragma once

#include <cstddef>
#include <vector>

namespace uslkit {

// One class of Poisson arrivals. In a list of classes the first has the highest priority.
struct ServiceClass {
  double arrival_rate = 0.0;  // requests per time, >= 0
  double service_time = 1.0;  // mean, > 0
  double service_cv2 = 1.0;   // squared coefficient of variation of the service time, >= 0
};

// Notation: rho_i = lambda_i E[S_i], s_k = rho_1 + ... + rho_k (s_0 = 0),
// E[S_i^2] = E[S_i]^2 (1 + cv2_i). A class with s_k >= 1 has no steady state: its result is
// +infinity, while classes above it stay finite. Results are in the order of the classes.

// Head of the line, the running request is never interrupted. Source: Cobham (1954), "Priority
// Assignment in Waiting Line Problems": E[W_k] = W0 / ((1 - s_{k-1}) (1 - s_k)),
// W0 = sum_i lambda_i E[S_i^2] / 2 over all classes. W0 counts at most a share 1 of busy time: once
// the total load exceeds 1, lower classes are cut off at what the server still has left for them.
[[nodiscard]] std::vector<double> non_preemptive_priority_waits(
    const std::vector<ServiceClass>& classes);

// A higher class interrupts; the interrupted request resumes where it stopped. Source: Conway,
// Maxwell and Miller (1967), Theory of Scheduling, section 8-7:
// E[T_k] = E[S_k] / (1 - s_{k-1}) + sum_{i <= k} lambda_i E[S_i^2] / 2 / ((1 - s_{k-1}) (1 - s_k)).
// Lower classes do not exist for a class. The result is the latency (wait plus service).
[[nodiscard]] std::vector<double> preemptive_resume_latencies(
    const std::vector<ServiceClass>& classes);

// Egalitarian processor sharing, M/G/1-PS: E[T_k] = E[S_k] / (1 - rho) for every class, whatever
// the service laws. Source: Kleinrock (1976), Queueing Systems II, section 4.4. A request of size x
// takes x / (1 - rho) on average. With one exponential class the mean equals M/M/1's.
[[nodiscard]] std::vector<double> processor_sharing_latencies(
    const std::vector<ServiceClass>& classes);

}  // namespace uslkit
