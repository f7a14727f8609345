// An open network of queues (Jackson): where the traffic goes and what waits at each node.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace uslkit {

// One node: Poisson arrivals from outside, exponential service, alike servers behind one line.
struct NetworkNode {
  double external_rate = 0.0;  // requests per time from outside, >= 0
  double service_time = 1.0;   // mean, > 0
  std::int64_t servers = 1;    // >= 1
};

// routing[i][j] is the probability that a request leaving node i goes to node j; the rest of row i
// leaves the network. Each row sums to at most 1 and from every node there is a way out (otherwise
// requests pile up for ever and the traffic equations have no solution: USLKIT_CHECK).
struct OpenNetwork {
  std::vector<NetworkNode> nodes;
  std::vector<std::vector<double>> routing;
};

struct OpenNetworkMeans {
  std::vector<double> rates;         // lambda_j, visits per time
  std::vector<double> utilisations;  // lambda_j S_j / c_j
  std::vector<double> mean_numbers;  // L_j; +infinity where utilisation >= 1
  double mean_latency = 0.0;         // from entry to exit: sum of L over external rate
};

// Source: Jackson (1957), "Networks of Waiting Lines". Traffic equations
// lambda_j = gamma_j + sum_i lambda_i r_ij (solved by elimination with pivots); then every node
// behaves as an M/M/c queue of its own (product form), feedback loops included. Latency by Little's
// law; 0 where nothing enters. Cost: the cube of the number of nodes.
[[nodiscard]] OpenNetworkMeans solve(const OpenNetwork& network);

}  // namespace uslkit
