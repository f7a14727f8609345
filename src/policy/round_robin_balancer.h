// RoundRobinBalancer: each healthy node in turn.
//
// Equal counts, whatever the nodes can do: a slow node gets as much as a fast one. Any k picks in a
// row with k healthy nodes reach each of them once. Not thread-safe. Cost: O(1).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time_point.h"
#include "policy/node_set.h"

namespace uslkit {

struct RoundRobinBalancerOptions {
  std::uint32_t nodes = 1;  // >= 1
};

class RoundRobinBalancer {
 public:
  explicit RoundRobinBalancer(const RoundRobinBalancerOptions& options) : nodes_(options.nodes) {}

  [[nodiscard]] std::uint32_t pick(TimePoint /*now*/, std::uint64_t /*bits*/) {
    if (nodes_.healthy().empty()) return kNoNode;
    if (next_ >= nodes_.healthy().size()) next_ = 0;
    return nodes_.healthy()[next_++];
  }
  void on_start(std::uint32_t node, TimePoint /*now*/) { nodes_.on_start(node); }
  void on_finish(std::uint32_t node, TimePoint /*now*/, Duration /*latency*/) {
    nodes_.on_finish(node);
  }
  void set_healthy(std::uint32_t node, bool healthy) { nodes_.set_healthy(node, healthy); }
  [[nodiscard]] const NodeSet& nodes() const { return nodes_; }

 private:
  NodeSet nodes_;
  std::size_t next_ = 0;  // in the list of healthy nodes
};

}  // namespace uslkit
