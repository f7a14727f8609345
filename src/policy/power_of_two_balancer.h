// PowerOfTwoBalancer: of two nodes drawn by chance, the one with fewer requests in flight.
//
// Two choices make the fullest of n nodes hold about ln ln n / ln 2 above the mean, where one
// choice gives ln n / ln ln n (Azar et al., "Balanced Allocations", STOC 1994; Mitzenmacher 2001),
// and old news cannot make all balancers herd onto one node. Not thread-safe. Cost: O(1).
#pragma once

#include <cstdint>

#include "base/time_point.h"
#include "policy/node_set.h"

namespace uslkit {

struct PowerOfTwoBalancerOptions {
  std::uint32_t nodes = 1;  // >= 1
};

class PowerOfTwoBalancer {
 public:
  explicit PowerOfTwoBalancer(const PowerOfTwoBalancerOptions& options) : nodes_(options.nodes) {}

  // `bits` is uniform over 64 bits. Which of two equal nodes comes first is chance already.
  [[nodiscard]] std::uint32_t pick(TimePoint /*now*/, std::uint64_t bits) {
    if (nodes_.healthy().empty()) return kNoNode;
    const NodePair pair = two_healthy(nodes_, bits);
    return nodes_.in_flight(pair.second) < nodes_.in_flight(pair.first) ? pair.second : pair.first;
  }
  void on_start(std::uint32_t node, TimePoint /*now*/) { nodes_.on_start(node); }
  void on_finish(std::uint32_t node, TimePoint /*now*/, Duration /*latency*/) {
    nodes_.on_finish(node);
  }
  void set_healthy(std::uint32_t node, bool healthy) { nodes_.set_healthy(node, healthy); }
  [[nodiscard]] const NodeSet& nodes() const { return nodes_; }

 private:
  NodeSet nodes_;
};

}  // namespace uslkit
