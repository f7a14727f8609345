// LeastConnectionsBalancer: the healthy node with the fewest requests in flight.
//
// Follows slow nodes by itself, but needs to see every request: several balancers that each know
// only their own herd onto the same node. Equally busy nodes take turns. Not thread-safe. Cost:
// O(healthy nodes) a pick.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time_point.h"
#include "policy/node_set.h"

namespace uslkit {

struct LeastConnectionsBalancerOptions {
  std::uint32_t nodes = 1;  // >= 1
};

class LeastConnectionsBalancer {
 public:
  explicit LeastConnectionsBalancer(const LeastConnectionsBalancerOptions& options)
      : nodes_(options.nodes) {}

  // Looks around the list once, from behind the node picked last.
  [[nodiscard]] std::uint32_t pick(TimePoint /*now*/, std::uint64_t /*bits*/) {
    const std::size_t count = nodes_.healthy().size();
    if (count == 0) return kNoNode;
    std::size_t position = next_ < count ? next_ : 0;
    std::size_t best = position;
    for (std::size_t looked = 0; looked < count; ++looked) {
      if (busy(position) < busy(best)) best = position;
      if (++position == count) position = 0;
    }
    next_ = best + 1;
    return nodes_.healthy()[best];
  }
  void on_start(std::uint32_t node, TimePoint /*now*/) { nodes_.on_start(node); }
  void on_finish(std::uint32_t node, TimePoint /*now*/, Duration /*latency*/) {
    nodes_.on_finish(node);
  }
  void set_healthy(std::uint32_t node, bool healthy) { nodes_.set_healthy(node, healthy); }
  [[nodiscard]] const NodeSet& nodes() const { return nodes_; }

 private:
  [[nodiscard]] std::int64_t busy(std::size_t position) const {
    return nodes_.in_flight(nodes_.healthy()[position]);
  }

  NodeSet nodes_;
  std::size_t next_ = 0;  // in the list of healthy nodes
};

}  // namespace uslkit
