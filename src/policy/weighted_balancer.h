// WeightedBalancer: smooth weighted round robin.
//
// Each pick raises every healthy node's credit by its weight, takes the richest and charges it the
// sum of the weights (the algorithm of nginx's upstream module). Invariants:
//  1. The credits of the healthy nodes sum to 0.
//  2. With whole weights, every round of sum(weights) picks from a fresh start gives each node its
//     weight exactly, and no burst: weights 5, 1, 1 give a a b a c a a.
// A change of health starts the round afresh. Not thread-safe. Cost: O(healthy nodes) a pick.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time_point.h"
#include "policy/node_set.h"

namespace uslkit {

struct WeightedBalancerOptions {
  // One per node, > 0 and finite: only their ratios count.
  std::vector<double> weights{1.0};

  void check() const;
};

class WeightedBalancer {
 public:
  explicit WeightedBalancer(const WeightedBalancerOptions& options);

  [[nodiscard]] std::uint32_t pick(TimePoint /*now*/, std::uint64_t /*bits*/) {
    std::uint32_t richest = kNoNode;
    double sum = 0;
    for (const std::uint32_t node : nodes_.healthy()) {
      credits_[node] += weights_[node];
      sum += weights_[node];
      if (richest == kNoNode || credits_[node] > credits_[richest]) richest = node;
    }
    if (richest != kNoNode) credits_[richest] -= sum;
    return richest;
  }
  void on_start(std::uint32_t node, TimePoint /*now*/) { nodes_.on_start(node); }
  void on_finish(std::uint32_t node, TimePoint /*now*/, Duration /*latency*/) {
    nodes_.on_finish(node);
  }
  void set_healthy(std::uint32_t node, bool healthy);
  [[nodiscard]] const NodeSet& nodes() const { return nodes_; }

 private:
  NodeSet nodes_;
  std::vector<double> weights_;
  std::vector<double> credits_;
};

}  // namespace uslkit
